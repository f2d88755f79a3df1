"""Random lives of matters through the real verbs, by everybody of the cast: what must hold after every step."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from happiness_cloud.cases import actions
from happiness_cloud.cases.actions._moving import watched
from happiness_cloud.cases.models import Case
from happiness_cloud.cases.rules import clocks as clock_rules
from happiness_cloud.cases.rules.clocks import OVERALL, STANDING
from happiness_cloud.cases.rules.lifecycle import BY_VERB, ENDED, allowed
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, may
from happiness_cloud.kernel.errors import Refused
from happiness_cloud.ledger.models import Entry
from happiness_cloud.ledger.scope import place_of

from . import story
from .everybody import SQUAD, WATER, call, good

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
    assert len(seen) > 20, sorted(seen)


@dataclass
class _Life:
    """One matter on its way, with what was last seen of it, so that each step asks little."""

    cast: Any
    chance: random.Random
    now: datetime
    case_id: int = 0
    other: int = 0
    row: dict[str, Any] = field(default_factory=dict)
    case: Case = field(default_factory=Case)
    people: list[Actor] = field(default_factory=list)
    rows: int = 1

    def begin(self) -> None:
        with clock.at(self.now):
            caller = (
                actions.Caller(name="陈桂兰", phone="19900000072") if self.chance.random() < 0.5 else None
            )
            self.case_id = story.report(self.cast, caller=caller).id
            self.other = story.report(self.cast).id
        self.people = [self.cast.actor(name) for name in self.cast.PEOPLE]
        self.people.append(story.reporter(self.cast, self.case_id))
        self.look()

    def look(self) -> None:
        values = Case.objects.filter(pk=self.case_id).values().get()
        self.row, self.case = values, Case(**values)

    def entries(self) -> list[Entry]:
        mine = Entry.objects.filter(subject_id=str(self.case_id), subject_kind="cases.Case")
        return list(mine.order_by("id")[self.rows - 1 :])

    def step(self, hurry: bool) -> str:
        """Let somebody try something; the verb when it was done."""
        verb = _chosen(self.chance, self.case, hurry)
        able = [who for who in self.people if may(who, BY_VERB[verb].right, place_of(self.case))]
        if not able:
            return ""
        who, before, was = self.chance.choice(able), self.case, self.row
        told = good(verb, before, self.other) | _varied(self.chance, verb)
        try:
            call(verb, who, self.case_id, version=before.version, **told)
        except Refused:
            self.look()
            assert self.row == was
            assert len(self.entries()) == 1
            return ""
        self.look()
        new = self.entries()[1:]
        self.rows += 1
        assert len(new) == 1
        changed = {name for name in was if was[name] != self.row[name]} - {"version"}
        assert self.case.version - before.version == bool(changed)
        assert (new[0].verb, new[0].actor_id, new[0].version) == (f"cases.{verb}", who.id, self.case.version)
        assert (new[0].facts["from"], new[0].facts["to"]) == (before.state, self.case.state)
        _holds_together(self.case)
        if verb in ("verify", "rework"):
            assert who.id != before.handled_by
            assert not who.unit or who.unit != before.handled_unit
        return verb


def _life(cast: Any, chance: random.Random) -> set[str]:
    life = _Life(cast, chance, MORNING + timedelta(minutes=chance.randrange(60 * 24 * 5)))
    life.begin()
    done: set[str] = set()
    steps = refusals = 0
    wander = chance.randrange(3, 12)
    while life.case.state not in ENDED:
        life.now += timedelta(minutes=chance.choice((1, 7, 40, 200)))
        with clock.at(life.now):
            verb = life.step(hurry=steps >= wander)
        if verb:
            done.add(verb)
        steps, refusals = steps + bool(verb), refusals + (not verb)
        assert steps < 120, refusals
        assert refusals < 400, (steps, life.case.state)
    return done


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
    clocks = case.clocks
    overall = clock_rules.running(clocks, OVERALL) or clock_rules.latest(clocks, OVERALL)
    look = watched(case)
    assert case.due_at == (overall.due if overall else None)
    assert case.stage_due_at == (look.due if look else None)
    assert (case.look_at is None) == (look is None)
    # Standing still has an end of its own, and no other clock of a stage runs then.
    assert [one.stage for one in clocks if one.ended is None and one.stage in STANDING] == (
        [case.state] if case.state in STANDING else []
    )
    if case.state in ENDED:
        assert case.look_at is None
        assert case.ended_at is not None
        assert all(one.ended for one in clocks)
    else:
        assert case.ended_at is None
    running = [one.stage for one in clocks if one.ended is None]
    assert len(running) == len(set(running))
    if case.dispatched_at and case.state not in ENDED:
        assert OVERALL in running or case.reopened or case.state == "to_call_back"
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
    assert any(one.paused for one in clocks) <= (case.state in STANDING)
