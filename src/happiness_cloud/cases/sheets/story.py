"""A matter told: what happened, why it lies where it lies, how its clocks stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from happiness_cloud.facade.templatetags.facade import moment
from happiness_cloud.facade.templatetags.moments import spoken_moment
from happiness_cloud.institution import terms as institution_terms
from happiness_cloud.kernel import clock

from .. import queries, terms
from ..queries.timeline import Happening
from .names import Line, Words

# Steps that are no verbs of the table.
STEPS = {
    "contacts": gettext_lazy("Looked at the contact and the full text"),
    "originals": gettext_lazy("Looked at what was covered"),
    "warn": gettext_lazy("Warned: soon due"),
    "escalate": gettext_lazy("Escalated: overdue"),
    "wake": gettext_lazy("The longest wait is over: the clocks run again"),
    "bring_in": gettext_lazy("Brought in from another system"),
    "print_out": gettext_lazy("Printed"),
    "hand_out": gettext_lazy("Handed out to a partner"),
    "extend_hand_out": gettext_lazy("Link to the partner extended"),
    "withdraw_hand_out": gettext_lazy("Link to the partner withdrawn"),
    "open_hand_out": gettext_lazy("The partner looked at it"),
    "partner_answer": gettext_lazy("The partner answered"),
    "note_partner": gettext_lazy("The partner's answer was noted"),
    "remind_partners": gettext_lazy("The partner was reminded"),
    "come_back": gettext_lazy("At the other server"),
    "hear": gettext_lazy("Heard from the other server"),
    "forward": gettext_lazy("Forwarded"),
    "forward_again": gettext_lazy("Forwarded again"),
    "stop_forwarding": gettext_lazy("Forwarding stopped"),
}
_SIGNS = {
    "report": "report",
    "contacts": "eye",
    "originals": "eye",
    **dict.fromkeys(terms.MODERATION, "shield"),
    "warn": "clock",
    "escalate": "warning",
    "wake": "play",
    "come_back": "link",
    "hear": "link",
    "forward": "link",
    "forward_again": "link",
    "stop_forwarding": "cross",
    "rate": "star",
    "print_out": "print",
    "hand_out": "link",
    "extend_hand_out": "clock",
    "withdraw_hand_out": "cross",
    "open_hand_out": "eye",
    "partner_answer": "report",
    "note_partner": "check",
    "remind_partners": "bell",
}
NO_ICONS: Mapping[str, str] = {}
_GREEN = frozenset({"close", "verify", "handle", "answer", "rate"})
_AMBER = frozenset(
    {
        "hand_out",
        "withdraw_hand_out",
        "partner_answer",
        "send_back",
        "rework",
        "dispute",
        "reopen",
        "urge",
        "warn",
        "ask_extension",
        "contacts",
        "wake",
    }
)
_VIOLET = frozenset({"whistle", "supervise", "adjudicate", "arrive", "rate_whistle"})
_RED = frozenset({"escalate", "refuse", "void"})
LEVELS = {
    "community": gettext_lazy("Community"),
    "subdistrict": gettext_lazy("Sub-district"),
    "district": gettext_lazy("District"),
}
OUTCOMES = {
    "handled": gettext_lazy("Handled"),
    "not_reached": gettext_lazy("Handled, the reporter was not reached"),
    "answered": gettext_lazy("Answered"),
    "refused": gettext_lazy("Not accepted"),
    "not_found": gettext_lazy("Not found on site"),
    "merged": gettext_lazy("Merged"),
    "void": gettext_lazy("Void"),
}
# A deed that reaches the house within this time was not done apart from it.
SENT_AT_ONCE = timedelta(minutes=2)
WHO = {
    "resident": gettext_lazy("A resident"),
    "visitor": gettext_lazy("A visitor"),
    "partner": gettext_lazy("A partner system"),
    "house": gettext_lazy("The platform"),
}


def story(detail: queries.Detail, words: Words, icons: Mapping[str, str] = NO_ICONS) -> list[dict[str, Any]]:
    """The timeline, newest first; `icons` are those of verbs that have a button of their own."""
    return [_entry(one, words, icons) for one in reversed(detail.timeline)]


def _entry(one: Happening, words: Words, icons: Mapping[str, str]) -> dict[str, Any]:
    label = terms.VERBS.get(one.verb) or terms.MODERATION.get(one.verb) or STEPS.get(one.verb) or one.verb
    way = ""
    if one.after and one.before != one.after:
        way = str(terms.STATES.get(one.after, one.after))
    said = "\n".join(part for part in dict.fromkeys((one.reason, one.words)) if part.strip())
    return {
        "moment": one.at,
        "text": str(label),
        "way": way,
        "to_tone": terms.TONES.get(one.after, "grey"),
        "who": _who(one, words),
        "note": said,
        "public": one.public,
        "facts": _facts(one, words),
        "tone": _tone(one.verb),
        "icon": icons.get(one.verb) or _SIGNS.get(one.verb, "clock"),
    }


def _who(one: Happening, words: Words) -> str:
    name = one.who if one.who_kind == "staff" else str(WHO.get(one.who_kind, one.who))
    if one.who_kind == "partner" and one.facts.get("partner"):
        # By its link; the book names the organisation.
        name = str(one.facts["partner"])
    unit = words.unit(one.unit) if one.unit else ""
    return " · ".join(part for part in (name, unit) if part)


def _tone(verb: str) -> str:
    for tone, verbs in (("green", _GREEN), ("amber", _AMBER), ("violet", _VIOLET), ("red", _RED)):
        if verb in verbs:
            return tone
    return "blue"


def _facts(one: Happening, words: Words) -> list[str]:
    """What else the book says of a step, in words."""
    facts = one.facts
    told: list[str] = []
    for name, sentence in (
        ("lead", _("Leads: %(units)s")),
        ("assists", _("Assist: %(units)s")),
        ("units", _("Convened: %(units)s")),
        ("told", _("Told: %(units)s")),
    ):
        if facts.get(name):
            told.append(sentence % {"units": _several(facts[name], words)})
    for name, yes, no in (
        ("granted", _("granted"), _("not granted")),
        ("reached", _("reached"), _("not reached")),
        ("solved", _("solved"), _("not solved")),
    ):
        if facts.get(name) is not None:
            told.append(yes if facts[name] else no)
    told.extend(_apart(one))
    told.extend(_abroad(facts))
    if "amount" in facts:
        told.append(_("%(amount)s more") % {"amount": facts["amount"]})
    told.extend(_of_partner(one))
    told.append("★" * int(facts.get("stars") or facts.get("satisfied") or 0))
    told.extend(str(facts.get(name, "")) for name in ("master_number", "child_number"))
    return [part for part in told if part]


def _apart(one: Happening) -> list[str]:
    """When it was done, where the house heard of it later: the device had no network."""
    if not one.facts.get("done_at"):
        return []
    then = datetime.fromisoformat(one.facts["done_at"])
    if one.at - then < SENT_AT_ONCE:
        return []
    zone, now = timezone.get_current_timezone(), clock.now()
    when = {"done": spoken_moment(then, now, zone), "sent": spoken_moment(one.at, now, zone)}
    return [_("done %(done)s by the device's clock, sent %(sent)s") % when]


def _of_partner(one: Happening) -> list[str]:
    """Which partner, what it answered."""
    facts = one.facts
    told = [str(facts["partner"])] if facts.get("partner") and one.who_kind != "partner" else []
    if facts.get("answer") in terms.ANSWERS:
        told.append(str(terms.ANSWERS[facts["answer"]]))
    if facts.get("answer_until"):
        told.append(str(facts["answer_until"]))
    return told


def _abroad(facts: dict[str, Any]) -> list[str]:
    """What the book says of another server."""
    if not facts.get("there"):
        return []
    told = [_("Forwarded to: %(label)s") % {"label": facts["there"]}]
    if facts.get("remote"):
        told.append(_("number there: %(number)s") % {"number": facts["remote"]})
    if facts.get("status") == "closed":
        told.append(str(terms.ABROAD["done"]))
    told += [
        str(terms.PROBLEMS.get(facts.get("stuck", ""), "")),
        str(terms.STAYS.get(facts.get("stays", ""), "")),
    ]
    return told


def _several(paths: str | list[str], words: Words) -> str:
    listed = [paths] if isinstance(paths, str) else paths
    return ", ".join(words.unit(one) for one in listed)


def why(because: tuple[dict[str, Any], ...], words: Words) -> list[str]:
    """The reasons behind a route, as sentences."""
    return [told for one in because if (told := _reason(dict(one), words))]


def _reason(one: dict[str, Any], words: Words) -> str:
    code = str(one.get("code", ""))
    facts = {**one, **_named(one, words)}
    own = {
        "chosen": _("%(unit)s was chosen by hand; the directory names %(directory)s. %(reason)s"),
        "adjudicated": _("An adjudication that binds named %(unit)s. %(reason)s"),
        "small_loop": _("%(unit)s took it on itself: matters of this category may be settled close by."),
    }
    try:
        if code in own:
            return own[code] % facts
        # What the institution wrote down is told in the words of its own catalogue.
        if code in institution_terms.SENTENCES:
            return institution_terms.told(facts)
    except (KeyError, ValueError):
        return ""
    return ""


def _named(one: dict[str, Any], words: Words) -> dict[str, str]:
    told: dict[str, str] = {}
    for name in ("unit", "directory", "owner", "instead"):
        if str(one.get(name, "")).startswith("/"):
            told[name] = words.unit(one[name])
    for name in ("area", "pattern"):
        if str(one.get(name, "")).startswith("/"):
            told[name] = words.area(one[name])
    if one.get("category"):
        told["category"] = f"{words.category(one['category'])} ({one['category']})"
    if one.get("level"):
        told["level"] = str(LEVELS.get(str(one["level"]), one["level"]))
    return told


def clocks(detail: queries.Detail) -> list[dict[str, Any]]:
    """The running clocks first, then the ended ones; of each stage only the newest."""
    newest: dict[str, Any] = {}
    for one in detail.clocks:
        newest[one.stage] = one
    told = [_clock(one, detail) for one in newest.values()]
    return sorted(told, key=lambda one: (one["done"] is not None, one["stage"] != "overall", one["start"]))


def _clock(one: Any, detail: queries.Detail) -> dict[str, Any]:
    standing: datetime | None = one.pauses[-1][0] if one.paused and one.ended is None else None
    amount = f"{one.amount:g} {terms_of_time(one.unit)}"
    more = sum(extra for extra, _unit in one.extensions)
    return {
        "stage": one.stage,
        "label": str(terms.STAGES.get(one.stage, one.stage)),
        "start": one.started,
        "due": one.due,
        "done": one.ended,
        "standing": standing,
        "amount": amount + (f" + {more:g}" if more else ""),
        "source": one.source,
        "late": bool(one.ended and one.due and one.ended > one.due),
    }


def facts(detail: queries.Detail, line: Line, words: Words) -> list[tuple[str, object]]:
    """What is known of a matter, by name."""
    row = line.row
    category = f"{line.category} ({row.category})" if row.category else ""
    named = [words.unit(one) for one in detail.assist_units]
    # A number with its letters never stands alone; "" is left out by the template.
    return [
        (_("Category"), category),
        (_("Severity"), line.severity),
        (_("Grid or area"), line.area),
        (_("Address"), row.address),
        (_("Deadline"), _deadline(row)),
        (_("Leading unit"), line.unit + (f" · {_('binding')}" if detail.bound else "")),
        (_("Assisting units"), ", ".join(named)),
        (_("Told of the delay"), words.unit(detail.told_unit) if detail.told_unit else ""),
        (_("Level"), str(LEVELS.get(detail.level, detail.level))),
        (_("Channel"), line.channel),
        (_("Outcome"), str(OUTCOMES.get(detail.outcome, detail.outcome))),
        (_("Rules"), detail.pack),
    ]


def _deadline(row: queries.Row) -> str:
    """When it was to be done, and once it ended whether it was done in time, as the source recorded it."""
    kept = {True: _("in time"), False: _("late"), None: ""}[row.on_time]
    return format_html_join(" · ", "{}", [(one,) for one in (row.due_at and moment(row.due_at), kept) if one])


def terms_of_time(unit: str) -> str:
    """A unit of time in words."""
    told = {
        "clock_hours": _("hours"),
        "work_hours": _("working hours"),
        "work_days": _("working days"),
        "calendar_days": _("calendar days"),
    }
    return told.get(unit, unit)
