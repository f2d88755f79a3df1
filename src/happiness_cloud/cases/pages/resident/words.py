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
    """How far it has come."""
    if case.state in ("answered", "refused", "merged", "void"):
        return [
            Station(_("Received"), "done", case.reported_at),
            Station(str(terms.PLAIN_STATES[case.state]), "done", case.ended_at),
        ]
    over = case.state == "closed" and "rate" not in case.possible
    here = next(i for i, (_label, last) in enumerate(STATIONS) if case.reached <= last)
    return [
        Station(
            str(label),
            "done" if i < here or (i == here and over) else "current" if i == here else "todo",
            case.reported_at if i == 0 else None,
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
    if case.state in terms.ENDED:
        return ""
    if case.state == "waiting":
        return _("you: please answer the question below")
    if case.state == "to_call_back":
        return _("you: was it solved?")
    if case.state in ("to_sign", "handling", "suspended") and lead:
        return lead
    if case.state == "to_check":
        return _("the inspection, by somebody else than who did the work")
    if case.state == "to_confirm":
        return _("the grid worker, who looks on site")
    return _("the desk of the district")
