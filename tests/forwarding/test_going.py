"""A matter goes out: what is told, how it is tried again, and that it arrives once."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from happiness_cloud.cases import actions, exchange, forwarder, queries
from happiness_cloud.cases.models import Case, Forwarded
from happiness_cloud.kernel.errors import Invalid, NotFound, NotNow
from happiness_cloud.ledger.models import Entry
from tests.cases import story

from .other_side import OtherSide
from .ways import LITTER, carried, dispatched, later, out, ruled


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_dispatched_matter_is_told_there_and_gets_its_number(
    stage: Any, other: OtherSide, form: str
) -> None:
    other.forms = (form,)
    ruled(other)
    row = carried(dispatched(stage))
    assert (row.state, row.remote_id, row.rule.form) == ("there", "700", form)
    (sent,) = other.posts
    assert sent["service_code"] == "W1"
    assert sent["api_key"] == "their-secret-key"
    assert sent["jurisdiction_id"] == "water.example"
    assert (sent["lat"], sent["long"]) == ("30.605000", "114.305000")


def test_the_other_side_reads_staffs_words_and_never_the_reporters(stage: Any, other: OtherSide) -> None:
    ruled(other)
    case_id = story.report(
        stage,
        text="我是王芳，住3栋502，楼下垃圾没人收",
        caller=actions.Caller(name="王芳", phone="13800000000"),
    ).id
    actions.register(stage.actor("zhou"), case_id, category=LITTER)
    actions.confirm(stage.actor("lin"), case_id)
    actions.file(stage.actor("wu"), case_id)
    actions.dispatch(
        stage.actor("zhao"),
        case_id,
        lead="/yunhu/cgj/sz2/",
        reason="就近",
        note="垃圾在西门，联系13900001111",
    )
    with translation.override("en"):
        carried(case_id)
    (sent,) = other.posts
    everything = " ".join(sent.values())
    assert "梧桐社区" in sent["address_string"]
    assert "西门" in sent["description"]
    assert out(case_id).reference in sent["description"]
    for secret in ("王芳", "3栋502", "13800000000", "13900001111"):
        assert secret not in everything
    assert not {"last_name", "phone", "email", "media_url"} & set(sent)


def test_without_a_point_the_address_says_where(stage: Any, other: OtherSide) -> None:
    ruled(other)
    case_id = story.report(stage, lon=None, lat=None, area=stage.GRID, address="梧桐路8号").id
    actions.register(stage.actor("zhou"), case_id, category=LITTER)
    actions.confirm(stage.actor("lin"), case_id)
    actions.file(stage.actor("wu"), case_id)
    actions.dispatch(stage.actor("zhao"), case_id, lead="/yunhu/cgj/sz2/", reason="就近")
    carried(case_id)
    assert "梧桐路8号" in other.posts[0]["address_string"]
    assert "lat" not in other.posts[0]


def test_the_contact_goes_along_only_where_the_rule_says_so_and_that_is_written_down(
    stage: Any, other: OtherSide
) -> None:
    ruled(other, shares_contact=True)
    case_id = story.report(stage, caller=actions.Caller(name="王芳", phone="13800000000")).id
    actions.register(stage.actor("zhou"), case_id, category=LITTER)
    actions.confirm(stage.actor("lin"), case_id)
    actions.file(stage.actor("wu"), case_id)
    actions.dispatch(stage.actor("zhao"), case_id, lead="/yunhu/cgj/sz2/", reason="就近")
    carried(case_id)
    assert (other.posts[0]["last_name"], other.posts[0]["phone"]) == ("王芳", "13800000000")
    entry = Entry.objects.filter(verb="cases.set_out").latest("id")
    assert entry.facts["shares_contact"] is True


def test_nothing_goes_out_without_a_rule_or_for_another_category_or_area(
    stage: Any, other: OtherSide
) -> None:
    dispatched(stage)
    ruled(other, area=stage.SECOND)
    ruled(other, category="06011")
    ruled(other, on=False)
    dispatched(stage)
    assert not Forwarded.objects.exists()


def test_a_rule_that_is_not_on_is_for_hands(stage: Any, other: OtherSide) -> None:
    ruled(other, on=False)
    case_id = dispatched(stage)
    assert not Forwarded.objects.exists()
    actions.forward(stage.actor("zhao"), case_id)
    assert carried(case_id).state == "there"


def test_the_rule_of_the_smaller_area_holds(stage: Any, other: OtherSide) -> None:
    ruled(other, service_code="W2")
    near = ruled(other, area=stage.FIRST)
    assert out(dispatched(stage)).rule_id == near.id


def test_a_matter_is_forwarded_by_hand_where_a_rule_holds(stage: Any, other: OtherSide) -> None:
    case_id = dispatched(stage)
    zhao = stage.actor("zhao")
    with pytest.raises(NotNow, match="no_forwarding"):
        actions.forward(zhao, case_id, words="请处理")
    ruled(other)
    assert queries.abroad(zhao, Case.objects.get(pk=case_id).number).could_go == "市水务集团"
    actions.forward(zhao, case_id, words="请处理")
    assert carried(case_id).state == "there"
    assert "请处理" in other.posts[0]["description"]
    with pytest.raises(NotNow, match="forwarded_already"):
        actions.forward(zhao, case_id)


def test_an_outsider_forwards_nothing_and_sees_nothing(stage: Any, other: OtherSide) -> None:
    ruled(other)
    case_id = dispatched(stage)
    number = Case.objects.get(pk=case_id).number
    for who in ("he", "chen"):
        with pytest.raises(NotFound):
            actions.forward(stage.actor(who), case_id)
    assert queries.abroad(stage.actor("he"), number).there is None
    assert queries.abroad(stage.actor("sun"), number).there is not None
    with pytest.raises(NotNow, match="wrong_state"):
        actions.forward(stage.actor("zhao"), story.to_dispatch(stage))


def test_what_never_arrived_is_tried_after_five_and_thirty_minutes_and_then_shown_as_stuck(
    stage: Any, other: OtherSide
) -> None:
    ruled(other)
    case_id = dispatched(stage)
    address, other.address = other.address, ""
    row = out(case_id)
    rule = row.rule
    rule.endpoint = "http://127.0.0.1:1/open311/v2"
    rule.key_sealed = ""
    rule.save()
    row = carried(case_id)
    assert (row.state, row.problem, row.unclear) == ("waiting", "away", False)
    with later(4):
        forwarder.carry_due()
        assert out(case_id).tries == 1
    with later(6):
        forwarder.carry_due()
        assert (out(case_id).state, out(case_id).tries) == ("waiting", 2)
    with later(37):
        forwarder.carry_due()
        row = out(case_id)
        assert (row.state, row.tries, row.next_try_at) == ("stuck", 3, None)
    told = queries.detail(stage.actor("zhao"), row.case.number).timeline[-1]
    assert (told.verb, told.facts["stuck"]) == ("come_back", "away")
    (shown,) = queries.stuck_abroad(stage.actor("zhao"))
    assert (shown.number, shown.problem) == (row.case.number, "away")
    assert queries.stuck_abroad(stage.actor("he")) == ()
    rule.endpoint = f"{address}/open311/v2"
    rule.save()
    actions.forward_again(stage.actor("zhao"), case_id)
    assert carried(case_id).state == "there"


@pytest.mark.parametrize(
    "fails", ["slow", "drop", "500", "huge", "says what?", "says []", "says [[1]]", "drip"]
)
def test_after_an_unclear_failure_it_is_looked_for_before_it_is_sent_again(
    stage: Any, other: OtherSide, fails: str
) -> None:
    other.fails = [fails]
    ruled(other)
    case_id = dispatched(stage)
    row = carried(case_id)
    assert (row.state, row.unclear) == ("waiting", True)
    with later(6):
        forwarder.carry_due()
    row = out(case_id)
    assert (row.state, row.remote_id) == ("there", "700")
    assert len(other.posts) == 1


def test_what_was_looked_for_and_is_not_there_is_sent_again(stage: Any, other: OtherSide) -> None:
    ruled(other)
    carried(dispatched(stage))
    other.fails = ["slow_before"]
    case_id = dispatched(stage)
    assert carried(case_id).unclear
    with later(6):
        forwarder.carry_due()
    assert out(case_id).remote_id == "701"
    assert len(other.posts) == 2


def test_where_nothing_can_be_seen_a_person_is_asked(stage: Any, other: OtherSide) -> None:
    other.tells_words = False
    other.fails = ["slow"]
    ruled(other)
    case_id = dispatched(stage)
    carried(case_id)
    with later(6):
        forwarder.carry_due()
    assert (out(case_id).state, out(case_id).problem) == ("stuck", "unclear")
    assert len(other.posts) == 1
    with pytest.raises(Invalid):
        actions.forward_again(stage.actor("zhao"), case_id, number="../7")
    actions.forward_again(stage.actor("zhao"), case_id, number="700")
    assert (out(case_id).state, out(case_id).remote_id) == ("there", "700")
    with pytest.raises(NotNow, match="not_stuck"):
        actions.forward_again(stage.actor("zhao"), case_id)


def test_a_server_that_knows_repeated_calls_by_their_key_takes_it_once(stage: Any, other: OtherSide) -> None:
    other.tells_words, other.knows_keys, other.fails = False, True, ["500"]
    ruled(other, safe_to_repeat=True)
    case_id = dispatched(stage)
    carried(case_id)
    with later(6):
        forwarder.carry_due()
    assert (out(case_id).state, list(other.requests)) == ("there", ["700"])


def test_a_try_that_died_is_known_to_have_been_one(stage: Any, other: OtherSide) -> None:
    ruled(other)
    case_id = dispatched(stage)
    errand = actions.set_out(forwarder.FORWARDER, out(case_id).pk)
    assert errand.looks_first is False
    with pytest.raises(NotNow):
        actions.set_out(forwarder.FORWARDER, out(case_id).pk)
    with later(4):
        again = actions.set_out(forwarder.FORWARDER, out(case_id).pk)
        assert again.looks_first is True


def test_tries_that_die_again_and_again_are_shown_in_the_end(stage: Any, other: OtherSide) -> None:
    ruled(other)
    case_id = dispatched(stage)
    for minutes in (0, 4, 8, 12):
        with later(minutes):
            actions.set_out(forwarder.FORWARDER, out(case_id).pk)
    assert (out(case_id).state, out(case_id).problem, out(case_id).tries) == ("stuck", "broken_off", 3)
    assert queries.stuck_abroad(stage.actor("zhao"))


def test_a_fault_of_our_own_is_a_failed_try_and_not_the_end(
    stage: Any, other: OtherSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruled(other)
    # Another one of ours is there already, so its list shows whether this one is.
    carried(dispatched(stage))
    case_id = dispatched(stage)
    with monkeypatch.context() as broken:
        broken.setattr(exchange, "carry", lambda _errand: 1 / 0)
        assert (carried(case_id).state, out(case_id).problem) == ("waiting", "failed")
    with later(6):
        forwarder.carry_due()
    assert out(case_id).state == "there"


@pytest.mark.parametrize(("fails", "problem"), [("400", "refused"), ("401", "not_allowed")])
def test_a_clear_no_is_stuck_at_once_with_what_was_said(
    stage: Any, other: OtherSide, fails: str, problem: str
) -> None:
    other.fails = [fails]
    ruled(other)
    row = carried(dispatched(stage))
    assert (row.state, row.problem, row.unclear) == ("stuck", problem, False)
    (shown,) = queries.stuck_abroad(stage.actor("zhao"))
    assert "13800000000" not in shown.said


def test_a_token_is_asked_after_until_the_number_comes(stage: Any, other: OtherSide) -> None:
    other.tokens, other.number_after = True, 2
    ruled(other)
    case_id = dispatched(stage)
    row = carried(case_id)
    assert (row.state, row.token, row.remote_id) == ("token", "T700", "")
    for minutes, state in ((2, "token"), (5, "token"), (11, "there")):
        with later(minutes):
            forwarder.carry_due()
            assert out(case_id).state == state
    assert out(case_id).remote_id == "700"
    assert len(other.posts) == 1


def test_a_token_without_a_number_is_shown_in_the_end(stage: Any, other: OtherSide) -> None:
    other.tokens, other.number_after = True, 10_000
    ruled(other)
    case_id = dispatched(stage)
    carried(case_id)
    for hours in range(1, 100):
        with later(hours * 60):
            forwarder.carry_due()
    assert (out(case_id).state, out(case_id).problem) == ("stuck", "no_number")


def test_a_matter_that_has_ended_meanwhile_does_not_go_out(stage: Any, other: OtherSide) -> None:
    ruled(other)
    case_id = dispatched(stage)
    actions.void(stage.actor("qian"), case_id, reason="重复登记，作废")
    assert carried(case_id).state == "dropped"
    assert other.posts == []


def test_a_rule_that_ended_meanwhile_leaves_its_matters_to_people(stage: Any, other: OtherSide) -> None:
    from .ways import ADMIN

    rule = ruled(other)
    case_id = dispatched(stage)
    actions.end_forwarding(ADMIN, rule.id)
    assert (carried(case_id).state, out(case_id).problem) == ("stuck", "rule_off")
    with pytest.raises(Invalid, match="needs_reason"):
        actions.stop_forwarding(stage.actor("zhao"), case_id)
    actions.stop_forwarding(stage.actor("zhao"), case_id, reason="改由本单位处理")
    assert out(case_id).state == "dropped"
