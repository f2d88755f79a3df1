"""What each verb asks for over the API: one table, from which addresses, bodies and their description are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal

from pydantic import AwareDatetime, Field, create_model

from happiness_cloud.facade.shapes import Strict as Strict

from .. import actions
from ..terms import SEVERITIES

LONGEST = 4000
# A century at the door, so that no date leaves the calendar of the database.
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _words(told: str, example: str, most: int = LONGEST) -> tuple[Any, dict[str, Any]]:
    return str, {"min_length": 1, "max_length": most, "description": told, "examples": [example]}


def _unit(told: str) -> tuple[Any, dict[str, Any]]:
    return str, {"max_length": 200, "description": told, "examples": ["/yunhu/cgj/sz2/"]}


_STARS = {"ge": 1, "le": 5, "description": "One to five.", "examples": [5]}
_UNITS = {"max_length": 20, "examples": [["/yunhu/s001/"]]}
SEVERITY = Literal[*SEVERITIES]  # type: ignore[valid-type]
CLAIMS = (
    list[str],
    {
        "max_length": 9,
        "description": "Claims of files taken in by `POST /files`, at most a day ago.",
        "examples": [["12.claim.1795392000~…"]],
    },
)
CATEGORY = (str, {"max_length": 40, "description": "A code of `GET /categories`.", "examples": ["06010"]})
# Its bounds move with the day, so the verb itself looks at them.
DONE_AT = (
    "When it was done without network, by the device's clock: not ahead, at most 15 days ago. It is kept and shown;"
    " no deadline looks at it."
)

# Member -> type and what the schema says of it. Two members are called otherwise by the verb itself.
FIELDS: Mapping[str, tuple[Any, dict[str, Any]]] = {
    "reason": _words("Why; kept with the matter for good.", "Two units claim it is not theirs.", 1000),
    "text": _words("The words of this step.", "Which lamp post is it? Its number stands on the plate."),
    "note": _words("A remark for the file.", "Seen on site at nine."),
    "instead": _words("Where the reporter can turn to instead.", "The court of the district."),
    "means": _words("The people and powers that go with it.", "Two inspectors, for one month."),
    "result": _words("What was done; the reporter reads it.", "The lamp was replaced."),
    "words": _words("A remark in the speaker's own words.", "Quick and friendly.", 500),
    "category": CATEGORY,
    "severity": (SEVERITY, {"description": "How pressing it is.", "examples": ["ordinary"]}),
    "claims": CLAIMS,
    "master": (
        str,
        {
            "max_length": 40,
            "description": "The number of the earlier matter.",
            "examples": ["HC-20261122-990106-000007"],
        },
    ),
    "lead": _unit("The unit that leads, as in `GET /units`; left out, the duty directory decides."),
    "assists": (list[str], {"description": "Units that assist.", **_UNITS}),
    "units": (list[str], {"min_length": 1, "description": "Units that must come.", **_UNITS}),
    "unit": _unit("The convened unit that is rated."),
    "arrive_by": (
        AwareDatetime,
        {
            "ge": EARLIEST,
            "le": LATEST,
            "description": "By when they must come.",
            "examples": ["2026-11-23T09:00:00+08:00"],
        },
    ),
    "kind": (
        str,
        {"min_length": 1, "max_length": 20, "description": "Kind of whistle.", "examples": ["major"]},
    ),
    "why": (
        str,
        {
            "min_length": 1,
            "max_length": 40,
            "description": "A ground that the rules of the district name.",
            "examples": ["not_ours"],
        },
    ),
    "amount": (
        int,
        {
            "ge": 1,
            "le": 1000,
            "description": "How much longer, in the unit of the running clock.",
            "examples": [2],
        },
    ),
    "done_at": (AwareDatetime, {"description": DONE_AT, "examples": ["2026-11-23T14:05:00+08:00"]}),
    "granted": (bool, {"description": "Whether the extension is granted."}),
    "public": (bool, {"description": "Whether the reporter may read the note."}),
    "force": (bool, {"description": "Close though split-off matters are open; needs a reason."}),
    "reached": (bool, {"description": "Whether the reporter was reached."}),
    "solved": (bool, {"description": "Whether the matter is solved."}),
    "satisfied": (int, _STARS),
    "stars": (int, _STARS),
    "lon": (
        float,
        {
            "ge": -180,
            "le": 180,
            "allow_inf_nan": False,
            "description": "Degrees east.",
            "examples": [114.301],
        },
    ),
    "lat": (
        float,
        {"ge": -90, "le": 90, "allow_inf_nan": False, "description": "Degrees north.", "examples": [30.602]},
    ),
    "address": (
        str,
        {"max_length": 200, "description": "The place in words.", "examples": ["Wutong Road 12"]},
    ),
}
RENAMED = {"claims": "file_ids", "master": "master_id"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a verb must and what it may be told."""

    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


