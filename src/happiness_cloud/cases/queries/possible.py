"""Which verbs a page may offer: never one that the door would refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Place, may
from happiness_cloud.ledger.scope import place_of

from ..models import Case
from ..rules import clocks as clock_rules
from ..rules.clocks import OVERALL
from ..rules.lifecycle import BY_VERB, allowed
from .hands import kept_apart

_LEAD_ONLY = frozenset({"sign", "send_back", "dispute", "suspend", "ask_extension", "handle"})
_OTHER_HAND = frozenset({"verify", "rework"})


def possible(actor: Actor, case: Case, book: institution.Rulebook) -> tuple[str, ...]:
    """The verbs this actor can use on this matter now, in the order of the table."""
    if case.erased_at is not None:
        return ()
    place = place_of(case)
    apart = kept_apart(actor, case)
    return tuple(
        verb
        for verb in allowed(case.state)
        if may(actor, BY_VERB[verb].right, place)
        and BY_VERB[verb].right not in apart
        and _hands(actor, case, verb)
        and _circumstances(actor, case, verb, book)
    )


def _hands(actor: Actor, case: Case, verb: str) -> bool:
    if verb in _LEAD_ONLY:
        return may(
            actor, BY_VERB[verb].right, Place(case.area_path, (case.lead_unit,), f"cases.Case:{case.pk}")
        )
    if verb == "rate":
        return any(grant.subject for grant in actor.holding("cases.rate"))
    if verb in _OTHER_HAND:
        return actor.id != case.handled_by and not (actor.unit and actor.unit == case.handled_unit)
    return True


def _circumstances(actor: Actor, case: Case, verb: str, book: institution.Rulebook) -> bool:
    asked = case.extension or {}
    pending = bool(asked) and asked.get("granted") is None
    checks: dict[str, Callable[[], bool]] = {
        "take": lambda: (
            bool(actor.unit) and book.small_loop(case.category) and book.takes_matters(actor.unit)
        ),
        "send_back": lambda: not case.bound and case.returns < book.pack.return_limit,
        "dispute": lambda: not case.bound,
        "ask_extension": lambda: not pending and _may_be_longer(case, book),
        "decide_extension": lambda: pending and asked["by"] != actor.id,
        "hand_up": lambda: case.level != "district",
        "hand_down": lambda: case.level != "community",
        "arrive": lambda: case.whistles.filter(unit=actor.unit, arrived_at=None).exists(),
        "rate_whistle": lambda: case.whistles.filter(by_unit=actor.unit, stars=None).exists(),
        "rate": lambda: case.stars is None,
        "reopen": lambda: clock.now() <= reopen_until(case, book),
        "close": lambda: case.stars is not None or _called_enough(case, book),
    }
    return checks[verb]() if verb in checks else True


def reopen_until(case: Case, book: institution.Rulebook) -> datetime:
    """The end of the window in which the matter can be opened again, counted from the stored end."""
    return (case.ended_at or case.reported_at) + timedelta(days=book.pack.reopen_days)


def _may_be_longer(case: Case, book: institution.Rulebook) -> bool:
    running = clock_rules.running(case.clocks, OVERALL)
    return running is not None and running.amount >= 1 and len(running.extensions) < book.pack.extensions


def _called_enough(case: Case, book: institution.Rulebook) -> bool:
    return any(one["reached"] for one in case.calls) or len(case.calls) >= book.pack.call_back.tries
