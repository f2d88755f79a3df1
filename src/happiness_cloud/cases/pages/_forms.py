"""The small form of a verb, made from the table of what it asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from happiness_cloud.kernel.access import Actor

from .. import queries, terms
from ..queries.proposals import Proposal
from ..sheets.story import terms_of_time
from . import _choices, _desk
from ._asked import RESULT, VERBS, Asked

YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


@dataclass(frozen=True, slots=True)
class Setting:
    """What a form needs to know of the matter it is about."""

    who: Actor
    detail: queries.Detail
    words: _desk.Words
    proposal: Proposal | None = None


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class Photos(forms.FileField):
    """Several files; what they are is looked at by the files room. `needed`: the verb refuses without one."""

    widget = SeveralFiles
    needed = False

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files, in order."""
        told = data if isinstance(data, list | tuple) else [data]
        return [super(Photos, self).clean(one, initial) for one in told if one]


def _words(asked: Asked, _setting: Setting) -> forms.Field:
    return forms.CharField(max_length=4000, strip=True, widget=forms.Textarea(attrs={"rows": 3}))


def _line(asked: Asked, setting: Setting) -> forms.Field:
    return forms.CharField(max_length=200, initial=setting.detail.row.address)


def _category(asked: Asked, setting: Setting) -> forms.Field:
    initial = "" if asked.name == "part" else setting.detail.row.category
    return forms.CharField(max_length=40, initial=initial, widget=forms.HiddenInput)


def _severity(asked: Asked, setting: Setting) -> forms.Field:
    return forms.ChoiceField(choices=list(terms.SEVERITIES.items()), initial=setting.detail.row.severity)


def _unit(asked: Asked, setting: Setting) -> forms.Field:
    proposed = setting.proposal.lead if setting.proposal else ""
    choices = [(one["value"], one["label"]) for one in _choices.units(taking_only=True)]
    if proposed:
        named = _("%(unit)s (named by the directory)") % {"unit": setting.words.unit(proposed)}
        choices = [(proposed, named), *((value, label) for value, label in choices if value != proposed)]
    else:
        choices = [("", _("Choose …")), *choices]
    return forms.ChoiceField(choices=choices, initial=proposed or setting.detail.row.lead_unit)


def _units(asked: Asked, setting: Setting) -> forms.Field:
    choices = [(one["value"], one["label"]) for one in _choices.units(taking_only=True)]
    initial = list(setting.proposal.assists) if setting.proposal and asked.name == "assists" else []
    first = [one for one in choices if one[0] in initial]
    return forms.MultipleChoiceField(
        choices=[*first, *(one for one in choices if one[0] not in initial)],
        initial=initial,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )


def _photos(asked: Asked, setting: Setting) -> forms.Field:
    needed = asked.label == RESULT and setting.words.book.needs_evidence(setting.detail.row.category)
    field = Photos(
        widget=SeveralFiles, help_text=_("At least one is needed for this category.") if needed else ""
    )
    field.needed = needed
    return field


def _stars(asked: Asked, _setting: Setting) -> forms.Field:
    told = [(str(n), "★" * n) for n in range(5, 0, -1)]
    return forms.ChoiceField(choices=told if asked.required else [("", _("not said")), *told])


def _yes_no(asked: Asked, _setting: Setting) -> forms.Field:
    choices = YES_NO if asked.required else (("", _("not said")), *YES_NO)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def _tick(asked: Asked, _setting: Setting) -> forms.Field:
    return forms.BooleanField()


def _closing(asked: Asked, setting: Setting) -> forms.Field:
    field = forms.BooleanField()
    if not any(one.state not in terms.ENDED for one in setting.detail.children):
        field.widget = forms.HiddenInput()
    return field


def _amount(asked: Asked, setting: Setting) -> forms.Field:
    running = next(
        (one for one in reversed(setting.detail.clocks) if one.stage == "overall" and not one.ended), None
    )
    most = int(running.amount) if running else 1
    unit = terms_of_time(running.unit) if running else ""
    hint = _("In %(unit)s, at most %(most)s.") % {"unit": unit, "most": most}
    return forms.IntegerField(min_value=1, max_value=max(most, 1), help_text=hint)


def _moment(asked: Asked, _setting: Setting) -> forms.Field:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


def _matter(asked: Asked, _setting: Setting) -> forms.Field:
    return forms.CharField(max_length=60, widget=forms.HiddenInput)


def _reasons(kind: str) -> Callable[[Asked, Setting], forms.Field]:
    def made(asked: Asked, setting: Setting) -> forms.Field:
        book = setting.words.book
        told = book.return_reasons() if kind == "return" else book.suspend_reasons()
        return forms.ChoiceField(choices=[(code, _desk.in_language(one)) for code, one in told.items()])

    return made


def _convened(asked: Asked, setting: Setting) -> forms.Field:
    mine = [one.unit for one in setting.detail.convened if one.by_unit == setting.who.unit and not one.stars]
    return forms.ChoiceField(choices=[(unit, setting.words.unit(unit)) for unit in dict.fromkeys(mine)])


MAKERS: dict[str, Callable[[Asked, Setting], forms.Field]] = {
    "words": _words,
    "line": _line,
    "category": _category,
    "severity": _severity,
    "unit": _unit,
    "units": _units,
    "photos": _photos,
    "stars": _stars,
    "yes_no": _yes_no,
    "tick": _tick,
    "closing": _closing,
    "amount": _amount,
    "moment": _moment,
    "matter": _matter,
    "return_reason": _reasons("return"),
    "suspend_reason": _reasons("suspend"),
    "convened": _convened,
}


def form_for(verb: str, setting: Setting, data: Any = None, files: Any = None) -> forms.Form:
    """The form of a verb for one matter; fields the reader has no right for are left out."""
    fields: dict[str, Any] = {}
    for asked in VERBS[verb].asks:
        if asked.kind == "photos" and not setting.who.holding("files.add"):
            continue
        field = MAKERS[asked.kind](asked, setting)
        field.label, field.required = asked.label, asked.required
        field.help_text = asked.hint or field.help_text
        if asked.kind == "matter":
            field.error_messages["required"] = _("Choose a matter, or write its number.")
        if verb == "register" and asked.kind == "category" and not setting.detail.row.category:
            field.required = True
            field.error_messages["required"] = _("Choose a category first.")
        fields[asked.name] = field
    made: type[forms.Form] = type("VerbForm", (forms.Form,), fields)
    return made(data, files, auto_id="v-%s")


def given(verb: str, form: forms.Form, setting: Setting) -> tuple[dict[str, Any], str]:
    """The parameters of the verb and the reason, from a form that is sound; files come separately."""
    params: dict[str, Any] = {}
    for asked in VERBS[verb].asks:
        value = form.cleaned_data.get(asked.name)
        if asked.kind == "photos" or asked.name == "reason" or value in ("", None, []):
            continue
        params[asked.gives or asked.name] = _plain(asked.kind, value)
    if verb == "dispatch" and _as_proposed(params, setting.proposal):
        params.pop("lead", None)
        params.pop("assists", None)
    if verb == "close" and not params.get("force"):
        params.pop("force", None)
    return params, str(form.cleaned_data.get("reason", ""))


def _as_proposed(params: dict[str, Any], proposal: Proposal | None) -> bool:
    if proposal is None:
        return False
    return params.get("lead") == proposal.lead and set(params.get("assists", ())) == set(proposal.assists)


def _plain(kind: str, value: Any) -> Any:
    if kind == "yes_no":
        return value == "yes"
    if kind == "units":
        return tuple(value)
    if kind == "stars":
        return int(value)
    return value
