"""Answers to the questions that the duty directory asks about a kind of matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import Invalid

# Where whoever reports can be asked at once; elsewhere a question may stay open.
ASKING = ("web", "phone", "counter", "hotline")
# So long is an answer, so many are kept.
ANSWER_LIMIT, ANSWERS_LIMIT = 500, 20


def answered(
    book: institution.Rulebook, category: str, answers: Mapping[str, str], at: datetime, *, must: bool
) -> dict[str, str]:
    """The answers fit to be kept, code -> words or key; empty ones are left out. With `must` none that is required may lack.

    Raises Invalid at `answers.<code>`: an answer too long, none of those to choose from, or missing.
    """
    given = {code: text for code, one in answers.items() if (text := one.strip())}
    if len(given) > ANSWERS_LIMIT:
        raise Invalid("cases.too_many_answers_given", field="answers", limit=ANSWERS_LIMIT)
    for code, text in given.items():
        if len(text) > ANSWER_LIMIT:
            raise Invalid(
                "cases.text_too_long", field=f"answers.{code}", length=len(text), limit=ANSWER_LIMIT
            )
    for one in book.questions(category, at) if category else ():
        text = given.get(one.code, "")
        if one.required and must and not text:
            raise Invalid("cases.answer_missing", field=f"answers.{one.code}", question=one.words)
        if text and one.answers and text not in one.answers:
            choices = ", ".join(one.answers)
            raise Invalid(
                "cases.answer_unknown", field=f"answers.{one.code}", question=one.words, choices=choices
            )
    return given
