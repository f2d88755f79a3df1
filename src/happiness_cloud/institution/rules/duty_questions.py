"""What is asked about a matter beyond words and place: the questions of a duties file.

`questions: [{key, zh, en, required?, categories?: [pattern], answers?: [{key, zh, en}]}]`, which may be missing. A
question is asked of the categories it names, and of those whose rows look at its answer (`when.answers`). A row may
also look at a question that the file does not describe: then its key stands for its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from happiness_cloud.institution.rules.branches import category_covers
from happiness_cloud.institution.rules.directory import Duty
from happiness_cloud.institution.rules.yaml_reader import nearest

_PARTS = ("key", "zh", "en", "required", "categories", "answers")


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its words, whether it must be answered, and the answers to choose from (key, zh, en), if any."""

    code: str
    zh: str
    en: str
    required: bool = False
    categories: tuple[str, ...] = ()
    answers: tuple[tuple[str, str, str], ...] = ()


def questions_of(raw: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions that a duties file describes, in its order. Raises KeyError, TypeError, AttributeError."""
    return tuple(
        Question(
            code=str(told["key"]),
            zh=str(told["zh"]),
            en=str(told.get("en", "")),
            required=bool(told.get("required", False)),
            categories=tuple("" if one == "any" else str(one) for one in told.get("categories") or ()),
            answers=tuple(
                (str(one["key"]), str(one["zh"]), str(one.get("en", ""))) for one in told.get("answers") or ()
            ),
        )
        for told in raw.get("questions") or ()
    )


def asked_of(
    category: str, questions: Iterable[Question], duties: Iterable[Duty], day: date
) -> tuple[Question, ...]:
    """The questions to somebody who reports a matter of this category on a day."""
    rows = [one for one in duties if one.when.answers and _covers(one.categories, category)]
    looked_at = {code for one in rows if one.period.holds(day) for code in one.when.answers}
    told = tuple(questions)
    found = [one for one in told if one.code in looked_at or _covers(one.categories, category)]
    described = {one.code for one in told}
    return (*found, *(Question(code, code, code) for code in sorted(looked_at - described)))


def strange_questions(raw: Mapping[str, Any], duties: Iterable[Duty]) -> Iterator[dict[str, Any]]:
    """What does not fit: unknown parts, and answers that rows wait for though nobody can give them."""
    for told in raw.get("questions") or ():
        for part in told:
            if part not in _PARTS:
                yield _strange(str(told["key"]), str(part), _PARTS)
    known = {one.code: [key for key, _, _ in one.answers] for one in questions_of(raw)}
    for duty in duties:
        for code, wanted in duty.when.answers.items():
            for answer in sorted(wanted):
                if known.get(code) and answer not in known[code]:
                    yield _strange(duty.code, answer, known[code])


def _strange(row: str, word: str, words: Iterable[str]) -> dict[str, Any]:
    return {
        "code": "institution.unknown_word",
        "row": row,
        "value": word[:40],
        "mend": nearest(word, words),
    }


def _covers(patterns: Iterable[str], category: str) -> bool:
    return any(category_covers(one, category) for one in patterns)
