"""The rules and the organisations as staff see them; appointing and dismissing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from happiness_cloud.facade import asking
from happiness_cloud.facade.entrance import to_sign_in
from happiness_cloud.facade.refusals import sentence
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Refused
from happiness_cloud.places import queries as places

from . import actions, queries

HOUSE = house("institution.pages", "places.read")
View = Callable[..., HttpResponse]


class Appointing(forms.Form):
    """Who, as what, where, until when."""

    username = forms.CharField(label=gettext_lazy("Sign-in name"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Position"))
    area = forms.CharField(
        label=gettext_lazy("Area"),
        max_length=40,
        help_text=gettext_lazy("A path such as /990106/001/; the position holds there and below."),
    )
    until = forms.DateField(
        label=gettext_lazy("Last day (may be left empty)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *given: Any, kinds: tuple[queries.Kind, ...] = (), **told: Any) -> None:
        super().__init__(*given, **told)
        self.fields["kind"].choices = [(one.key, one.name) for one in kinds]  # type: ignore[attr-defined]


def _for_staff(view: View) -> View:
    """Send visitors to the sign-in page, and back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **told: Any) -> HttpResponse:
        if asking.actor(request).kind == "visitor":
            return to_sign_in(request)
        return view(request, *args, **told)

    return guarded


@require_GET
@_for_staff
def rules(request: HttpRequest) -> HttpResponse:
    """The packs with their stages and clocks, and the calendar of a year."""
    actor = asking.actor(request)
    asked = request.GET.get("year", "")
    number = int(asked) if asked.isdecimal() and len(asked) == 4 else timezone.localdate().year
    told = {"packs": queries.packs(actor), "year": queries.year(actor, number)}
    return render(request, "institution/rules.html", told)


@require_GET
@_for_staff
def duties(request: HttpRequest) -> HttpResponse:
    """The duty directory, searchable."""
    words = request.GET.get("q", "")[:80]
    found = queries.duties(asking.actor(request), words, request.GET.get("after", "")[:60])
    return render(request, "institution/duties.html", {"found": found, "words": words})


@require_GET
@_for_staff
def categories(request: HttpRequest) -> HttpResponse:
    """What a matter can be about: everything by class, or what fits the words."""
    actor, words = asking.actor(request), request.GET.get("q", "")[:80]
    told = {
        "words": words,
        "found": queries.categories(actor, words, 50) if words else (),
        "groups": () if words else queries.category_tree(actor),
    }
    return render(request, "institution/categories.html", told)


@require_GET
@_for_staff
def organisations(request: HttpRequest) -> HttpResponse:
    """The tree of units."""
    units = queries.units(asking.actor(request))
    where = places.names(HOUSE, {one.area for one in units})
    return render(
        request, "institution/organisations.html", {"units": [(one, where[one.area]) for one in units]}
    )


@require_GET
@_for_staff
def organisation(request: HttpRequest, unit_id: int) -> HttpResponse:
    """A unit, its parts, its people."""
    return _unit(request, unit_id, None)


@require_http_methods(["POST"])
@_for_staff
def appoint(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Give somebody a position in a unit."""
    actor = asking.actor(request)
    form = Appointing(request.POST, kinds=queries.position_kinds(actor))
    if not form.is_valid():
        return _unit(request, unit_id, form, 422)
    found = queries.unit_page(actor, unit_id)
    try:
        actions.appoint(actor, unit=found.unit.path, origin=asking.origin(request), **form.cleaned_data)
    except Refused as refused:
        place = str(refused.facts.get("field", ""))
        form.add_error(place if place in form.fields else None, sentence(refused))
        return _unit(request, unit_id, form, refused.status)
    messages.success(request, _("The position has been given."))
    return redirect("institution-organisation", unit_id)


@require_POST
@_for_staff
def dismiss(request: HttpRequest, position_id: int) -> HttpResponse:
    """End a position at once."""
    version, unit_id = request.POST.get("version", ""), request.POST.get("unit", "")
    actions.dismiss(
        asking.actor(request),
        position_id,
        version=int(version) if version.isdecimal() else None,
        reason=request.POST.get("reason", "")[:500],
        origin=asking.origin(request),
    )
    messages.success(request, _("The position has ended."))
    if unit_id.isdecimal():
        return redirect("institution-organisation", int(unit_id))
    return redirect("institution-organisations")


def _unit(request: HttpRequest, unit_id: int, form: Appointing | None, status: int = 200) -> HttpResponse:
    actor = asking.actor(request)
    found = queries.unit_page(actor, unit_id)
    if form is None and found.may_appoint:
        form = Appointing(kinds=queries.position_kinds(actor), initial={"area": found.unit.area})
    where = places.names(HOUSE, {found.unit.area, *(one.area for one in found.people)})
    told = {
        "found": found,
        "unit": found.unit,
        "where": where[found.unit.area],
        "people": [(one, where[one.area]) for one in found.people],
        "form": form if found.may_appoint else None,
    }
    answer = render(request, "institution/organisation.html", told, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


urlpatterns = [
    path("rules/", rules, name="institution-rules"),
    path("rules/duties/", duties, name="institution-duties"),
    path("rules/categories/", categories, name="institution-categories"),
    path("organisations/", organisations, name="institution-organisations"),
    path("organisations/<int:unit_id>/", organisation, name="institution-organisation"),
    path("organisations/<int:unit_id>/appoint/", appoint, name="institution-appoint"),
    path("positions/<int:position_id>/dismiss/", dismiss, name="institution-dismiss"),
]
