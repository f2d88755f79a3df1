"""The forms of receivers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

AREA = r"^/(?:[0-9]{1,12}/)*$"
Choices = Iterable[tuple[str, Any]]


class Changed(forms.Form):
    """What can be changed of a receiver. `choices` are what can be told, as (pick, words)."""

    title = forms.CharField(label=_("Name of the receiver"), max_length=80)
    url = forms.CharField(
        label=_("Address"),
        help_text=_("Begins with https://. Messages are sent there as POST with JSON."),
        max_length=500,
        widget=forms.URLInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    picks = forms.MultipleChoiceField(
        label=_("What it hears of"),
        help_text=_("Numbers, states, units and times are told; names, phones and texts never."),
        widget=forms.CheckboxSelectMultiple,
    )
    contact = forms.EmailField(
        label=_("Contact address"),
        help_text=_("Gets a mail when the receiver is paused because nothing arrives any more."),
        max_length=254,
        required=False,
    )

    def __init__(self, *args: Any, choices: Choices, **told: Any) -> None:
        super().__init__(*args, **told)
        field = self.fields["picks"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(choices)


class SetUp(Changed):
    """A new receiver; its area stays."""

    area = forms.RegexField(
        AREA,
        label=_("Its area"),
        help_text=_(
            "It hears of what happens here and below: the code path of an area, such as /990106/001/."
        ),
        max_length=200,
    )


class Span(forms.Form):
    """Which part of the past is told again."""

    since = forms.DateTimeField(
        label=_("From (included)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    until = forms.DateTimeField(
        label=_("To (not included)"),
        help_text=_("Empty: until now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        required=False,
    )
    picks = forms.MultipleChoiceField(
        label=_("Only these"),
        help_text=_("None ticked: everything the receiver hears of."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, choices: Choices, **told: Any) -> None:
        super().__init__(*args, **told)
        field = self.fields["picks"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(choices)
