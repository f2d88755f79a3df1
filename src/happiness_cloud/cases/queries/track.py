from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Case, Evidence
from ..rules.lifecycle import MAIN_PATH, OPEN
from .filters import seen
from .possible import possible
from .timeline import happenings

HOUSE = house("cases", "institution.read", "ledger.read")
# What a reporter is told of; the desk's own back and forth stays at the desk.
_TOLD = frozenset(
    {"report", "register", "confirm", "file", "dispatch", "sign", "handle", "verify", "rework", "wake"}
)
_TOLD_WITH_WORDS = frozenset(
    {"answer", "refuse", "not_found", "ask", "reply", "note", "urge", "reopen", "handle"}
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the reporter is told of."""

    at: datetime
    verb: str
    words: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """How the matter stands that a report was joined with: its progress, not a word of its reporter."""

    number: str
    state: str
    promised: datetime | None
    done_at: datetime | None
    lead_unit: str
    reached: int
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A matter as its reporter sees it: like a parcel, with the promise and who is waited for."""

    id: int
    number: str
    state: str
    text: str
    category: str
    address: str
    area_path: str
    lead_unit: str
    promised: datetime | None
    reported_at: datetime
    ended_at: datetime | None
    done_at: datetime | None
    voices: int
    outcome: str
    stars: int | None
    solved: bool | None
    call_stars: int | None
    call_solved: bool | None
    reached: int
    steps: tuple[Step, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    possible: tuple[str, ...]
    master: str
    followed: Followed | None
    version: int
    public: bool = False
    answers: tuple[institution.Answered, ...] = ()


@query(rights.TRACK)
def track(actor: Actor, case_id: int) -> Track:
    """The reporter's own view of a matter; the text is his, so it is shown as he wrote it."""
    case = seen(actor, rights.TRACK).select_related("merged_into").filter(pk=case_id).first()
    if case is None:
        raise NotFound("ledger.not_found")
    book = institution.rulebook(HOUSE, case.pack)
    told = happenings(case)
    files = list(Evidence.objects.filter(case=case).order_by("id").values_list("file_id", "role", "public"))
    reached = [case.state, *(one.after for one in reversed(told))]
    return Track(
        id=case.pk,
        number=case.number,
        state=case.state,
        text=case.text,
        category=case.category,
        address=case.address,
        area_path=case.area_path,
        lead_unit=case.lead_unit,
        promised=case.due_at,
        reported_at=case.reported_at,
        ended_at=case.ended_at,
        done_at=_done_at(case),
        voices=case.voices,
        outcome=case.outcome,
        stars=case.stars,
        solved=case.solved,
        call_stars=case.call_stars,
        call_solved=case.call_solved,
        reached=MAIN_PATH.index(next((one for one in reached if one in MAIN_PATH), MAIN_PATH[0])),
        steps=tuple(
            Step(
                at=one.at,
                verb=one.verb,
                words=one.words if one.public else "",
                mine=one.who_kind in ("visitor", "resident"),
            )
            for one in told
            if one.verb in _TOLD or (one.verb in _TOLD_WITH_WORDS and one.public)
        ),
        before=tuple(file_id for file_id, role, _ in files if role == "before"),
        after=tuple(file_id for file_id, role, public in files if role == "after" and public),
        possible=possible(actor, case, book),
        master=case.merged_into.number if case.merged_into else "",
        followed=_followed(case),
        version=case.version,
        public=case.public and case.state in OPEN,
        answers=book.answered(case.place_note.get("answers", {})),
    )


def _done_at(case: Case) -> datetime | None:
    """The promise is about the work: once verified, its moment counts and not that of the call-back."""
    return case.handled_at if case.state in ("to_call_back", "closed") else case.ended_at


def _followed(case: Case) -> Followed | None:
    """The matter in which the work goes on, at whatever remove."""
    master = case.merged_into
    for _further in range(20):
        if master is None or master.merged_into_id is None:
            break
        master = master.merged_into
    if master is None:
        return None
    photos = Evidence.objects.filter(case=master, role="after", public=True, case__hidden=False).order_by(
        "id"
    )
    return Followed(
        number=master.number,
        state=master.state,
        promised=master.due_at,
        done_at=_done_at(master),
        lead_unit=master.lead_unit,
        reached=_reached(master.state),
        after=tuple(photos.values_list("file_id", flat=True)[:9]),
    )


def _reached(state: str) -> int:
    """How far along the main path; aside and answered matters stand where the work stood."""
    if state in MAIN_PATH:
        return MAIN_PATH.index(state)
    return MAIN_PATH.index("registered" if state in ("refused", "void", "answered") else "handling")
