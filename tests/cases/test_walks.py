"""Random lives of matters through the real verbs, by everybody of the cast: what must hold after every step."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from happiness_cloud.cases import actions
from happiness_cloud.cases.actions._moving import UNWATCHED, watched
from happiness_cloud.cases.models import Case
from happiness_cloud.cases.rules import clocks as clock_rules
from happiness_cloud.cases.rules.clocks import OVERALL
from happiness_cloud.cases.rules.lifecycle import BY_VERB, ENDED, allowed
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, may
from happiness_cloud.kernel.errors import Refused
from happiness_cloud.ledger.models import Entry
from happiness_cloud.ledger.scope import place_of

from . import story
from .everybody import SQUAD, WATER, call, good, whole_row

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LED = frozenset({"to_sign", "handling", "to_check", "to_call_back", "disputed", "suspended"})
CATEGORIES = ("06010", "06012", "06017", "01037", "54001")
# Ends at once; left out while a walk wanders, so that it gets somewhere.
FINAL = frozenset({"void", "refuse", "answer", "merge", "not_found"})
BATCH, BATCHES = 25, 8


@pytest.mark.parametrize("seed", range(BATCHES))
def test_random_lives_end_and_hold_together_at_every_step(stage: Any, seed: int) -> None:
    chance = random.Random(20261124 + seed)
    seen: set[str] = set()
    for _ in range(BATCH):
        seen |= _life(stage, chance)
    # Most of what can happen does happen, so the walks are not about a corner of the house.
    assert len(seen) > 25, sorted(seen)


def _life(cast: Any, chance: random.Random) -> set[str]:
    now = MORNING + timedelta(minutes=chance.randrange(60 * 24 * 5))
    with clock.at(now):
        caller = actions.Caller(name="陈桂兰", phone="19900000072") if chance.random() < 0.5 else None
        case_id = story.report(cast, caller=caller).id
        other = story.report(cast).id
    done: set[str] = set()
    steps = refusals = 0
    wander = chance.randrange(4, 14)
    while story.row(case_id).state not in ENDED:
        now += timedelta(minutes=chance.choice((1, 7, 40, 200)))
        with clock.at(now):
            verb = _step(cast, chance, case_id, other, hurry=steps >= wander)
        if verb:
            done.add(verb)
        steps, refusals = steps + bool(verb), refusals + (not verb)
        assert steps < 120, refusals
        assert refusals < 400, (steps, story.row(case_id).state)
    return done


def _step(cast: Any, chance: random.Random, case_id: int, other: int, hurry: bool) -> str:
    """Let somebody try something; the verb when it was done."""
    case = story.row(case_id)
    verb = _chosen(chance, case, hurry)
    who = _somebody(cast, chance, case, verb)
    if who is None:
        return ""
    told = good(verb, case, other) | _varied(chance, verb)
    before, entries = (
        whole_row(case_id),
        Entry.objects.filter(subject_id=str(case_id), subject_kind="cases.Case").count(),
    )
    try:
        call(verb, who, case_id, version=case.version, **told)
    except Refused:
        assert whole_row(case_id) == before
        assert _rows(case_id) == entries
        return ""
    after = story.row(case_id)
    assert _rows(case_id) == entries + 1
    assert after.version - case.version == (whole_row(case_id) != before)
    entry = Entry.objects.filter(subject_id=str(case_id), subject_kind="cases.Case").latest("id")
    assert (entry.verb, entry.actor_id, entry.version) == (f"cases.{verb}", who.id, after.version)
    assert (entry.facts["from"], entry.facts["to"]) == (case.state, after.state)
    _holds_together(after)
    if verb in ("verify", "rework"):
        assert who.id != case.handled_by
        assert not who.unit or who.unit != case.handled_unit
    return verb


def _rows(case_id: int) -> int:
    return Entry.objects.filter(subject_id=str(case_id), subject_kind="cases.Case").count()


def _chosen(chance: random.Random, case: Case, hurry: bool) -> str:
    forward = {
        "registered": "register",
        "to_confirm": "confirm",
        "to_file": "file",
        "to_dispatch": "dispatch",
        "to_sign": "sign",
        "handling": "handle",
        "to_check": "verify",
        "to_call_back": "close",
        "waiting": "reply",
        "suspended": "resume",
        "disputed": "adjudicate",
    }
    if case.state == "to_call_back" and not case.calls:
        return "call_back"
    if hurry or chance.random() < 0.4:
        return forward[case.state]
    verbs = [verb for verb in allowed(case.state) if verb not in FINAL or chance.random() < 0.08]
    return chance.choice(verbs)


def _somebody(cast: Any, chance: random.Random, case: Case, verb: str) -> Actor | None:
    people = [cast.actor(name) for name in cast.PEOPLE] + [story.reporter(cast, case.pk)]
    able = [who for who in people if may(who, BY_VERB[verb].right, place_of(case))]
    return chance.choice(able) if able else None


def _varied(chance: random.Random, verb: str) -> dict[str, Any]:
    if verb in ("register", "file", "correct"):
        return {
            "category": chance.choice(CATEGORIES),
            "severity": chance.choice(("ordinary", "urgent", "complex")),
        }
    if verb in ("dispatch", "adjudicate"):
        # The hands of the cast: other units have nobody who would sign.
        return {"lead": chance.choice((SQUAD, WATER)), "assists": chance.choice(((), (WATER,), (SQUAD,)))}
    if verb == "close":
        # Parts that were split off may still be open.
        return {"force": True}
    if verb == "decide_extension":
        return {"granted": chance.random() < 0.5}
    return {}


def _holds_together(case: Case) -> None:
    clocks = clock_rules.read(case.clocks)
    overall = clock_rules.running(clocks, OVERALL) or clock_rules.latest(clocks, OVERALL)
    look = watched(case, clocks)
    assert case.due_at == (overall.due if overall else None)
    assert case.stage_due_at == (look.due if look else None)
    assert (case.look_at is None) == (look is None)
    if case.state in UNWATCHED:
        assert case.look_at is None
    if case.state in ENDED:
        assert case.ended_at is not None
        assert all(one.ended for one in clocks)
    else:
        assert case.ended_at is None
    running = [one.stage for one in clocks if one.ended is None]
    assert len(running) == len(set(running))
    if case.dispatched_at and case.state not in ENDED:
        assert OVERALL in running or case.reopened
    if case.state in LED:
        assert case.lead_unit
    assert case.lead_unit not in case.assist_units
    for unit in (case.lead_unit, *case.assist_units):
        parts = unit.strip("/").split("/") if unit else []
        for size in range(1, len(parts) + 1):
            assert "/" + "/".join(parts[:size]) + "/" in case.unit_paths
    for one in clocks:
        assert all(end is None or end >= begin for begin, end in one.pauses)
        assert one.ended is None or not one.paused
    assert any(one.paused for one in clocks) <= (case.state in ("waiting", "suspended"))
