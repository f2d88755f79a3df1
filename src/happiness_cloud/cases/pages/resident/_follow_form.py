"""The form that asks what to follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from happiness_cloud.institution import queries as institution
from happiness_cloud.places import queries as places

from ...queries import RADII
from . import _frame


class Ask(forms.Form):
    """A mail address."""

    address = forms.CharField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput,
        error_messages={"required": gettext_lazy("Write the address that the news shall go to.")},
    )


class Follow(Ask):
    """What, whereto, how often."""

    area = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    within = forms.ChoiceField(
        label=gettext_lazy("Or around a point on the map"),
        help_text=gettext_lazy("Your street, the way to school: tap the map and choose how far around."),
        required=False,
    )
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    category = forms.ChoiceField(label=gettext_lazy("What kind of matter"), required=False)
    often = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=[
            ("daily", gettext_lazy("Once a day, when there is news")),
            ("now", gettext_lazy("At once, a few times a day at most")),
        ],
        widget=forms.RadioSelect,
        initial="daily",
    )
    field_order = ("area", "within", "category", "often", "address")


def follow_form(told: Mapping[str, Any], *, bound: bool, one: bool) -> Follow:
    """The form with what can be chosen; `one` is for a single matter, of which nothing is to be chosen."""
    start = {name: told.get(name, "") for name in ("area", "category", "within", "address", "lon", "lat")}
    if told.get("near"):
        start["lon"], _comma, start["lat"] = str(told["near"]).partition(",")
    often = told.get("often") if told.get("often") in ("now", "daily") else "daily"
    form = Follow(told) if bound else Follow(initial={**start, "often": often})
    if one:
        for name in ("area", "within", "lon", "lat", "category"):
            del form.fields[name]
        return form
    fields: Any = form.fields
    fields["area"].choices = _areas(str(start["area"]))
    fields["within"].choices = [
        ("", _("No, everything in the area above")),
        *((str(one), _("%(metres)s metres around") % {"metres": one}) for one in RADII),
    ]
    fields["category"].choices = _categories()
    return form


def _areas(chosen: str) -> list[Any]:
    """The district, its sub-districts, and the smaller areas around the chosen one, as deep as it goes."""
    found: list[Any] = [("", _("The whole district"))]
    streets = places.tree(_frame.HOUSE, _frame.district(), 3)
    for street in streets:
        found.append((street.path, street.name))
        if not chosen.startswith(street.path):
            continue
        for community in street.children:
            found.append((community.path, f"— {community.name}"))
            if chosen.startswith(community.path):
                found += [(grid.path, f"— — {grid.name}") for grid in community.children]
    if chosen and chosen not in {path for path, _name in found}:
        named = _frame.place_name(chosen)
        found += [(chosen, named)] if named else []
    return found


def _categories() -> list[Any]:
    """Everything that is offered today, by class; the class itself first."""
    groups: list[Any] = [("", _("Every kind"))]
    for group in institution.category_tree(_frame.HOUSE):
        every = (group.code, _("Everything: %(name)s") % {"name": group.name})
        groups.append((group.name, [every, *((one.code, _frame.plain(one)) for one in group.categories)]))
    return groups
