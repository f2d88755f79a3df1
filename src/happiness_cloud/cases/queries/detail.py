from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Case, Evidence
from ..rules.clocks import Clock
from .filters import seen
from .possible import possible
from .timeline import Happening, happenings
from .worklist import Row, row_of

HOUSE = house("cases", "institution.read", "ledger.read")


@dataclass(frozen=True, slots=True)
class Proof:
    """A file of the matter and what it shows: before, after, check or paper."""

    file_id: int
    role: str
    public: bool
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Convened:
    """A unit that was whistled for."""

    unit: str
    by_unit: str
    kind: str
    called_at: datetime
    arrive_by: datetime
    arrived_at: datetime | None
    stars: int | None


@dataclass(frozen=True, slots=True)
class Detail:
    """A whole matter as staff see it: masked, with what happened and what can be done now."""

    row: Row
    text: str
    hidden: bool
    happened_at: datetime | None
    assist_units: tuple[str, ...]
    why: tuple[dict[str, Any], ...]
    border: tuple[str, ...]
    answers: tuple[institution.Answered, ...]
    pack: str
    level: str
    bound: bool
    told_unit: str
    clocks: tuple[Clock, ...]
    extension: dict[str, Any] | None
    result: str
    outcome: str
    solved: bool | None
    rating_words: str
    call_solved: bool | None
    calls: tuple[dict[str, Any], ...]
    public: bool
    off_view: bool
    erased_at: datetime | None
    erasure_asked: bool
    reporter_kind: str
    has_contact: bool
    proofs: tuple[Proof, ...]
    convened: tuple[Convened, ...]
    parent: Row | None
    children: tuple[Row, ...]
    master: Row | None
    merged: tuple[Row, ...]
    timeline: tuple[Happening, ...]
    possible: tuple[str, ...]


@query(rights.READ)
def detail(actor: Actor, number: str) -> Detail:
    """Everything about the matter with this number. NotFound when it is not there or not to be seen."""
    case = seen(actor).select_related("parent", "merged_into", "reporter").filter(number=number).first()
    if case is None:
        raise NotFound("ledger.not_found")
    book = institution.rulebook(HOUSE, case.pack)
    reporter = getattr(case, "reporter", None)
    shown = masked(case.text)
    return Detail(
        row=row_of(case),
        text=shown,
        hidden=shown != case.text,
        happened_at=case.happened_at,
        assist_units=tuple(case.assist_units),
        why=tuple({**one, "reason": masked(one["reason"])} if "reason" in one else one for one in case.why),
        border=tuple(case.place_note.get("border", ())),
        answers=book.answered(
            {code: masked(one) for code, one in case.place_note.get("answers", {}).items()}
        ),
        pack=case.pack,
        level=case.level,
        bound=case.bound,
        told_unit=case.told_unit,
        clocks=case.clocks,
        extension=case.extension,
        result=masked(case.result),
        outcome=case.outcome,
        solved=case.solved,
        rating_words=masked(case.rating_words),
        call_solved=case.call_solved,
        calls=tuple(case.calls),
        public=case.public,
        off_view=case.hidden,
        erased_at=case.erased_at,
        erasure_asked=case.erased_at is None and case.erasures.filter(state="asked").exists(),
        reporter_kind=reporter.kind if reporter else "",
        has_contact=bool(reporter and (reporter.phone_sealed or reporter.mail_sealed)),
        proofs=_proofs(case),
        convened=_convened(case),
        parent=row_of(case.parent) if case.parent and _sees(actor, case.parent) else None,
        children=tuple(row_of(one) for one in seen(actor).filter(parent=case)[:50]),
        master=row_of(case.merged_into) if case.merged_into and _sees(actor, case.merged_into) else None,
        merged=tuple(row_of(one) for one in seen(actor).filter(merged_into=case)[:50]),
        timeline=happenings(case),
        possible=possible(actor, case, book),
    )


def _proofs(case: Case) -> tuple[Proof, ...]:
    rows = Evidence.objects.filter(case=case).order_by("id")[:60]
    return tuple(Proof(one.file_id, one.role, one.public, masked(one.caption)) for one in rows)


def _convened(case: Case) -> tuple[Convened, ...]:
    names = tuple(Convened.__dataclass_fields__)
    return tuple(Convened(**row) for row in case.whistles.order_by("id").values(*names))


def _sees(actor: Actor, case: Case) -> bool:
    return seen(actor).filter(pk=case.pk).exists()
