"""A matter's steps in the words of its reporter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import terms
from ...queries import Track
from ...queries.track import Step

# Verb -> what the reporter reads, tone, icon.
TOLD = {
    "report": (gettext_lazy("We received your report"), "blue", "report"),
    "register": (gettext_lazy("Accepted"), "blue", "check"),
    "confirm": (gettext_lazy("Seen on site by the grid worker"), "blue", "eye"),
    "not_found": (gettext_lazy("We were there and did not find it"), "grey", "search"),
    "file": (gettext_lazy("Taken up, with a deadline"), "blue", "file"),
    "dispatch": (gettext_lazy("Given to the responsible unit"), "blue", "dispatch"),
    "sign": (gettext_lazy("The unit has taken it over"), "blue", "person"),
    "handle": (gettext_lazy("Reported as done"), "green", "check"),
    "verify": (gettext_lazy("Inspected and found done"), "green", "shield"),
    "rework": (gettext_lazy("Inspected: not good enough, back to work"), "amber", "return"),
    "answer": (gettext_lazy("Answered"), "green", "check"),
    "refuse": (gettext_lazy("Not something we can take up"), "grey", "cross"),
    "ask": (gettext_lazy("A question for you"), "amber", "help"),
    "wake": (gettext_lazy("The wait is over, the work goes on"), "blue", "play"),
    "reply": (gettext_lazy("Your answer"), "blue", "edit"),
    "note": (gettext_lazy("News"), "blue", "bell"),
    "urge": (gettext_lazy("You asked us to hurry"), "amber", "clock"),
    "reopen": (gettext_lazy("Opened again"), "amber", "refresh"),
}
# The five stations of a parcel, and up to which place of the main path each of them reaches.
STATIONS = (
    (gettext_lazy("Received"), 2),
    (gettext_lazy("Assigned"), 4),
    (gettext_lazy("In work"), 5),
    (gettext_lazy("Inspected"), 6),
    (gettext_lazy("Your word"), 8),
)


@dataclass(frozen=True, slots=True)
class Station:
    """One dot of the stepper."""

    label: str
    state: str
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    moment: datetime
    text: str
    note: str
    tone: str
    icon: str


def steps(case: Track) -> list[Station]:
    """How far it has come; what was joined with another matter has come as far as that one."""
    if case.followed is not None and case.followed.state not in ("answered", "refused", "void"):
        return _stations(case.followed.reached, case.followed.state == "closed", case.reported_at)
    if case.state in ("answered", "refused", "merged", "void"):
        return [
            Station(_("Received"), "done", case.reported_at),
            Station(str(terms.PLAIN_STATES[case.state]), "done", case.ended_at),
        ]
    return _stations(case.reached, case.state == "closed" and "rate" not in case.possible, case.reported_at)


def _stations(reached: int, over: bool, since: datetime) -> list[Station]:
    here = next(i for i, (_label, last) in enumerate(STATIONS) if reached <= last)
    return [
        Station(
            str(label),
            "done" if i < here or (i == here and over) else "current" if i == here else "todo",
            since if i == 0 else None,
        )
        for i, (label, _last) in enumerate(STATIONS)
    ]


def entries(case: Track) -> list[Entry]:
    """What happened, newest first."""
    return [_entry(one) for one in reversed(case.steps)]


def _entry(step: Step) -> Entry:
    text, tone, icon = TOLD.get(step.verb, (terms.VERBS.get(step.verb, step.verb), "grey", "clock"))
    if step.verb == "urge" and not step.mine:
        text = _("Asked to hurry")
    return Entry(step.at, str(text), step.words, tone, icon)


def waited_for(case: Track, lead: str) -> str:
    """Who has the next move, in one phrase; "" when it is over."""
    state = case.followed.state if case.followed is not None else case.state
    if state in terms.ENDED:
        return ""
    if state in ("waiting", "to_call_back") and case.followed is not None:
        return _("whoever reported it first")
    if state in ("to_sign", "handling", "suspended") and lead:
        return lead
    words = {
        "waiting": _("you: please answer the question below"),
        "to_call_back": _("you: was it solved?"),
        "to_check": _("the inspection, by somebody else than who did the work"),
        "to_confirm": _("the grid worker, who looks on site"),
    }
    return words.get(state) or _("the desk of the district")
