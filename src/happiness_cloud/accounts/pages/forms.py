"""The forms of the door."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from happiness_cloud.kernel.text import fold

AREA = r"^/(?:[0-9]{1,12}/)*$"
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12", "spellcheck": "false"}


class Code(forms.Form):
    """Six digits."""

    code = forms.CharField(label=_("Six-digit code"), max_length=12, widget=forms.TextInput(attrs=_CODE))


class SignIn(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        """One spelling, so that tries under many spellings count as one."""
        return fold(self.cleaned_data["username"])


class Phone(forms.Form):
    """A resident's phone."""

    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("We send a code to it. No password is needed."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )


class Password(forms.Form):
    """The old password and a new one, twice."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters. A short sentence is easy to remember and hard to guess."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password, once more"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewAccount(forms.Form):
    """A staff account."""

    username = forms.CharField(
        label=_("Sign-in name"),
        help_text=_("2 to 60 letters, digits or the signs . - _ @"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Name of the person"), max_length=80)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    area = forms.RegexField(
        AREA,
        label=_("Area"),
        help_text=_("Who may administer this account: the code path of an area, such as /990106/001/."),
        max_length=200,
    )
    needs_second_factor = forms.BooleanField(
        label=_("Must use a second step (for administrators)"), required=False
    )


class NewKey(forms.Form):
    """A key for a machine or a partner; it can carry only what its maker holds."""

    name = forms.CharField(label=_("What is it for"), max_length=80)
    rights = forms.MultipleChoiceField(label=_("Rights"), widget=forms.CheckboxSelectMultiple)
    area = forms.RegexField(AREA, label=_("Area"), max_length=200)
    unit = forms.CharField(
        label=_("Unit"), help_text=_("Leave empty for all units of the area."), max_length=200, required=False
    )
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"), widget=forms.CheckboxSelectMultiple, required=False
    )
    days = forms.IntegerField(label=_("Valid for (days)"), min_value=1, max_value=366, initial=90)

    def __init__(self, *args: Any, rights: Iterable[str], purposes: Iterable[str], **told: Any) -> None:
        super().__init__(*args, **told)
        for name, known in (("rights", rights), ("purposes", purposes)):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = [(one, one) for one in sorted(known)]
        if not list(purposes):
            del self.fields["purposes"]
