"""The questions of a category as fields of a form: `answers.<code>`, as the API and the refusals name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor

from ..actions._asking import ANSWER_LIMIT

PREFIX = "answers."
# More than so many answers stand in a list that opens, not below each other.
RADIOS = 6


def questions(who: Actor, category: str) -> tuple[institution.Question, ...]:
    """What is asked about a matter of this category today; nothing for none."""
    return institution.rulebook(who).questions(category, clock.now()) if category else ()


def ask(form: forms.Form, asked: Iterable[institution.Question], must: bool = True) -> None:
    """Put a field for each question into a form; with `must` the required ones have to be answered."""
    for one in asked:
        form.fields[PREFIX + one.code] = _field(one, one.required and must)


def told(form: forms.Form) -> dict[str, str]:
    """The answers that a form holds, by the code of the question; those that do not fit are left out."""
    return {
        name.removeprefix(PREFIX): str(value)
        for name, value in form.cleaned_data.items()
        if name.startswith(PREFIX)
    }


def kept(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers given before, as the first values of a form."""
    return {PREFIX + code: value for code, value in answers.items()}


def bound(form: forms.Form) -> list[BoundField]:
    """The fields of the questions, to be shown in one place."""
    return [form[name] for name in form.fields if name.startswith(PREFIX)]


def _field(one: institution.Question, required: bool) -> forms.Field:
    more: dict[str, Any] = {
        "label": one.words,
        "required": required,
        # Beside its label the question need not be said once more.
        "error_messages": {"required": _("Please answer.")},
    }
    if not one.answers:
        return forms.CharField(max_length=ANSWER_LIMIT, **more)
    if len(one.answers) > RADIOS:
        return forms.ChoiceField(choices=[("", _("Please choose")), *one.answers.items()], **more)
    none = [] if required else [("", _("I do not know"))]
    return forms.ChoiceField(choices=[*one.answers.items(), *none], widget=forms.RadioSelect, **more)
