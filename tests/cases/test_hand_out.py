"""Matters handed out to partners beside the house: by a link that ends, seen by nobody else, answered without an account."""

from __future__ import annotations

import dataclasses
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from happiness_cloud.cases import actions, queries, rights
from happiness_cloud.cases.models import Evidence, HandOut, PartnerAnswer
from happiness_cloud.cases.queries.queues import queues
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Grant, house, with_grants
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow, Refused
from happiness_cloud.ledger.models import Entry
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.post.models import Message

from . import story
from .everybody import WATER, call

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
NAME, PHONE = "陈桂兰", "19900000072"
TO = "repair@water.example"


def given(cast: Any, case_id: int, by: str = "sun", reason: str = "", **more: Any) -> Any:
    told: dict[str, Any] = {"organisation": "云湖水务公司", "to": TO, "task": "请关闭东门阀门", "days": 14}
    return actions.hand_out(cast.actor(by), case_id, reason=reason, **(told | more))


def token_of(done: Any) -> str:
    return str(done.link.rstrip("/").rsplit("/", 1)[1])


def looks(done: Any) -> queries.Shared:
    token = token_of(done)
    return queries.shared(queries.holder(token)[0], token)


def answer(done: Any, **told: Any) -> Any:
    token = token_of(done)
    who, case_id = queries.holder(token)
    words: dict[str, Any] = {"kind": "done", "text": "阀门已关"}
    return actions.partner_answer(who, case_id, token=token, **(words | told))


def known(cast: Any) -> int:
    """A matter at work, with a contact and numbers in its words."""
    caller = actions.Caller(name=NAME, phone=PHONE)
    case_id = story.report(
        cast, text=f"{NAME}家漏水，电话{PHONE}", address=f"3号楼（{PHONE}）", caller=caller, file_ids=(11, 12)
    ).id
    actions.register(cast.actor("zhou"), case_id, category=story.LITTER)
    actions.confirm(cast.actor("lin"), case_id)
    actions.file(cast.actor("wu"), case_id)
    actions.dispatch(cast.actor("zhao"), case_id, lead="/yunhu/cgj/sz2/", reason="明确由该队负责")
    actions.sign(cast.actor("sun"), case_id)
    return int(case_id)


def test_a_hand_out_makes_a_link_that_is_told_once_sent_and_kept_only_as_a_digest(stage: Any) -> None:
    case_id = story.handling(stage)
    before = story.row(case_id)
    with clock.at(MORNING):
        done = given(stage, case_id)
    row = HandOut.objects.get(pk=done.id)
    assert done.link.startswith("http")
    assert len(token_of(done)) == 32
    assert row.expires_at == MORNING + timedelta(days=14)
    secret = token_of(done)
    for model in (HandOut, Entry):
        kept = "".join(str(one) for one in model.objects.values())
        assert secret not in kept
        assert TO not in kept
    message = Message.objects.get(pk=row.message_id)
    assert (message.channel, message.kind, message.about_id) == ("mail", "link", str(case_id))
    assert done.link in cipher().open(message.body_sealed, bind=f"post.body:{message.reference}")
    after = story.row(case_id)
    assert (after.state, after.clocks, after.version) == (before.state, before.clocks, before.version)
    step = Entry.objects.get(verb="cases.hand_out")
    assert step.facts["partner"] == "云湖水务公司"
    assert step.facts["contact"] is False


def test_the_text_with_the_link_is_erased_once_it_is_out(stage: Any) -> None:
    from happiness_cloud.post import actions as post

    done = given(stage, story.handling(stage))
    message_id = HandOut.objects.get(pk=done.id).message_id
    told = post.deliver(house("postman", "post.deliver"), message_id)
    assert told.state == "sent"
    assert Message.objects.get(pk=message_id).body_sealed == ""


def test_a_partner_sees_what_was_shared_and_not_a_word_more(stage: Any) -> None:
    case_id = known(stage)
    task = f"请到现场，联系{PHONE}"
    found = looks(given(stage, case_id, task=task, file_ids=(12,), call="02787654321"))
    case = story.row(case_id)
    assert dataclasses.asdict(found) == {
        "organisation": "云湖水务公司",
        "by_unit": "/yunhu/cgj/sz2/",
        "standing": "open",
        "expires_at": found.expires_at,
        "number": case.number,
        "task": "请到现场，联系199****",
        "category": story.LITTER,
        "area_path": stage.GRID,
        "address": "3号楼（199****）",
        "lon": stage.HERE[0],
        "lat": stage.HERE[1],
        "due_at": case.due_at,
        "answer_by": None,
        "call": "02787654321",
        "reporter_name": "",
        "reporter_phone": "",
        "file_ids": (12,),
        "answers": (),
        "to_note": True,
    }


