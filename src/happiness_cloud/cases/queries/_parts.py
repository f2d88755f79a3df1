"""The words of a matter, part by part: what people wrote, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import house

from ..models import Case, Remark

HOUSE = house("cases", "institution.read")

# An answer in somebody's own words, by its place among the answers: their codes never change.
ANSWER = "answer:"
# Columns of the matter itself that hold words, and how many signs fit.
COLUMNS = {"text": 4000, "address": 200, "result": 4000, "rating_words": 500}


@dataclass(frozen=True, slots=True)
class Said:
    """A part: its key (`text`, `answer:0`, `remark:7`), the step it belongs to, the words as they stand."""

    part: str
    verb: str
    text: str
    public: bool
    at: datetime


def parts_of(case: Case) -> tuple[Said, ...]:
    """Every part of a matter that holds words, in the order in which they were said."""
    own = (
        Said("text", "report", case.text, False, case.reported_at),
        Said("address", "report", case.address, False, case.reported_at),
        Said("result", "handle", case.result, True, case.handled_at or case.reported_at),
        Said("rating_words", "rate", case.rating_words, False, case.ended_at or case.reported_at),
    )
    given: dict[str, str] = case.place_note.get("answers", {})
    free = (
        [one.code for one in institution.rulebook(HOUSE, case.pack).answered(given) if one.free]
        if given
        else []
    )
    answers = (
        Said(f"{ANSWER}{at}", "report", given[code], False, case.reported_at)
        for at, code in enumerate(sorted(given))
        if code in free
    )
    remarks = (
        Said(f"remark:{one.pk}", one.verb, one.text, one.public, one.at)
        for one in Remark.objects.filter(case=case).order_by("id")
    )
    return tuple(one for one in (*own, *answers, *remarks) if one.text)


def bind_of(case: Case, part: str) -> str:
    """The place that a sealed wording belongs to."""
    return f"cases.Wording:{case.pk}:{part}"
