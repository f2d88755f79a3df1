"""One predicate for what an actor may see, the same for list, count, search, map, export and detail."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from happiness_cloud.kernel.access import EVERYWHERE, Actor, Grant, Place

NOTHING = Q(pk__in=())


def scope(
    actor: Actor, right: str, *, kind: str, area: str = "area_path", units: str | None = "unit_paths"
) -> Q:
    """The rows of `kind` (`cases.Case`) on which `actor` holds `right`; without a grant, none.

    `area` is a path column; `units` an array column that holds every unit concerned and its
    ancestors, or None where rows belong to no unit (a grant bound to a unit then opens nothing).
    """
    within = NOTHING
    for grant in actor.holding(right):
        within |= _covered(grant, kind, area, units)
    return within


def _covered(grant: Grant, kind: str, area: str, units: str | None) -> Q:
    if grant.subject:
        of, _, key = grant.subject.partition(":")
        return Q(pk=key) if of == kind else NOTHING
    covered = Q() if grant.area == EVERYWHERE else Q(**{f"{area}__startswith": grant.area})
    if grant.unit:
        if units is None:
            return NOTHING
        covered &= Q(**{f"{units}__contains": [grant.unit]})
    # An empty Q joined by "or" would vanish instead of meaning everything.
    return covered or Q(pk__isnull=False)


def kind_of(model: type[Model] | Model) -> str:
    """`cases.Case` for the model or a row of it."""
    return f"{model._meta.app_label}.{model._meta.object_name}"


def place_of(row: Any) -> Place:
    """Where a row stands: its area, its units, its key."""
    return Place(
        area=getattr(row, "area_path", EVERYWHERE) or EVERYWHERE,
        units=tuple(getattr(row, "unit_paths", ()) or ()),
        subject=f"{kind_of(row)}:{row.pk}",
    )
