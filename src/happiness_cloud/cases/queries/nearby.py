from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Avg, Count, F, Func, IntegerField, Max, Q, QuerySet

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Case
from ..rules.lifecycle import OPEN
from .filters import Filter, narrowed, seen

Box = tuple[float, float, float, float]
# About this many pins fit side by side on a screen.
_ACROSS = 24
MOST = 600
# A box narrower than this (in degrees, some streets) tells what lies in each cluster; at most so many of it.
_STREETS, NAMED = 0.02, 30


@dataclass(frozen=True, slots=True)
class Pin:
    """One place on the map: a single matter (`number` set) or a cluster of `count`.

    Close by, `numbers` tells the matters of a small cluster: what lies on one spot no zoom takes apart.
    """

    lon: float
    lat: float
    count: int
    overdue: int
    number: str
    state: str
    category: str
    numbers: tuple[str, ...] = ()


@query(rights.READ)
def pins(actor: Actor, box: Box, wanted: Filter) -> tuple[Pin, ...]:
    """Matters inside a box (west, south, east, north) as pins, clustered in the database."""
    return clustered(narrowed(seen(actor), wanted), box, coarse=False)


@query(rights.PUBLIC)
def public_pins(actor: Actor, box: Box) -> tuple[Pin, ...]:
    """What everybody may see: open matters whose reporters agreed, to about a hundred metres."""
    return clustered(Case.objects.filter(public=True, state__in=OPEN), box, coarse=True)


def clustered(rows: QuerySet[Case], box: Box, coarse: bool) -> tuple[Pin, ...]:
    """Group the matters of a box into cells of a screen's size, in one query."""
    west, south, east, north = box
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Invalid("cases.bad_filter", name="bbox", field="bbox")
    cell = max((east - west) / _ACROSS, 0.001 if coarse else 1e-6)
    late = Count("pk", filter=Q(stage_due_at__lt=clock.now(), state__in=OPEN))
    close = not coarse and east - west < _STREETS
    found = (
        rows.filter(lon__range=(west, east), lat__range=(south, north))
        .order_by()
        .annotate(column=_cell("lon", cell), line=_cell("lat", cell))
        .values("column", "line")
        .annotate(
            count=Count("pk"),
            overdue=late,
            middle_lon=Avg("lon"),
            middle_lat=Avg("lat"),
            one_number=Max("number"),
            one_state=Max("state"),
            one_category=Max("category"),
        )
    )
    named: dict[str, Any] = {"numbers": ArrayAgg("number", order_by="number")} if close else {}
    cells: Any = found.annotate(**named)
    digits = 3 if coarse else 6
    return tuple(
        Pin(
            lon=round(row["middle_lon"], digits),
            lat=round(row["middle_lat"], digits),
            count=row["count"],
            overdue=row["overdue"],
            number=row["one_number"] if row["count"] == 1 and not coarse else "",
            state=row["one_state"] if row["count"] == 1 else "",
            category=row["one_category"] if row["count"] == 1 else "",
            numbers=tuple(row["numbers"]) if close and 1 < row["count"] <= NAMED else (),
        )
        for row in cells[:MOST]
    )


def _cell(column: str, size: float) -> Func:
    return Func(F(column) / size, function="floor", output_field=IntegerField())