def test_the_contact_goes_along_only_with_a_reason_and_by_who_may_see_it(stage: Any) -> None:
    case_id = known(stage)
    with pytest.raises(Invalid) as no_reason:
        given(stage, case_id, share_contact=True)
    assert no_reason.value.code == "cases.needs_reason"
    sun = stage.actor("sun")
    blind = dataclasses.replace(sun, grants=tuple(one for one in sun.grants if one.right != rights.CONTACTS))
    with pytest.raises(Denied) as no:
        actions.hand_out(
            blind, case_id, organisation="甲", to=TO, task="看", share_contact=True, reason="约时间"
        )
    assert no.value.facts["right"] == rights.CONTACTS
    done = given(stage, case_id, share_contact=True, reason="需入户")
    found = looks(done)
    assert (found.reporter_name, found.reporter_phone) == (NAME, PHONE)
    answer(done)
    assert (looks(done).reporter_name, looks(done).reporter_phone) == ("", "")


def test_a_look_by_the_link_is_written_down_with_the_partner_and_no_address(stage: Any) -> None:
    done = given(stage, story.handling(stage))
    token = token_of(done)
    who, case_id = queries.holder(token)
    actions.open_hand_out(who, case_id, token=token)
    step = Entry.objects.get(verb="cases.open_hand_out")
    assert (step.actor_id, step.actor_kind, step.facts["partner"]) == (
        f"handout:{done.id}",
        "partner",
        "云湖水务公司",
    )
    assert not looks(done).to_note
    number = story.row(case_id).number
    shown = queries.hand_outs(stage.actor("sun"), number).rows[0]
    assert (shown.opens, shown.to, shown.standing) == (1, "r****@water.example", "open")


def test_answers_become_entries_until_it_is_done_and_lie_on_the_desk_until_noted(stage: Any) -> None:
    case_id = story.handling(stage)
    done = given(stage, case_id)
    sun = stage.actor("sun")
    answer(done, kind="more_time", text=f"等配件，问{PHONE}", until=clock.now().date() + timedelta(days=3))
    answer(done, kind="done", text="已换", file_ids=(31, 32))
    assert [one.role for one in Evidence.objects.filter(file_id__in=(31, 32))] == ["partner", "partner"]
    shown = queries.hand_outs(sun, story.row(case_id).number)
    (row,) = shown.rows
    assert [(one.kind, one.photos) for one in row.answers] == [("more_time", 0), ("done", 2)]
    assert PHONE not in str(shown)
    assert (row.standing, row.unread) == ("done", True)
    said = [
        one for one in queries.detail(sun, story.row(case_id).number).timeline if one.verb == "partner_answer"
    ]
    assert [one.words for one in said] == ["等配件，问199****", "已换"]
    heap = {one.name: one.count for one in queues(sun)}
    assert heap["partner"] == 1
    assert queries.worklist(sun, queries.Filter(flag="partner")).rows[0].id == case_id
    actions.note_partner(sun, case_id, hand_out_id=done.id)
    assert {one.name: one.count for one in queues(sun)}["partner"] == 0
    assert story.row(case_id).state == "handling"
    with pytest.raises(NotNow) as over:
        answer(done, kind="cannot", text="再说一句")
    assert over.value.code == "cases.hand_out_ended"


def test_an_answer_sent_again_is_kept_once(stage: Any) -> None:
    done = given(stage, story.handling(stage))
    first = answer(done, kind="cannot", text="不归我们", key="partner-key-1")
    again = answer(done, kind="cannot", text="不归我们", key="partner-key-1")
    assert first == again
    assert PartnerAnswer.objects.count() == 1
    with pytest.raises(Invalid):
        answer(done, kind="cannot", text="别的话", key="partner-key-1")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"kind": "maybe"}, "cases.bad_answer"),
        ({"text": "  "}, "cases.needs_reason"),
        ({"text": "字" * 4001}, "cases.text_too_long"),
        ({"kind": "more_time"}, "cases.bad_until"),
        ({"kind": "more_time", "until": date(2020, 1, 1)}, "cases.bad_until"),
        ({"file_ids": tuple(range(10))}, "cases.too_many_files"),
    ],
)
def test_rubbish_is_no_answer(stage: Any, told: dict[str, Any], code: str) -> None:
    done = given(stage, story.handling(stage))
    with pytest.raises(Invalid) as no:
        answer(done, **told)
    assert no.value.code == code
    assert not PartnerAnswer.objects.exists()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"organisation": " "}, "cases.no_partner"),
        ({"organisation": "司" * 81}, "cases.no_partner"),
        ({"task": " "}, "cases.no_task"),
        ({"task": "字" * 4001}, "cases.text_too_long"),
        ({"days": 0}, "cases.bad_days"),
        ({"days": 61}, "cases.bad_days"),
        ({"to": "nobody"}, "cases.bad_partner_address"),
        ({"to": "a@b.c, d@e.f"}, "cases.bad_partner_address"),
        ({"to": "a@b\r\nBcc:c@d"}, "cases.bad_partner_address"),
        ({"to": "@"}, "post.bad_address"),
        ({"file_ids": (999,)}, "cases.not_of_this_matter"),
        ({"answer_by": datetime(2020, 1, 1, tzinfo=UTC)}, "cases.bad_answer_by"),
        ({"call": "12"}, "cases.bad_phone"),
    ],
)
def test_a_hand_out_that_makes_no_sense_is_refused(stage: Any, told: dict[str, Any], code: str) -> None:
    case_id = story.handling(stage)
    with pytest.raises(Invalid) as no:
        given(stage, case_id, **told)
    assert no.value.code == code
    assert not Message.objects.filter(kind="link").exists()


