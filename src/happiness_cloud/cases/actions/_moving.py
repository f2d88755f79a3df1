"""What every move of a matter has in common: the table, the clocks, the columns that follow from them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Place, house, may
from happiness_cloud.kernel.errors import Denied, Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.scope import place_of
from happiness_cloud.ledger.statements import insert, run

from .. import rights
from ..events import CaseMoved
from ..models import Case, Evidence, Remark
from ..queries.hands import kept_apart
from ..rules import clocks as clock_rules
from ..rules.clocks import OVERALL, STAGE_OF_STATE, STANDING, Clock
from ..rules.lifecycle import BACK, BY_VERB, ENDED, after
from ._handing import end_with

# What the house itself looks up while a verb runs: rules and names, no person's data.
HOUSE = house("cases", "institution.read", "places.read", "post.send", "files.add", "files.read")
_WHISTLED = "SELECT unit FROM cases_whistle WHERE case_id = %s ORDER BY id"
# A step into or out of these leaves what was said of a delay as it was.
_AS_BEFORE = ENDED | STANDING
REMARK_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a matter stands after a verb."""

    id: int
    number: str
    state: str
    version: int = 0


def moves(verb: str) -> Callable[[Any], Callable[..., Any]]:
    """The door for a verb of the lifecycle table, with the right that the table names.

    The state is looked at before anything else of the verb, then whether this person did another step of
    the matter that the rules keep apart from this one.
    """
    right = BY_VERB[verb].right
    door = action(f"cases.{verb}", on="cases.Case", right=right, see=rights.READ, recalls=True)

    def wrap(step: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(step)
        def timely(deed: Deed, case: Case, **params: Any) -> Any:
            if case.erased_at is not None:
                raise NotNow("cases.erased")
            after(case.state, verb, back=case.back_state)
            if right in kept_apart(deed.actor, case, deed.done):
                raise Denied("cases.own_work" if right == "cases.check" else "cases.kept_apart")
            return step(deed, case, **params)

        return door(timely)

    return wrap


def rulebook(case: Case) -> institution.Rulebook:
    """The rules this matter was registered under."""
    book: institution.Rulebook = institution.rulebook(HOUSE, case.pack)
    return book


def move(deed: Deed, case: Case, verb: str, book: institution.Rulebook | None = None) -> Moved:
    """Take `case` along the table by `verb`: state, clocks and what hangs on them; announce it."""
    book = book or rulebook(case)
    before = case.state
    back, _, further_back = case.back_state.partition("<")
    case.state = after(before, verb, book.pack.stages, back)
    if case.state != before:
        _remember(case, before, BY_VERB[verb].target, further_back)
        _run_clocks(deed, case, before, book)
        end_with(deed, case, before)
    # What has ended has no clock left: a late word leaves its account, and a deadline recorded elsewhere, alone.
    if deed.past or case.state != before or case.state not in ENDED:
        settle(deed, case, book, before)
    if case.state in ENDED and before not in ENDED:
        case.ended_at = deed.at
    deed.record(**{"from": before, "to": case.state})
    if not deed.past:
        at = deed.at.isoformat()
        deed.publish(
            CaseMoved(case_id=case.pk, number=case.number, verb=verb, before=before, after=case.state, at=at)
        )
    return Moved(id=case.pk, number=case.number, state=case.state, version=case.version)


def start_clock(deed: Deed, case: Case, stage: str, book: institution.Rulebook) -> None:
    """Begin the clock of a stage, if the rules give it a time and it does not run already."""
    if clock_rules.running(case.clocks, stage):
        return
    allowance = book.allowance(case.category, case.severity, case.area_path, stage, deed.at)
    _start(deed, case, stage, allowance, book)


def _start(
    deed: Deed, case: Case, stage: str, allowance: institution.Allowance | None, book: institution.Rulebook
) -> None:
    if allowance is None:
        return
    clock = Clock(
        stage=stage,
        started=deed.at,
        amount=float(allowance.amount),
        unit=allowance.unit,
        source=allowance.source,
    )
    keeper = book.timekeeper(case.area_path)
    case.clocks = clock_rules.begun(case.clocks, clock, keeper)


def stop_clock(deed: Deed, case: Case, stage: str) -> None:
    """End the running clock of a stage."""
    case.clocks = clock_rules.ended(case.clocks, stage, deed.at)


def settle(deed: Deed, case: Case, book: institution.Rulebook, before: str = "") -> None:
    """Bring the due columns in step with the clocks, and say when the watch must look next.

    Watched is the clock of the stage, or that of the whole matter where a stage has none. A step that moves
    neither the matter nor its deadlines (a note, an urging) leaves the watch and its escalations as they are.
    """
    overall = clock_rules.running(case.clocks, OVERALL) or clock_rules.latest(case.clocks, OVERALL)
    stage = watched(case)
    stood = (before, case.due_at, case.stage_due_at)
    case.due_at = overall.due if overall else None
    case.stage_due_at = stage.due if stage else None
    if stood != (case.state, case.due_at, case.stage_due_at):
        # Since when this clock is watched; what has long passed is worked out once, at the end of the story.
        case.look_at = deed.at if stage and stage.due else None
        if not deed.past:
            watch(case, book)
        if not {before, case.state} & _AS_BEFORE:
            case.escalated, case.told_unit = 0, ""
    if case.due_at:
        deed.record(due=case.due_at.isoformat())


def watch(case: Case, book: institution.Rulebook) -> None:
    """Say when the watch must look at a clock that it has held since `look_at`: at its warning, else when due."""
    clock = watched(case)
    if case.look_at is not None and clock is not None:
        warning = book.timekeeper(case.area_path).warns_at(clock)
        case.look_at = warning if warning and warning > case.look_at else clock.due


def watched(case: Case) -> Clock | None:
    """The clock that the watch looks at now; None while the matter stands still or has ended."""
    if case.state in ENDED:
        return None
    stage = clock_rules.running(case.clocks, STAGE_OF_STATE.get(case.state, ""))
    return stage if stage or case.state in STANDING else clock_rules.running(case.clocks, OVERALL)


def remark(deed: Deed, case: Case, verb: str, text: str, *, public: bool = False) -> None:
    """Keep the words of a step beside the matter; the ledger row points at them."""
    words = text.strip()
    if not words:
        raise Invalid("cases.needs_reason", field="text")
    if len(words) > REMARK_LIMIT:
        raise Invalid("cases.text_too_long", field="text", length=len(words), limit=REMARK_LIMIT)
    row = Remark(case=case, verb=verb, text=words, public=public, at=deed.at)
    insert(row)
    deed.record(remark=row.pk)


def reasoned(deed: Deed) -> None:
    """Refuse a step whose reason is missing."""
    if not deed.reason.strip():
        raise Invalid("cases.needs_reason", field="reason")


def by_lead(deed: Deed, case: Case) -> None:
    """Refuse an assistant what only the leading unit may do."""
    if not may(deed.actor, deed.right, Place(case.area_path, (case.lead_unit,), f"cases.Case:{case.pk}")):
        raise Denied("ledger.no_right", right=deed.right)


def attach(deed: Deed, case: Case, file_ids: tuple[int, ...], role: str, public: bool = False) -> None:
    """Tie files that were taken in already to the matter, in the role they play."""
    Evidence.objects.bulk_create(
        Evidence(case=case, file_id=one, role=role, public=public, at=deed.at) for one in file_ids
    )
    if file_ids:
        deed.record(**{f"{role}_files": list(file_ids)})


def concern(case: Case, lead: str, assists: tuple[str, ...], *others: str) -> None:
    """Set who leads and who assists; every unit concerned, with its ancestors, comes into the scope."""
    case.lead_unit, case.assist_units = lead, list(assists)
    case.unit_paths = with_those_above(lead, *assists, *others)


def with_those_above(*units: str) -> list[str]:
    """The paths of these units and of all their ancestors."""
    paths: set[str] = set()
    for unit in units:
        parts = [part for part in unit.split("/") if part]
        paths.update("/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts)))
    return sorted(paths)


def whistled(case: Case) -> tuple[str, ...]:
    """The units that were convened for this matter."""
    return tuple(unit for (unit,) in run(_WHISTLED, (case.pk,))) if case.pk else ()


def seen(deed: Deed, other: Case) -> bool:
    """Whether the actor may see another matter that a verb touches."""
    return may(deed.actor, rights.READ, place_of(other))


def known_unit(book: institution.Rulebook, unit: str) -> str:
    """`unit` when it is one that can take matters."""
    if not book.takes_matters(unit):
        raise Invalid("cases.unknown_unit", field="lead", unit=unit)
    return unit


def _remember(case: Case, before: str, target: str, further_back: str) -> None:
    if case.state == "merged" and before in STANDING:
        case.back_state = f"{before}<{case.back_state}"
    elif case.state in STANDING or case.state == "merged":
        # Back from a merge into waiting: where it waited from is still remembered.
        case.back_state = further_back if target == BACK else before
    elif target == BACK:
        case.back_state = ""


def _run_clocks(deed: Deed, case: Case, before: str, book: institution.Rulebook) -> None:
    now, clocks, keeper = deed.at, case.clocks, book.timekeeper(case.area_path)
    if before == "merged" and case.ended_at is not None:
        clocks = clock_rules.revived(clocks, case.ended_at, case.state in STANDING)
    if case.state in STANDING:
        case.clocks = clock_rules.paused(clocks, now, keeper)
        _limit(deed, case, book)
        return
    if case.state in ENDED:
        clocks = clock_rules.all_ended(clocks, now)
    elif before in STANDING:
        clocks = clock_rules.resumed(clock_rules.ended(clocks, before, now), now, keeper)
    else:
        clocks = _left(clocks, before, case.state, now)
    case.clocks = clocks
    stage = STAGE_OF_STATE.get(case.state)
    if stage:
        start_clock(deed, case, stage, book)


def _left(clocks: clock_rules.Clocks, before: str, state: str, now: datetime) -> clock_rules.Clocks:
    """The clocks when a matter at work leaves a state: that of the stage ends."""
    old = STAGE_OF_STATE.get(before, "")
    if old and old != OVERALL:
        clocks = clock_rules.ended(clocks, old, now)
    if state == "to_call_back":
        # Verified: the promise is kept or broken by now, whatever the call-back takes.
        clocks = clock_rules.ended(clocks, OVERALL, now)
    return clocks


def _limit(deed: Deed, case: Case, book: institution.Rulebook) -> None:
    """Begin the clock that says how long a matter may stand still, unless it runs on after a merge."""
    if not clock_rules.running(case.clocks, case.state):
        longest = book.standing(case.state, str(deed.facts.get("why", "")))
        _start(deed, case, case.state, longest, book)
