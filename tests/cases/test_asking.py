"""Questions about a kind of matter: what is asked and kept, who may leave one open, and that answers are covered like words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from tests.asking import publish

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case
from happiness_cloud.kernel.errors import Invalid

from . import moderators, story

GIVEN = {"bags": "many", "since": "周一起，问 13911112222"}


@pytest.fixture(autouse=True)
def _asked(stage: Any, tmp_path: Path) -> Iterator[None]:
    publish()
    with moderators.stored(tmp_path):
        yield


def test_answers_are_kept_without_spaces_and_without_the_empty_ones(stage: Any) -> None:
    told = story.report(
        stage,
        category=story.LITTER,
        answers={"bags": " many ", "since": " 周一 ", "rats": "  ", "own": "x\n"},
    )
    assert story.row(told.id).place_note["answers"] == {"bags": "many", "since": "周一", "own": "x"}


@pytest.mark.parametrize(
    ("answers", "code", "field"),
    [
        ({}, "cases.answer_missing", "answers.bags"),
        ({"bags": "   "}, "cases.answer_missing", "answers.bags"),
        ({"bags": "One or two"}, "cases.answer_unknown", "answers.bags"),
        ({"bags": "few", "rats": "maybe"}, "cases.answer_unknown", "answers.rats"),
        ({"bags": "few", "since": "x" * 501}, "cases.text_too_long", "answers.since"),
        ({"bags": "few"} | {f"k{n}": "x" for n in range(20)}, "cases.too_many_answers_given", "answers"),
    ],
)
def test_an_answer_that_lacks_or_does_not_fit_is_refused_at_its_question(
    stage: Any, answers: dict[str, str], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        story.report(stage, category=story.LITTER, answers=answers)
    assert (refused.value.code, refused.value.facts["field"]) == (code, field)
    assert not Case.objects.exists()


@pytest.mark.parametrize("channel", ["patrol", "letter", "partner", "media", "superior", "device"])
def test_where_nobody_can_be_asked_a_required_answer_may_lack_but_must_not_be_wrong(
    stage: Any, channel: str
) -> None:
    story.report(stage, category=story.LITTER, channel=channel)
    with pytest.raises(Invalid):
        story.report(stage, category=story.LITTER, channel=channel, answers={"bags": "lots"})
    assert Case.objects.get().place_note["answers"] == {}


def test_another_kind_of_matter_and_none_ask_nothing_of_it(stage: Any) -> None:
    story.report(stage, category="06011", answers={"since": "周一"})
    story.report(stage)
    assert Case.objects.count() == 2


def test_a_voice_need_not_answer_what_the_first_one_has_told(stage: Any) -> None:
    first = story.report(stage, category=story.LITTER, answers={"bags": "few"})
    assert story.report(stage, category=story.LITTER, same_as=first.number).state == "merged"


def test_staff_read_the_answers_in_words_and_masked_and_the_reporter_as_written(stage: Any) -> None:
    told = story.report(stage, category=story.LITTER, answers=GIVEN)
    with translation.override("zh-hans"):
        shown = queries.detail(stage.actor("zhou"), told.number).answers
        own = queries.track(story.reporter(stage, told.id), told.id).answers
    assert [(one.question, one.answer, one.words) for one in shown] == [
        ("大概有几袋", "many", "很多"),
        ("从什么时候开始的", "周一起，问 139****", "周一起，问 139****"),
    ]
    assert [one.words for one in own] == ["很多", GIVEN["since"]]


def test_an_answer_to_a_question_that_is_no_more_stands_under_its_code(stage: Any) -> None:
    told = story.report(stage, category=story.LITTER, answers={"bags": "few", "own": "蓝门"})
    shown = queries.detail(stage.actor("zhou"), told.number).answers
    assert [(one.question, one.words) for one in shown][1:] == [("own", "蓝门")]


def test_an_answer_in_own_words_is_covered_and_put_back_like_other_words(stage: Any) -> None:
    told = story.report(stage, category=story.LITTER, answers=GIVEN)
    by = moderators.moderator(stage)
    parts = {one.part: one.text for one in queries.moderation(by, told.number).parts}
    assert [one for one in parts if one.startswith("answer:")] == ["answer:1"], "not what was only chosen"
    actions.redact(by, told.id, part="answer:1", words=("周一起",), reason="说明了住处")
    assert "周一" not in story.row(told.id).place_note["answers"]["since"]
    assert "周一" not in queries.track(story.reporter(stage, told.id), told.id).answers[1].words
    assert story.row(told.id).place_note["answers"]["bags"] == "many"
    kept = story.row(told.id).wordings.get()
    assert "周一" not in kept.sealed
    actions.restore_words(moderators.officer(stage), told.id, wording_id=kept.pk, reason="核实无妨")
    assert story.row(told.id).place_note["answers"] == GIVEN