def test_photos_of_another_matter_cannot_be_shared(stage: Any) -> None:
    known(stage)
    other = story.handling(stage)
    with pytest.raises(Invalid):
        given(stage, other, file_ids=(11,))


def test_outsiders_assistants_and_those_without_the_right_hand_out_nothing(stage: Any) -> None:
    case_id = story.handling(stage)
    with pytest.raises(NotFound):
        given(stage, case_id, by="he")
    with pytest.raises(Denied):
        given(stage, case_id, by="feng")
    helper = with_grants(
        stage.actor("feng"), *(Grant(one, "/", WATER) for one in (rights.READ, rights.HAND_OUT))
    )
    case = story.row(case_id)
    case.assist_units, case.unit_paths = [WATER], [*case.unit_paths, WATER]
    case.save()
    with pytest.raises(Denied):
        actions.hand_out(helper, case_id, organisation="甲", to=TO, task="看")
    assert not queries.hand_outs(helper, case.number).may_hand_out


@pytest.mark.parametrize("stand", ["to_dispatch", "to_sign", "to_check", "closed"])
def test_only_a_matter_at_work_is_handed_out(stage: Any, stand: str) -> None:
    case_id = getattr(story, stand)(stage)
    with pytest.raises((NotNow, NotFound)) as no:
        given(stage, case_id)
    assert getattr(no.value, "code", "") in ("cases.hand_out_state", "ledger.not_found")


def test_the_same_partner_is_asked_once_at_a_time_and_several_partners_at_once(stage: Any) -> None:
    case_id = story.handling(stage)
    first = given(stage, case_id)
    with pytest.raises(NotNow) as twice:
        given(stage, case_id, to=TO.upper())
    assert twice.value.code == "cases.handed_already"
    other = given(stage, case_id, organisation="燃气公司", to="13900000001")
    assert looks(other).organisation == "燃气公司"
    actions.withdraw_hand_out(stage.actor("sun"), case_id, hand_out_id=first.id)
    assert given(stage, case_id).id != first.id


def test_no_more_than_ten_links_of_a_matter_live(stage: Any) -> None:
    case_id = story.handling(stage)
    for n in range(10):
        given(stage, case_id, to=f"a{n}@water.example")
    with pytest.raises(NotNow) as many:
        given(stage, case_id, to="b@water.example")
    assert many.value.code == "cases.too_many_hand_outs"


def test_a_withdrawn_link_opens_nothing(stage: Any) -> None:
    case_id = known(stage)
    done = given(stage, case_id)
    actions.withdraw_hand_out(stage.actor("sun"), case_id, hand_out_id=done.id)
    found = looks(done)
    assert (found.standing, found.task, found.number, found.lon) == ("withdrawn", "", "", None)
    for verb in (
        lambda: answer(done),
        lambda: actions.withdraw_hand_out(stage.actor("sun"), case_id, hand_out_id=done.id),
    ):
        with pytest.raises(NotNow):
            verb()
    with pytest.raises(NotNow):
        actions.extend_hand_out(stage.actor("sun"), case_id, hand_out_id=done.id, days=3)


def test_a_link_ends_with_its_day_and_can_be_given_more(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage)
        done = given(stage, case_id, days=3)
    with clock.at(MORNING + timedelta(days=3)):
        assert looks(done).standing == "expired"
        assert looks(done).task == ""
        with pytest.raises(NotNow):
            answer(done)
        actions.extend_hand_out(stage.actor("sun"), case_id, hand_out_id=done.id, days=5)
        assert looks(done).standing == "open"
        with pytest.raises(Invalid):
            actions.extend_hand_out(stage.actor("sun"), case_id, hand_out_id=done.id, days=99)
    with clock.at(MORNING + timedelta(days=9)):
        # Its time being over, the same partner may be asked anew.
        assert given(stage, case_id).id != done.id


