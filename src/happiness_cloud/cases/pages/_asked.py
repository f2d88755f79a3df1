"""What each verb asks for on the desk: one table, from which forms, addresses and keys are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a verb's form; `gives` is the verb's parameter when it is called otherwise."""

    name: str
    kind: str
    label: Any
    required: bool = False
    hint: Any = ""
    gives: str = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """How a verb stands on the page: its icon, its key, what it asks, whether it takes something away."""

    icon: str
    key: str = ""
    asks: tuple[Asked, ...] = ()
    danger: bool = False
    says: Any = ""


_REASON = Asked("reason", "words", _("Reason"), required=True, hint=_("Kept with the matter for good."))
_PHOTOS = Asked("photos", "photos", _("Photos or documents"), gives="file_ids")
_NOTE = Asked("note", "words", _("Remark"))
_CATEGORY = Asked("category", "category", _("Category"))
_SEVERITY = Asked("severity", "severity", _("Severity"))
_LEAD = Asked("lead", "unit", _("Leading unit"), required=True)
_ASSISTS = Asked("assists", "units", _("Assisting units"))
_STARS = Asked("stars", "stars", _("Stars"), required=True)
RESULT = _("Photos of the result")
_PUBLIC_WORDS = _("The reporter reads this.")

VERBS: dict[str, Verb] = {
    "register": Verb("check", "a", (_CATEGORY, _SEVERITY, _NOTE)),
    "answer": Verb(
        "report",
        "w",
        (Asked("text", "words", _("Answer"), required=True, hint=_PUBLIC_WORDS),),
        says=_("The matter ends with this answer."),
    ),
    "refuse": Verb(
        "cross",
        "r",
        (
            Asked("reason", "words", _("Why it cannot be taken up"), required=True, hint=_PUBLIC_WORDS),
            Asked("instead", "words", _("Where to go instead"), required=True, hint=_PUBLIC_WORDS),
        ),
        danger=True,
    ),
    "confirm": Verb("shield", "c", (_NOTE, _PHOTOS)),
    "not_found": Verb(
        "eye-off",
        "",
        (Asked("reason", "words", _("What was seen on site"), required=True, hint=_PUBLIC_WORDS), _PHOTOS),
    ),
    "merge": Verb(
        "merge",
        "m",
        (
            Asked(
                "master",
                "matter",
                _("The earlier matter"),
                required=True,
                hint=_("Its number, or words from it."),
                gives="master_id",
            ),
        ),
        says=_("The voices count there; the reporter follows that matter."),
    ),
    "unmerge": Verb("split", "", (_REASON,)),
    "file": Verb("file", "f", (_CATEGORY, _SEVERITY, _NOTE)),
    "dispatch": Verb(
        "dispatch",
        "d",
        (
            _LEAD,
            _ASSISTS,
            Asked(
                "reason",
                "words",
                _("Reason"),
                hint=_("Needed when another unit leads than the directory names."),
            ),
            Asked("note", "words", _("Message to the unit")),
        ),
    ),
    "take": Verb("people", "t", (_NOTE,), says=_("Our own unit handles this at once.")),
    "sign": Verb("check", "s"),
    "send_back": Verb(
        "return",
        "b",
        (Asked("why", "return_reason", _("Ground for it"), required=True), _REASON),
        danger=True,
    ),
    "dispute": Verb(
        "warning", "", (_REASON,), danger=True, says=_("An adjudicator decides; that binds everybody.")
    ),
    "adjudicate": Verb("shield", "a", (_LEAD, _ASSISTS, _REASON), says=_("The decision binds.")),
    "contact": Verb(
        "phone",
        "p",
        (
            Asked("reached", "yes_no", _("Was the reporter reached?"), required=True),
            Asked("note", "words", _("What was said")),
        ),
    ),
    "note": Verb(
        "edit",
        "n",
        (
            Asked("text", "words", _("Progress"), required=True),
            Asked("public", "tick", _("The reporter may read this")),
            _PHOTOS,
        ),
    ),
    "ask": Verb(
        "help",
        "q",
        (Asked("text", "words", _("Question"), required=True, hint=_PUBLIC_WORDS),),
        says=_("The clocks stand still until the answer."),
    ),
    "reply": Verb(
        "report", "r", (Asked("text", "words", _("What the reporter answered"), required=True), _PHOTOS)
    ),
    "suspend": Verb(
        "pause", "", (Asked("why", "suspend_reason", _("Ground for it"), required=True), _REASON)
    ),
    "resume": Verb("play", "c"),
    "ask_extension": Verb(
        "clock",
        "",
        (
            Asked("amount", "amount", _("How much longer"), required=True),
            _REASON,
        ),
    ),
    "decide_extension": Verb(
        "clock",
        "e",
        (
            Asked("granted", "yes_no", _("Grant the extension?"), required=True),
            Asked("reason", "words", _("Reason")),
        ),
    ),
    "whistle": Verb(
        "whistle",
        "w",
        (
            Asked("units", "units", _("Who must come"), required=True),
            Asked("arrive_by", "moment", _("Arrive by"), required=True),
            Asked("reason", "words", _("Why they are needed"), required=True),
        ),
    ),
    "arrive": Verb("pin", "v"),
    "rate_whistle": Verb(
        "star",
        "",
        (
            Asked("unit", "convened", _("Unit concerned"), required=True),
            _STARS,
            Asked("words", "words", _("Remark")),
        ),
    ),
    "hand_up": Verb("chevron-up", "", (_REASON,)),
    "hand_down": Verb(
        "chevron-down",
        "",
        (Asked("means", "words", _("People and powers that go with it"), required=True), _REASON),
    ),
    "split": Verb(
        "split",
        "",
        (Asked("text", "words", _("What the new matter is about"), required=True), _CATEGORY),
    ),
    "handle": Verb(
        "check",
        "h",
        (
            Asked("result", "words", _("What was done"), required=True, hint=_PUBLIC_WORDS),
            Asked("photos", "photos", RESULT, gives="file_ids"),
        ),
    ),
    "verify": Verb("shield", "v", (_NOTE, _PHOTOS)),
    "rework": Verb("return", "r", (_REASON, _PHOTOS), danger=True),
    "call_back": Verb(
        "phone",
        "p",
        (
            Asked("reached", "yes_no", _("Was the reporter reached?"), required=True),
            Asked("solved", "yes_no", _("Is it solved?")),
            Asked("satisfied", "stars", _("How satisfied?")),
            Asked("note", "words", _("What was said")),
        ),
    ),
    "close": Verb(
        "check",
        "c",
        (Asked("note", "closing", _("Close though parts are open"), gives="force"),),
    ),
    "reopen": Verb("refresh", "", (_REASON,)),
    "urge": Verb("bell", "u", (Asked("words", "words", _("Message"), hint=_PUBLIC_WORDS),)),
    "supervise": Verb("eye", "", (_REASON,)),
    "correct": Verb("edit", "", (_CATEGORY, _SEVERITY, Asked("address", "line", _("Address")))),
    "void": Verb("cross", "", (_REASON,), danger=True),
}
ICONS = {name: told.icon for name, told in VERBS.items()}
# The next step of each state, most likely first; the first that is possible is the primary one.
NEXT: dict[str, tuple[str, ...]] = {
    "registered": ("register", "answer", "refuse", "take"),
    "to_confirm": ("confirm", "not_found"),
    "to_file": ("file", "refuse"),
    "to_dispatch": ("dispatch", "take"),
    "to_sign": ("sign", "send_back", "dispute"),
    "handling": ("handle",),
    "waiting": ("reply", "resume"),
    "suspended": ("resume",),
    "disputed": ("adjudicate",),
    "to_check": ("verify", "rework"),
    "to_call_back": ("call_back", "close"),
    "closed": ("reopen",),
    "answered": ("reopen",),
    "refused": ("reopen",),
    "merged": ("unmerge",),
}
# What fits beside the next step at any time.
ALSO = ("note", "contact")
# So many buttons stand beside the primary one; the others lie in the menu.
BESIDE = 2
