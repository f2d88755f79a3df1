"""Somebody who may do everything, the parameters each verb asks for, and matters put into any state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import Case, Whistle
from happiness_cloud.cases.rules import lifecycle
from happiness_cloud.cases.rules.clocks import Clock
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant

SQUAD, WATER = "/yunhu/cgj/sz2/", "/yunhu/swj/"
RIGHTS = sorted({one.right for one in lifecycle.MOVES} | {"cases.read", "cases.watch"})
VERBS = sorted(verb for verb in lifecycle.BY_VERB if verb != "report")


def allmighty(case_id: int | None = None, unit: str = SQUAD, who: str = "account:0") -> Actor:
    """All rights everywhere; with a case also the rights of its tracking link."""
    grants = [Grant(right, "/") for right in RIGHTS]
    if case_id is not None:
        grants.append(Grant("cases.rate", "", subject=f"cases.Case:{case_id}"))
    return Actor(who, "staff", tuple(grants), "万能", unit)


def good(verb: str, case: Case, other: int = 0) -> dict[str, Any]:
    """Parameters with which `verb` is refused for the state only."""
    soon = clock.now() + timedelta(hours=2)
    told: dict[str, dict[str, Any]] = {
        "register": {"category": "06010"},
        "answer": {"text": "已答复"},
        "refuse": {"instead": "请拨打 96110"},
        "merge": {"master_id": other},
        "file": {"category": "06010"},
        "dispatch": {"lead": SQUAD},
        "send_back": {"why": "not_our_duty"},
        "adjudicate": {"lead": SQUAD},
        "note": {"text": "已到现场"},
        "ask": {"text": "具体在几号楼？"},
        "reply": {"text": "3号楼"},
        "suspend": {"why": "season"},
        "ask_extension": {"amount": 1},
        "decide_extension": {"granted": True},
        "whistle": {"units": (WATER,), "arrive_by": soon},
        "rate_whistle": {"unit": WATER, "stars": 4},
        "hand_down": {"means": "两名协管员"},
        "split": {"text": "另有井盖破损"},
        "handle": {"result": "已清理", "file_ids": (1,)},
        "call_back": {"reached": True, "solved": True, "satisfied": 5},
        "rate": {"stars": 5, "solved": True},
    }
    return told.get(verb, {})


def call(verb: str, actor: Actor, case_id: int, **told: Any) -> Any:
    """Do a verb with a reason."""
    return getattr(actions, verb)(actor, case_id, reason="因为需要这样做", **told)


def put(case_id: int, state: str, master: int | None = None) -> Case:
    """Put a matter into a state behind the door's back, as far along as that state is."""
    begun = state in ("to_sign", "handling", "disputed", "to_check", "to_call_back", "closed", "suspended")
    now = clock.now()
    whole = Clock(stage="overall", started=now, amount=10, unit="work_hours", due=now + timedelta(days=3))
    Case.objects.filter(pk=case_id).update(
        state=state,
        lead_unit=SQUAD if begun else "",
        unit_paths=["/yunhu/", "/yunhu/cgj/", SQUAD] if begun else [],
        category="06017",
        back_state={"waiting": "to_file", "suspended": "handling", "merged": "to_file"}.get(state, ""),
        clocks=(whole,) if begun else (),
        level="subdistrict",
        ended_at=now if state in lifecycle.ENDED else None,
        merged_into_id=master if state == "merged" else None,
        calls=[{"at": now.isoformat(), "reached": True, "by": "account:1"}]
        if state == "to_call_back"
        else [],
        extension={"amount": 1, "unit": "work_hours", "by": "account:1", "at": "", "granted": None},
    )
    Whistle.objects.filter(case_id=case_id).delete()
    Whistle.objects.create(
        case_id=case_id,
        by_unit=SQUAD,
        unit=WATER,
        kind="major",
        called_at=now,
        arrive_by=now + timedelta(hours=2),
    )
    Whistle.objects.create(
        case_id=case_id,
        by_unit=WATER,
        unit=SQUAD,
        kind="major",
        called_at=now,
        arrive_by=now + timedelta(hours=2),
    )
    return Case.objects.get(pk=case_id)


def whole_row(case_id: int, *without: str) -> dict[str, Any]:
    """Every column of a matter as the database has it."""
    told = Case.objects.filter(pk=case_id).values().get()
    return {name: value for name, value in told.items() if name not in ("version", *without)}
