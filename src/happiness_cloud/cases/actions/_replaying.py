"""A story replayed in memory: the same table and clocks as for a living matter, no database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid, Refused
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.deed import Deed

from .. import terms
from ..models import Case
from ..rules import clocks as clock_rules
from ..rules.clocks import CONTACT, OVERALL, RECORDED, STAGE_OF_STATE, Clock
from ..rules.levels import above, below
from ..rules.lifecycle import BY_VERB, ENDED, after
from ._blank import new_case
from ._moving import concern, move, settle, start_clock, stop_clock, watch
from ._record import Record, Told

TEXT_LIMIT = 20_000
_NOBODY = Actor(id="", kind="house")


@dataclass(slots=True)
class Replayed:
    """A matter as its story leaves it, and the ledger rows that tell the story."""

    case: Case
    reporter: tuple[str, str]
    steps: list[tuple[Told, dict[str, Any]]] = field(default_factory=list)
    merged_into: str = ""
    number: str = ""
    # Whether our clock and the recorded word agree that it was done in time; None where one of them is silent.
    judged: bool | None = None
    files: tuple[tuple[int, str, bool], ...] = ()


def replayed(record: Record, book: institution.Rulebook, title_of: Callable[[str], str]) -> Replayed:
    """Replay one record. Raises Refused when a step is not possible or a word is unknown."""
    case = _begun(record, book, title_of)
    done = Replayed(
        case,
        (record.reporter_name, record.reporter_phone),
        merged_into=record.merged_into,
        number=record.number,
        files=record.files,
    )
    for step in record.story:
        if step.through:
            _passed(case, step, book)
        facts = dict(step.facts)
        if step.verb == "report":
            facts |= {"channel": case.channel, "to": case.state}
        else:
            facts |= _step(case, step, book)
        # The report makes the row; every step after it makes the next version.
        case.version += bool(done.steps)
        done.steps.append((step, facts))
    watch(case, book)
    if record.due_at is not None:
        case.due_at = record.due_at
    # Whether an open matter will be in time is not known yet, whatever the source foretells.
    if record.on_time is not None and case.state in ENDED:
        if record.due_at is not None and case.on_time is not None:
            done.judged = case.on_time == record.on_time
        case.on_time = record.on_time
    return done


def _begun(record: Record, book: institution.Rulebook, title_of: Callable[[str], str]) -> Case:
    text = record.text.replace("\x00", "").strip()
    if not text:
        raise Invalid("cases.no_text", field="text")
    if len(text) > TEXT_LIMIT:
        raise Invalid("cases.text_too_long", field="text", length=len(text), limit=TEXT_LIMIT)
    if record.channel not in terms.CHANNELS:
        raise Invalid("cases.unknown_channel", field="channel", channel=record.channel)
    case = new_case(
        state="registered",
        text=text,
        title=title_of(text)[:80],
        category=record.category,
        severity=record.severity,
        channel=record.channel,
        language=record.language,
        area_path=record.area_path,
        area_version=record.area_version,
        lon=record.lon,
        lat=record.lat,
        address=record.address[:200],
        place_note={"border": [], "answers": dict(record.answers)},
        pack=book.pack.key,
        public=record.public,
        can_be_reached=bool(record.reporter_phone),
        reported_at=record.reported_at,
        external_id=record.external_id,
    )
    opened = Deed(_NOBODY, "cases.report", "cases.report", record.reported_at, past=True)
    first = next((step.verb for step in record.story if step.verb != "report"), "file")
    if record.channel == "patrol" and "registered" not in BY_VERB[first].sources:
        case.state = after("to_confirm", "confirm", book.pack.stages)
    if record.due_at is not None:
        case.clocks = (_recorded(record.reported_at, record.due_at),)
    # A stage that the story leaves without saying when needs no clock.
    if len(record.story) < 2 or not record.story[1].through:
        # Nor does one in which a matter waits elsewhere, under the deadline recorded there.
        if len(record.story) > 1 or record.due_at is None:
            start_clock(opened, case, STAGE_OF_STATE[case.state], book)
        settle(opened, case, book)
    return case


def _recorded(started: datetime, due: datetime) -> Clock:
    """The clock of the whole matter as another system set it, from the report to the recorded deadline."""
    # Half a second more, so that the division leaves the second it was due in.
    hours = max((due - started).total_seconds() + 0.5, 1.0) / 3600
    return Clock(stage=OVERALL, started=started, amount=hours, unit="clock_hours", due=due, source=RECORDED)


def _passed(case: Case, step: Told, book: institution.Rulebook) -> None:
    """Take the steps before `step` of which nobody tells when they were: no clock of a stage is kept for them."""
    for verb in step.through:
        case.state = after(case.state, verb, book.pack.stages, case.back_state)
        if verb == "dispatch":
            _routed(case, book.route(case.category, case.area_path, case.reported_at, {}))
        elif verb == "handle":
            _handled(_deed(step), case, step, book)
    case.clocks = tuple(one for one in case.clocks if one.ended is not None or one.stage == OVERALL)


def _routed(case: Case, route: institution.Route) -> None:
    if not route.lead:
        raise Refused("cases.no_rule")
    case.why = list(route.because)
    concern(case, route.lead, route.assists)


def _deed(step: Told) -> Deed:
    actor = _actor(step.actor_id, step.actor_kind, step.actor_name, step.actor_unit)
    return Deed(actor, f"cases.{step.verb}", "", step.at, reason=step.reason, past=True)


@lru_cache(maxsize=4096)
def _actor(id_: str, kind: str, name: str, unit: str) -> Actor:
    return Actor(id_, kind, name=name, unit=unit)


def _step(case: Case, step: Told, book: institution.Rulebook) -> dict[str, Any]:
    deed = _deed(step)
    effect = _EFFECTS.get(step.verb)
    if effect is not None:
        effect(deed, case, step, book)
    move(deed, case, step.verb, book)
    if case.state in ENDED and step.verb in ("verify", "close"):
        clock = clock_rules.latest(case.clocks, OVERALL)
        if clock and clock.due and case.handled_at:
            case.on_time = case.handled_at <= clock.due
        reached = step.verb == "verify" or case.stars is not None or any(one["reached"] for one in case.calls)
        case.outcome = "handled" if reached or not case.calls else "not_reached"
    return deed.facts


def _categorised(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    case.category = step.facts.get("category") or case.category
    case.severity = step.facts.get("severity") or case.severity


def _led(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    route = book.route(case.category, case.area_path, step.at, {})
    lead = step.facts.get("lead") or route.lead
    if not book.takes_matters(lead):
        raise Refused("cases.unknown_unit", unit=lead)
    assists = tuple(step.facts.get("assists") or (route.assists if lead == route.lead else ()))
    case.why = _reasons(case, step, lead, route)
    concern(case, lead, tuple(one for one in assists if one != lead))
    case.bound = case.bound or step.verb == "adjudicate"
    if step.verb != "adjudicate":
        case.dispatched_at = case.dispatched_at or step.at
        start_clock(deed, case, OVERALL, book)
        if case.can_be_reached and case.contacted_at is None:
            start_clock(deed, case, CONTACT, book)
    deed.record(lead=lead, assists=list(case.assist_units))


def _reasons(case: Case, step: Told, lead: str, route: institution.Route) -> list[dict[str, Any]]:
    """Why this unit: as the verbs say it, the newest reason first."""
    said = masked(step.reason)
    if step.verb == "adjudicate":
        return [{"code": "adjudicated", "unit": lead, "reason": said}, *case.why]
    because = [dict(one) for one in route.because]
    if lead == route.lead:
        return because
    return [{"code": "chosen", "unit": lead, "directory": route.lead, "reason": said}, *because]


def _taken(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    concern(case, step.actor_unit, ())
    case.why = [{"code": "small_loop", "category": case.category, "unit": step.actor_unit}]
    case.dispatched_at = case.dispatched_at or step.at
    start_clock(deed, case, OVERALL, book)
    deed.record(lead=case.lead_unit)


def _contacted(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    if case.contacted_at is None:
        case.contacted_at = step.at
        stop_clock(deed, case, CONTACT)


def _handled(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    case.result = step.words
    case.handled_by, case.handled_unit, case.handled_at = step.actor_id, step.actor_unit, step.at


def _rated(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    case.stars, case.solved = step.facts.get("stars"), step.facts.get("solved")
    case.rating_words = step.words


def _called(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    reached = bool(step.facts.get("reached", True))
    case.calls = [*case.calls, {"at": step.at.isoformat(), "reached": reached, "by": step.actor_id}]
    if reached:
        case.call_solved, case.call_stars = step.facts.get("solved"), step.facts.get("satisfied")


def _reopened(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    case.reopened += 1
    case.ended_at, case.on_time, case.outcome = None, None, ""
    case.stars, case.solved, case.calls, case.rating_words = None, None, [], ""
    case.call_stars, case.call_solved = None, None
    case.contacted_at, case.escalated, case.told_unit = None, 0, ""


def _asked_extension(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    clock = clock_rules.running(case.clocks, OVERALL)
    amount = step.facts.get("amount") or (int(clock.amount) or 1 if clock else 1)
    unit = clock.unit if clock else ""
    case.extension = {
        "amount": amount,
        "unit": unit,
        "by": step.actor_id,
        "at": step.at.isoformat(),
        "granted": None,
    }


def _decided_extension(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    granted = bool(step.facts.get("granted", True))
    asked = case.extension or {"amount": 1}
    case.extension = {
        **asked,
        "granted": granted,
        "decided_by": step.actor_id,
        "decided_at": step.at.isoformat(),
    }
    if granted:
        keeper = book.timekeeper(case.area_path)
        # In the unit it was asked in: the matter may have another kind of deadline by now.
        amount, unit = asked["amount"], asked.get("unit", "")
        case.clocks = clock_rules.extended(case.clocks, OVERALL, amount, keeper, unit)


def _counted(name: str) -> Callable[[Deed, Case, Told, institution.Rulebook], None]:
    def count(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
        setattr(case, name, getattr(case, name) + 1)

    return count


def _levelled(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    level = above(case.level) if step.verb == "hand_up" else below(case.level)
    if not level:
        raise Refused("cases.top_level")
    case.level = level


def _supervised(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    case.supervised = True


def _held(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    # How long it may stand still hangs on the reason.
    deed.record(why=str(step.facts.get("why", "")))


def _concluded(deed: Deed, case: Case, step: Told, book: institution.Rulebook) -> None:
    case.outcome = {"answer": "answered", "refuse": "refused", "merge": "merged"}.get(step.verb, step.verb)
    case.result = step.words


_EFFECTS: dict[str, Callable[[Deed, Case, Told, institution.Rulebook], None]] = {
    "register": _categorised,
    "file": _categorised,
    "dispatch": _led,
    "adjudicate": _led,
    "take": _taken,
    "contact": _contacted,
    "handle": _handled,
    "rate": _rated,
    "call_back": _called,
    "reopen": _reopened,
    "ask_extension": _asked_extension,
    "decide_extension": _decided_extension,
    "send_back": _counted("returns"),
    "rework": _counted("reworks"),
    "urge": _counted("urged"),
    "hand_up": _levelled,
    "hand_down": _levelled,
    "supervise": _supervised,
    "suspend": _held,
    "answer": _concluded,
    "refuse": _concluded,
    "not_found": _concluded,
    "merge": _concluded,
    "void": _concluded,
}
