"""Who reads what of whom: masking, the unmasked look, and where a phone number must never be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Reporter
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound
from happiness_cloud.ledger.models import Answer, Entry
from happiness_cloud.ledger.shredding import opened

from . import story
from .everybody import SQUAD, call

PHONE, OTHER, NAME = "19900000072", "19900000073", "陈桂兰"
TEXT = f"楼下{NAME}家电话{PHONE}，路灯坏了"


@pytest.fixture
def told(stage: Any) -> int:
    """A matter with numbers everywhere that people put them."""
    caller = actions.Caller(name=NAME, phone=PHONE)
    case_id = story.report(stage, text=TEXT, address=f"3号楼（{PHONE}）", caller=caller, key="report-key").id
    zhou, zhao, sun = (stage.actor(one) for one in ("zhou", "zhao", "sun"))
    actions.register(zhou, case_id, category=story.LITTER, note=f"已致电{PHONE}")
    actions.confirm(stage.actor("lin"), case_id)
    actions.file(stage.actor("wu"), case_id)
    actions.dispatch(
        zhao, case_id, lead=SQUAD, reason=f"居民{OTHER}要求", note=f"请联系{PHONE}", key="dispatch-key"
    )
    actions.sign(sun, case_id)
    actions.note(sun, case_id, text=f"公开：{OTHER}", public=True)
    actions.handle(sun, case_id, result=f"已修好，已告知{PHONE}", file_ids=(1,))
    return int(case_id)


def _digits(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)


def test_lists_details_and_timelines_show_no_number_to_anybody(stage: Any, told: int) -> None:
    number = story.row(told).number
    for name in ("lin", "zhou", "sun", "zhao", "qian", "feng", "zheng"):
        actor = stage.actor(name)
        seen = [
            queries.worklist(actor, queries.Filter()),
            queries.detail(actor, number),
            queries.pins(actor, (114.0, 30.0, 115.0, 31.0), queries.Filter()),
        ]
        text = "".join(str(one) for one in seen)
        assert "199****" in text
        assert PHONE not in text, name
        assert OTHER not in text, name
    assert queries.detail(stage.actor("lin"), number).hidden


def test_an_exported_sheet_shows_no_number(stage: Any, told: int) -> None:
    rows = str(list(queries.rows(stage.actor("qian"), queries.Filter())))
    assert PHONE not in rows
    with pytest.raises(Denied):
        queries.rows(stage.actor("lin"), queries.Filter())


def test_the_reporter_reads_his_own_text_as_written_and_the_words_of_others_masked(
    stage: Any, told: int
) -> None:
    track = queries.track(story.reporter(stage, told), told)
    assert track.text == TEXT
    words = "".join(step.words for step in track.steps)
    assert OTHER not in words
    assert "199****" in words
    # What the desk writes to itself is not told at all.
    assert "已致电" not in str(track)
    assert "居民" not in str(track)


def test_a_link_opens_one_matter_and_nothing_else(stage: Any, told: int) -> None:
    other = story.report(stage).id
    holder = story.reporter(stage, told)
    with pytest.raises(NotFound):
        queries.track(holder, other)
    with pytest.raises(NotFound):
        queries.track(stage.actor("chen"), told) if stage.actor("chen").holding("cases.track") else _nothing()
    with pytest.raises(NotFound) as wrong:
        queries.bearer(stage.actor("chen"), story.row(told).number, queries.token_of(other))
    with pytest.raises(NotFound) as unknown:
        queries.bearer(stage.actor("chen"), "HC-20200101-990106-000001", queries.token_of(told))
    assert str(wrong.value) == str(unknown.value)
    with pytest.raises(Denied):
        queries.worklist(holder, queries.Filter())
    with pytest.raises((Denied, NotFound)):
        queries.contacts(holder, told, purpose="case-handling", reason="想看看")
    for verb, more in (
        ("urge", {}),
        ("reopen", {}),
        ("reply", {"text": "好"}),
        ("rate", {"stars": 5, "solved": True}),
    ):
        with pytest.raises(NotFound):
            call(verb, holder, other, **more)


def _nothing() -> None:
    raise NotFound("ledger.not_found")


@pytest.mark.parametrize(
    "told_so",
    [
        {"purpose": "case-handling", "reason": " "},
        {"purpose": "curiosity", "reason": "看"},
        {"purpose": "", "reason": "看"},
        {"purpose": "case-handling", "reason": ""},
    ],
)
def test_the_unmasked_look_needs_a_purpose_and_a_reason(
    stage: Any, told: int, told_so: dict[str, str]
) -> None:
    before = Entry.objects.count()
    with pytest.raises(Invalid):
        queries.contacts(stage.actor("sun"), told, **told_so)
    assert Entry.objects.count() == before


def test_the_unmasked_look_is_written_into_the_book(stage: Any, told: int) -> None:
    seen = queries.contacts(stage.actor("sun"), told, purpose="case-handling", reason="需上门核实")
    assert (seen.name, seen.phone, seen.text) == (NAME, PHONE, TEXT)
    entry = Entry.objects.get(subject_id=str(told), verb="cases.contacts")
    assert (entry.actor_name, entry.purpose) == ("孙建军", "case-handling")
    assert opened([entry.reason]) == ["需上门核实"]
    assert "上门" not in entry.reason
    assert PHONE not in _digits([entry.facts, entry.changes])
    assert queries.detail(stage.actor("feng"), story.row(told).number).timeline[-1].verb == "contacts"


def test_each_looks_only_for_the_purpose_of_the_position(stage: Any, told: int) -> None:
    assert queries.contacts(stage.actor("feng"), told, purpose="audit", reason="抽查").phone == PHONE
    assert queries.contacts(stage.actor("zheng"), told, purpose="call-back", reason="回访").phone == PHONE
    for name, purpose in (
        ("feng", "case-handling"),
        ("sun", "audit"),
        ("zheng", "audit"),
        ("sun", "call-back"),
    ):
        with pytest.raises(Denied):
            queries.contacts(stage.actor(name), told, purpose=purpose, reason="看看")
    for name in ("lin", "zhao", "wu"):
        with pytest.raises(Denied):
            queries.contacts(stage.actor(name), told, purpose="case-handling", reason="看看")
    for name in ("he", "ma"):
        with pytest.raises(NotFound):
            queries.contacts(stage.actor(name), told, purpose="case-handling", reason="看看")


def test_no_number_lies_in_the_book_the_kept_answers_or_the_reporters_row(stage: Any, told: int) -> None:
    call("send_back", stage.actor("sun"), _again(stage), why="not_our_duty")
    actions.urge(stage.actor("zhou"), told, reason=f"{PHONE}又来电", words=f"{PHONE}催办")
    for entry in Entry.objects.all():
        assert not {PHONE, OTHER, NAME} & {one for one in (PHONE, OTHER, NAME) if one in _all_of(entry)}, (
            entry.verb
        )
    for answer in Answer.objects.all():
        kept = _digits([answer.answer, answer.fingerprint, answer.key])
        assert PHONE not in kept
        assert queries.token_of(told) not in kept
    row = Reporter.objects.get(case_id=told)
    assert PHONE not in _digits([row.name_sealed, row.phone_sealed, row.phone_hash])
    assert NAME not in row.name_sealed
    assert Answer.objects.filter(key__in=("report-key", "dispatch-key")).count() == 2


def _again(stage: Any) -> int:
    return story.to_sign(stage)


def _all_of(entry: Entry) -> str:
    return _digits([entry.facts, entry.changes, entry.reason, entry.subject_id, entry.purpose, entry.origin])


def test_why_a_unit_was_chosen_is_kept_without_numbers(stage: Any, told: int) -> None:
    assert OTHER not in _digits(story.row(told).why)
    assert "199****" in _digits(story.row(told).why)


def test_a_changed_text_is_told_as_changed_but_not_as_what(stage: Any, told: int) -> None:
    actions.correct(stage.actor("zhou"), told, address=f"5号楼{PHONE}")
    assert Entry.objects.filter(subject_id=str(told), verb="cases.correct").get().changes["address"] == [
        "•",
        "•",
    ]


def test_a_sealed_phone_opens_only_in_its_own_row(stage: Any, told: int) -> None:
    other = story.report(stage, caller=actions.Caller(phone=OTHER)).id
    stolen = Reporter.objects.get(case_id=told).phone_sealed
    Reporter.objects.filter(case_id=other).update(phone_sealed=stolen)
    from happiness_cloud.kernel.cipher import CannotOpen

    with pytest.raises(CannotOpen):
        queries.contacts(stage.actor("feng"), other, purpose="audit", reason="抽查")


def test_an_anonymous_report_keeps_nobody(stage: Any) -> None:
    case_id = story.report(stage).id
    row = Reporter.objects.get(case_id=case_id)
    assert (row.name_sealed, row.phone_sealed, row.phone_hash, row.account_id, row.wants_reply) == (
        "",
        "",
        "",
        "",
        False,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM post_message WHERE about_id = %s", [str(case_id)])
        assert cursor.fetchone()[0] == 0
    seen = queries.contacts(stage.actor("feng"), case_id, purpose="audit", reason="抽查")
    assert (seen.name, seen.phone) == ("", "")


def test_the_public_sees_kind_and_neighbourhood_and_no_words(stage: Any, told: int) -> None:
    hidden = story.report(stage, public=False, text="不公开的事").id
    chen = stage.actor("chen")
    page = queries.public(chen)
    assert {one.area_path for one in page.rows} == {stage.FIRST}
    assert len(page.rows) == 1
    assert PHONE not in str(page)
    pins = queries.public_pins(chen, (114.0, 30.0, 115.0, 31.0))
    assert [(one.count, one.number) for one in pins] == [(1, "")]
    assert story.row(hidden).number not in str(page)


@pytest.mark.parametrize("area", ["/990106/", "/990106/001/", "/990106/001/001/"])
def test_a_wide_place_is_shown_to_the_public_as_it_is(stage: Any, area: str) -> None:
    told = actions.report(stage.actor("zhou"), text="井盖", area=area)
    assert queries.public(stage.actor("chen")).rows[0].area_path == area == story.row(told.id).area_path


def test_who_knows_number_and_phone_finds_the_link_again_and_nobody_else(stage: Any, told: int) -> None:
    from happiness_cloud.cases.queries.find import find

    chen, number = stage.actor("chen"), story.row(told).number
    assert find(chen, number, PHONE) == queries.token_of(told)
    for wrong in ((number, OTHER), (number, ""), ("HC-0", PHONE), ("", ""), (number, "１９９")):
        assert find(chen, *wrong) == ""
    anonymous = story.row(story.report(stage).id).number
    assert find(chen, anonymous, "") == ""
