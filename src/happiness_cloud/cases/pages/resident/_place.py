"""Which areas a resident can choose from when no pin is set, and both sides of a border."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places import queries as places

from . import _frame

# A longer list is asked in two steps: the sub-district first.
SHORT = 120


def areas_to_choose(street: str, chosen: str) -> list[Any]:
    """Choices of communities grouped by sub-district; in a large district only those of `street`.

    A sub-district without communities (a neighbourhood nobody divided) is chosen itself.
    """
    streets = places.tree(_frame.HOUSE, _frame.district(), 2)
    if sum(len(one.children) for one in streets) > SHORT:
        asked = street or "/".join(chosen.split("/")[:3]) + "/"
        inside = [one for one in streets if one.path == asked]
        if not inside:
            return [("", _("Choose the sub-district below")), *_kept(chosen)]
        streets = tuple(inside)
    groups: list[Any] = [
        (one.name, [(child.path, child.name) for child in one.children])
        if one.children
        else (one.path, one.name)
        for one in streets
    ]
    listed = {child.path for one in streets for child in one.children or (one,)}
    return [("", _("Please choose")), *([] if chosen in listed else _kept(chosen)), *groups]


def streets_to_choose() -> list[tuple[str, str]]:
    """The sub-districts, when the list of communities would be too long; else none."""
    streets = places.tree(_frame.HOUSE, _frame.district(), 2)
    if sum(len(one.children) for one in streets) <= SHORT:
        return []
    return [(one.path, one.name) for one in streets]


def _kept(chosen: str) -> list[tuple[str, str]]:
    return [(chosen, _frame.place_name(chosen))] if chosen else []


def sides_of(lon: float | None, lat: float | None) -> list[tuple[str, str]]:
    """The areas on both sides when the point is close to a border, nearest first; else none."""
    if lon is None or lat is None:
        return []
    try:
        found = places.locate(_frame.HOUSE, lon, lat)
    except Invalid:
        return []
    if not found.path or not found.near_border or not found.neighbours:
        return []
    paths = [found.path, *(one.path for one in found.neighbours)][:4]
    named = places.names(_frame.HOUSE, paths)
    return [(path, named[path]) for path in paths]