@pytest.mark.parametrize("way", ["send_back", "merge", "close"])
def test_links_end_when_the_matter_goes_to_somebody_else_or_ends(stage: Any, way: str) -> None:
    case_id = story.handling(stage)
    done = given(stage, case_id)
    if way == "send_back":
        call("send_back", stage.actor("sun"), case_id, why="not_our_duty")
    elif way == "merge":
        master = story.to_dispatch(stage)
        actions.merge(stage.actor("wu"), case_id, master_id=master)
    else:
        actions.handle(stage.actor("sun"), case_id, result="已修", file_ids=(1,))
        assert looks(done).standing == "open"
        actions.verify(stage.actor("lin"), case_id)
        actions.call_back(stage.actor("zheng"), case_id, reached=True, solved=True, satisfied=5)
        actions.close(stage.actor("zheng"), case_id)
    assert looks(done).standing == "moved"
    with pytest.raises(NotNow):
        answer(done)
    assert Entry.objects.get(verb=f"cases.{way}", subject_id=str(case_id)).facts["hand_outs_ended"] == 1


def test_a_link_is_of_one_matter_and_opens_no_other(stage: Any) -> None:
    one, other = story.handling(stage), story.handling(stage)
    mine, theirs = given(stage, one), given(stage, other)
    who, case_id = queries.holder(token_of(mine))
    with pytest.raises(NotFound):
        queries.shared(who, token_of(theirs))
    for wanted, token in ((case_id, token_of(theirs)), (other, token_of(theirs)), (other, token_of(mine))):
        with pytest.raises(NotFound):
            actions.partner_answer(who, wanted, token=token, kind="done", text="冒名")
        with pytest.raises(NotFound):
            actions.open_hand_out(who, wanted, token=token)
    for look in (
        lambda: queries.detail(who, story.row(one).number),
        lambda: queries.hand_outs(who, story.row(one).number),
        lambda: queries.track(who, one),
        lambda: actions.note(who, one, text="x"),
        lambda: actions.withdraw_hand_out(who, one, hand_out_id=mine.id),
    ):
        with pytest.raises((NotFound, Denied)):
            look()
    # Staff of one matter do not reach a link of another by its number.
    with pytest.raises(NotFound):
        actions.withdraw_hand_out(stage.actor("sun"), one, hand_out_id=theirs.id)


@pytest.mark.parametrize("token", ["", "x", "A" * 32, "A" * 5000, "'; DROP", "\x00", "../..", "㊙" * 20])
def test_a_link_that_is_not_known_is_told_as_such(stage: Any, token: str) -> None:
    with pytest.raises(NotFound) as no:
        queries.holder(token)
    assert no.value.code == "cases.bad_hand_out"


def test_a_partner_who_has_not_answered_is_reminded_once_without_the_link(stage: Any) -> None:
    watchman = house("deadline-watch", rights.WATCH)
    with clock.at(MORNING):
        quiet = given(stage, story.handling(stage), days=7)
        told = given(stage, story.handling(stage), days=7)
        answer(told, kind="cannot")
    with clock.at(MORNING + timedelta(days=4)):
        assert actions.remind_partners(watchman).count == 0
    with clock.at(MORNING + timedelta(days=6)):
        assert actions.remind_partners(watchman).count == 1
        assert actions.remind_partners(watchman).count == 0
    message = Message.objects.filter(kind="case").latest("id")
    body = cipher().open(message.body_sealed, bind=f"post.body:{message.reference}")
    assert token_of(quiet) not in body
    assert "2026-11-24" in body
    with pytest.raises(Denied):
        actions.remind_partners(stage.actor("sun"))


def test_two_who_hand_out_to_the_same_partner_at_once_make_one_link(committed: Any) -> None:
    case_id = story.handling(committed)
    said = _at_once([lambda: given(committed, case_id)] * 2)
    assert sorted(said) == ["cases.handed_already", "done"]
    assert HandOut.objects.count() == 1


def test_an_answer_and_a_withdrawal_at_once_are_one_after_the_other(committed: Any) -> None:
    case_id = story.handling(committed)
    done = given(committed, case_id)
    said = _at_once(
        [
            lambda: answer(done),
            lambda: actions.withdraw_hand_out(committed.actor("sun"), case_id, hand_out_id=done.id),
        ]
    )
    assert sorted(said) == ["cases.hand_out_ended", "done"]


def _at_once(deeds: list[Any]) -> list[str]:
    from django.db import connection

    start, said = threading.Barrier(len(deeds)), []

    def act(deed: Any) -> None:
        try:
            start.wait()
            deed()
            said.append("done")
        except Refused as no:
            said.append(no.code)
        finally:
            connection.close()

    both = [threading.Thread(target=act, args=(one,)) for one in deeds]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    return said
