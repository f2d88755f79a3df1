"""A note: words beside a matter, also after its end and also late, that move nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Evidence, Remark
from happiness_cloud.cases.rules.lifecycle import ENDED
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.ledger.models import Entry

from . import moderators, story
from .everybody import allmighty, put, whole_row


def _last(case_id: int) -> Entry:
    return Entry.objects.filter(subject_kind="cases.Case", subject_id=str(case_id)).latest("id")


@pytest.mark.parametrize("state", sorted(ENDED))
def test_a_note_after_the_end_is_kept_with_its_photo_and_moves_nothing(stage: Any, state: str) -> None:
    case_id, other = story.report(stage).id, story.report(stage).id
    put(case_id, state, master=other)
    before = whole_row(case_id)
    with clock.at(clock.now() + timedelta(hours=48)):
        actions.note(allmighty(), case_id, text="前天在现场看到灯还亮着", file_ids=(7,))
    assert whole_row(case_id) == before
    assert Remark.objects.get(case_id=case_id).text == "前天在现场看到灯还亮着"
    assert Evidence.objects.get(case_id=case_id).file_id == 7
    step = queries.detail(allmighty(), story.row(case_id).number).timeline[-1]
    assert (step.verb, step.words, step.before, step.after) == (
        "note",
        "前天在现场看到灯还亮着",
        state,
        state,
    )


def test_a_matter_that_went_the_whole_way_takes_a_note_and_keeps_its_account(stage: Any) -> None:
    case_id = story.closed(stage)
    before = whole_row(case_id)
    lin = stage.actor("lin")
    assert "note" in queries.detail(lin, story.row(case_id).number).possible
    with clock.at(clock.now() + timedelta(days=3)):
        actions.note(lin, case_id, text="回访时又看了一眼，正常")
    assert whole_row(case_id) == before


def test_the_reporter_reads_a_public_note_that_comes_after_the_end(stage: Any) -> None:
    case_id = story.closed(stage)
    actions.note(stage.actor("lin"), case_id, text="周末复查正常", public=True)
    actions.note(stage.actor("lin"), case_id, text="只给同事看")
    words = [one.words for one in queries.track(story.reporter(stage, case_id), case_id).steps]
    assert "周末复查正常" in words
    assert "只给同事看" not in words


def test_an_outsider_writes_no_note_after_the_end_either(stage: Any) -> None:
    case_id = story.closed(stage)
    with pytest.raises(NotFound):
        actions.note(stage.actor("he"), case_id, text="我来说一句")
    with pytest.raises(Denied):
        actions.note(stage.actor("feng"), case_id, text="我来说一句")


def test_what_was_erased_takes_no_note(stage: Any) -> None:
    case_id = story.closed(stage)
    actions.ask_erasure(
        moderators.officer(stage, who="account:803"), case_id, basis="withdrawn", reason="来函"
    )
    actions.note(stage.actor("lin"), case_id, text="删除之前的一句话")
    actions.erase(moderators.officer(stage), case_id, reason="核实本人")
    assert not Remark.objects.filter(case_id=case_id).exclude(text="").exists()
    with pytest.raises(NotNow) as no:
        actions.note(stage.actor("lin"), case_id, text="删除之后的一句话")
    assert no.value.code == "cases.erased"


def test_the_moment_of_doing_stands_beside_the_moment_the_house_heard_of_it(stage: Any) -> None:
    case_id = story.to_check(stage)
    then = clock.now()
    with clock.at(then + timedelta(hours=2)):
        actions.verify(stage.actor("lin"), case_id, note="灯亮了", done_at=then)
    step = queries.detail(stage.actor("wu"), story.row(case_id).number).timeline[-1]
    assert (step.at, step.facts["done_at"]) == (then + timedelta(hours=2), then.isoformat())


def test_no_deadline_is_kept_by_a_device_s_clock(stage: Any) -> None:
    """The promise ends when the house hears of it, whatever the device says."""
    case_id = story.to_check(stage)
    due = story.row(case_id).due_at
    assert due is not None
    late = due + timedelta(hours=1)
    with clock.at(late):
        actions.verify(stage.actor("lin"), case_id, done_at=late - timedelta(hours=2))
    clocks = {one.stage: one.ended for one in story.row(case_id).clocks}
    assert clocks["overall"] == clocks["check"] == late


@pytest.mark.parametrize(
    ("off", "kept"),
    [
        (timedelta(0), timedelta(0)),
        (timedelta(minutes=4), timedelta(0)),
        (-timedelta(days=14, hours=20), -timedelta(days=14, hours=20)),
    ],
)
def test_a_moment_is_never_kept_later_than_now(stage: Any, off: timedelta, kept: timedelta) -> None:
    case_id = story.report(stage).id
    now = clock.now()
    with clock.at(now):
        actions.note(stage.actor("zhou"), case_id, text="到过现场", done_at=now + off)
    assert _last(case_id).facts["done_at"] == (now + kept).isoformat()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda now: now + timedelta(minutes=6),
        lambda now: now - timedelta(days=15, minutes=1),
        lambda now: datetime(1, 1, 1, tzinfo=UTC),
        lambda now: datetime(9999, 12, 31, tzinfo=UTC),
    ],
)
def test_a_moment_that_cannot_be_is_refused_and_nothing_is_kept(stage: Any, wrong: Any) -> None:
    case_id = story.to_check(stage)
    before, rows = whole_row(case_id), Entry.objects.count()
    for verb, told in (("verify", {}), ("rework", {"reason": "不亮"}), ("note", {"text": "不亮"})):
        with pytest.raises(Invalid) as no:
            getattr(actions, verb)(stage.actor("lin"), case_id, done_at=wrong(clock.now()), **told)
        assert (no.value.code, no.value.facts["field"]) == ("cases.bad_done_at", "done_at")
    with pytest.raises(Invalid):
        story.report(stage, by="lin", done_at=wrong(clock.now()))
    assert (whole_row(case_id), Entry.objects.count()) == (before, rows)
