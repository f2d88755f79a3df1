from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import cos, radians

from django.db.models import Q

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.statements import run

from .. import rights
from ..models import Case
from ..rules.following import DIGITS, Target
from ..rules.lifecycle import OPEN
from .public_name import case_of, name_of
from .public_requests import SHOWN, PublicRequest, PublicStep, _taken, _told, public_numbered

ENTRIES = 50
_DEGREE = 111_195.0
_STEPS = (
    "SELECT e.id, e.at, e.facts ->> 'to' FROM ledger_entry e"
    " WHERE e.subject_kind = 'cases.Case' AND e.subject_id = %s"
    " AND e.facts ->> 'to' IS DISTINCT FROM e.facts ->> 'from' AND e.facts ->> 'to' = ANY(%s)"
    " ORDER BY e.id DESC LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class PublicStory:
    """A matter as everybody may see it, with the states it came into, newest first."""

    id: int
    name: str
    matter: PublicRequest
    steps: tuple[PublicStep, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A public matter with its public name."""

    name: str
    matter: PublicRequest


@query(rights.PUBLIC)
def public_feed(actor: Actor, wanted: Target, size: int = ENTRIES) -> tuple[Named, ...]:
    """The newest public matters of an area, a category, or around a point; two statements."""
    rows = Case.objects.filter(public=True, state__in=SHOWN)
    if wanted.area:
        rows = rows.filter(area_path__startswith=wanted.area)
    if wanted.category:
        rows = rows.filter(_of_kind(wanted.category))
    near = wanted.metres is not None
    if near:
        rows = rows.filter(_box(wanted))
    size = max(1, min(size, ENTRIES))
    # The box is wider than the circle at its corners: a few more are taken, and measured by the public point.
    found = list(_taken(rows.order_by("-reported_at", "-id"))[: size * 2 if near else size])
    named = (Named(name_of(row[0]), one) for row, one in zip(found, _told(found), strict=True))
    return tuple(one for one in named if not near or within(wanted, one.matter.lon, one.matter.lat))[:size]


@query(rights.PUBLIC)
def public_story(actor: Actor, name: str) -> PublicStory:
    """One public matter and its newest steps, by its public name; of a merged one, the one it became part of.

    NotFound alike for an unknown name and for what is not public, or no longer.
    """
    asked = Case.objects.filter(pk=case_of(name) or 0, public=True).values_list("number", flat=True)
    for found in public_numbered(actor, list(asked)):
        key = Case.objects.filter(number=found.number).values_list("pk", flat=True).get()
        steps = run(_STEPS, (str(key), list(SHOWN), ENTRIES))
        told = (PublicStep(pk, found.number, at, state, state not in OPEN) for pk, at, state in steps)
        return PublicStory(key, name_of(key), found, tuple(told))
    raise NotFound("cases.no_public_matter")


def within(wanted: Target, lon: float | None, lat: float | None) -> bool:
    """Whether a public point lies within the circle that is wanted."""
    if lon is None or lat is None or wanted.lon is None or wanted.lat is None or wanted.metres is None:
        return False
    east = (lon - wanted.lon) * cos(radians(wanted.lat)) * _DEGREE
    north = (lat - wanted.lat) * _DEGREE
    return east * east + north * north <= wanted.metres**2


def updated_of(matters: tuple[Named, ...]) -> datetime | None:
    """When the latest of these moved."""
    return max((one.matter.updated_at for one in matters), default=None)


def _of_kind(category: str) -> Q:
    # A class is the first two digits of its categories.
    return Q(category__startswith=category) if len(category) == 2 else Q(category=category)


def _box(wanted: Target) -> Q:
    lon, lat = wanted.lon or 0.0, wanted.lat or 0.0
    # The point is rounded for everybody: half a step more on each side.
    more = 0.5 * 10**-DIGITS
    high = (wanted.metres or 0) / _DEGREE + more
    wide = (wanted.metres or 0) / (_DEGREE * max(cos(radians(lat)), 0.01)) + more
    return Q(lon__range=(lon - wide, lon + wide), lat__range=(lat - high, lat + high))