VERBS: Mapping[str, Asked] = {
    "register": Asked(may=("category", "severity", "note", "reason")),
    "answer": Asked(("text",), ("reason",)),
    "refuse": Asked(("reason", "instead")),
    "confirm": Asked(may=("note", "claims", "done_at", "reason")),
    "not_found": Asked(("reason",), ("claims", "done_at")),
    "merge": Asked(("master",), ("reason",)),
    "unmerge": Asked(("reason",)),
    "file": Asked(may=("category", "severity", "note", "reason")),
    "dispatch": Asked(may=("lead", "assists", "note", "reason")),
    "take": Asked(may=("note", "reason")),
    "sign": Asked(may=("reason",)),
    "send_back": Asked(("why", "reason")),
    "dispute": Asked(("reason",)),
    "adjudicate": Asked(("lead", "reason"), ("assists",)),
    "contact": Asked(may=("reached", "note", "reason")),
    "note": Asked(("text",), ("public", "claims", "done_at", "reason")),
    "ask": Asked(("text",), ("reason",)),
    "reply": Asked(("text",), ("claims", "reason")),
    "suspend": Asked(("why", "reason")),
    "resume": Asked(may=("reason",)),
    "ask_extension": Asked(("amount", "reason")),
    "decide_extension": Asked(("granted",), ("reason",)),
    "whistle": Asked(("units", "arrive_by", "reason"), ("kind",)),
    "arrive": Asked(may=("reason",)),
    "rate_whistle": Asked(("unit", "stars"), ("words", "reason")),
    "hand_up": Asked(("reason",)),
    "hand_down": Asked(("means", "reason")),
    "split": Asked(("text",), ("category", "reason")),
    "handle": Asked(("result",), ("claims", "reason")),
    "verify": Asked(may=("note", "claims", "done_at", "reason")),
    "rework": Asked(("reason",), ("claims", "done_at")),
    "call_back": Asked(("reached",), ("solved", "satisfied", "note", "reason")),
    "rate": Asked(("stars", "solved"), ("words", "reason")),
    "close": Asked(may=("force", "reason")),
    "reopen": Asked(("reason",)),
    "urge": Asked(may=("words", "reason")),
    "supervise": Asked(("reason",)),
    "correct": Asked(may=("category", "severity", "lon", "lat", "address", "reason")),
    "void": Asked(("reason",)),
}
# What the bearer of a tracking link can do.
REPORTERS = ("reply", "rate", "reopen", "urge")


def action_of(verb: str) -> Callable[..., Any]:
    """The verb itself."""
    found: Callable[..., Any] = getattr(actions, verb)
    return found


@cache
def body_of(verb: str, asked: Asked | None = None) -> type[Strict]:
    """The schema of a verb's body (`SendBackBody`)."""
    asked = asked or VERBS[verb]
    members: dict[str, Any] = {}
    for name in asked.must:
        kind, told = FIELDS[name]
        members[name] = (kind, Field(..., **told))
    for name in asked.may:
        kind, told = FIELDS[name]
        # Left out and null mean the same: the verb's own default.
        members[name] = (kind | None, Field(None, **told))
    title = "".join(part.title() for part in verb.split("_"))
    return create_model(f"{title}Body", __base__=Strict, __doc__=f"What `{verb}` is told.", **members)
