"""Areas over the API, read only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from happiness_cloud.facade.asking import ANYBODY, actor
from happiness_cloud.facade.shapes import Shape

from . import queries, terms

router = Router(tags=["Areas"])
DATUM = Query("wgs84", description="What the point is measured in.")
KIND = Query("grid", description="Which storey of the tree.")


class Area(Shape):
    """An area in force; its name is in the reader's language."""

    path: str = Field(examples=["/990106/001/002/003/"])
    version: int
    kind: str = Field(examples=["grid"])
    code: str = Field(examples=["990106001002003"])
    name: str
    name_zh: str
    name_en: str
    centre_lon: float
    centre_lat: float
    parent_path: str
    area_m2: float
    households: int | None
    source: str
    datum: str
    valid_from: datetime
    valid_to: datetime | None
    box: tuple[float, float, float, float] = Field(description="West, south, east, north (WGS84).")


class Beside(Shape):
    """A grid close to a point."""

    path: str
    metres: float


class Place(Shape):
    """The grid of a point; the path is empty outside the district."""

    path: str = Field(examples=["/990106/001/002/003/"])
    version: int
    lon: float = Field(description="WGS84")
    lat: float = Field(description="WGS84")
    near_border: bool
    neighbours: list[Beside]


@router.get(
    "", response=list[Area], operation_id="listAreas", summary="Areas below one", openapi_extra=ANYBODY
)
def children(
    request: HttpRequest,
    under: str = Query(
        "", max_length=200, description="A path; left out: the districts.", examples=["/990106/001/"]
    ),
) -> list[queries.AreaFact]:
    """The areas in force one storey below a path."""
    # A tuple of two would be taken for a status and an answer.
    return list(queries.children(actor(request), under))


@router.get(
    "/locate", response=Place, operation_id="locate", summary="The grid of a point", openapi_extra=ANYBODY
)
def locate(
    request: HttpRequest,
    lon: float = Query(..., ge=-180, le=180, allow_inf_nan=False, examples=[114.301]),
    lat: float = Query(..., ge=-90, le=90, allow_inf_nan=False, examples=[30.602]),
    datum: terms.Datum = DATUM,
) -> queries.Located:
    """In which grid a point lies; within 20 m of a border also the grids beside it."""
    found: queries.Located = queries.locate(actor(request), lon, lat, datum)
    return found


@router.get(
    "/geojson",
    operation_id="mapAreas",
    response=dict[str, Any],
    summary="Borders for maps",
    openapi_extra=ANYBODY,
)
def geojson(
    request: HttpRequest,
    under: str = Query("", max_length=200),
    kind: terms.Kind = KIND,
) -> dict[str, Any]:
    """The areas in force of one kind as a GeoJSON FeatureCollection (WGS84), simplified for maps."""
    found: dict[str, Any] = queries.geojson(actor(request), under, kind)
    return found


@router.get(
    "/{code}", response=Area, operation_id="readArea", summary="One area by its code", openapi_extra=ANYBODY
)
def one(request: HttpRequest, code: str) -> queries.AreaFact:
    """The area in force with a code of 6, 9, 12 or 15 digits."""
    found: queries.AreaFact = queries.at_code(actor(request), code)
    return found
