"""The map of the desk: grids coloured by what is open and late, pins clustered on the server, a list beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places import queries as places

from .. import queries, terms
from ..queries.by_area import AreaLoad, by_area
from . import _choices, _desk

KINDS = ("subdistrict", "community", "grid")


@require_GET
@_desk.staff
def the_map(request: HttpRequest) -> HttpResponse:
    """Map and list of the same matters; the filter is in the address."""
    who = _desk.actor(request)
    wanted = queries.Filter.read(request.GET.dict())
    loads = sorted(by_area(who, wanted), key=lambda one: (-one.overdue, -one.open, one.area_path))
    words = _desk.Words(one.area_path for one in loads[:40])
    query = urlencode(wanted.words())
    told = {
        "wanted": wanted,
        "filters": _choices.filters(who, wanted, words),
        "chips": _choices.chips(
            wanted, words, lambda one: f"{reverse('cases-map')}?{urlencode(one.words())}"
        ),
        "grids": [
            {
                "load": one,
                "name": words.area(one.area_path),
                "url": _listed(wanted, one.area_path),
            }
            for one in loads[:40]
        ],
        "grids_more": len(loads) > 40,
        "open": sum(one.open for one in loads),
        "overdue": sum(one.overdue for one in loads),
        "areas_url": f"{reverse('cases-areas')}?colour=1&{query}",
        "pins_url": f"{reverse('cases-pins')}?{query}",
        "list_url": f"{reverse('cases-list')}?{query}",
        "centre": "",
    }
    return _desk.show(request, "cases/desk/map.html", told)


@require_GET
@_desk.staff
def pins(request: HttpRequest) -> JsonResponse:
    """Points for `bbox=west,south,east,north`, narrowed like the list; or the one matter called `number`."""
    who = _desk.actor(request)
    number = request.GET.get("number", "")
    if number:
        rows = queries.worklist(who, queries.Filter(q=number), size=2).rows
        found = [_point(one) for one in rows if one.number == number and one.lon is not None]
        return _geo(found)
    wanted = queries.Filter.read(request.GET.dict())
    if not wanted.state:
        wanted = queries.Filter.read({**wanted.words(), "state": "open"})
    return _geo([_pin(one) for one in queries.pins(who, _box(request), wanted)])


@require_GET
@_desk.staff
def areas(request: HttpRequest) -> JsonResponse:
    """Polygons the reader may see: coloured by load with `colour=1`, else plain; `at` marks one and its surroundings."""
    who = _desk.actor(request)
    at = request.GET.get("at", "")
    wanted = queries.Filter.read(request.GET.dict())
    under = at.rsplit("/", 2)[0] + "/" if at.count("/") > 2 else wanted.area
    kind = request.GET.get("kind", "grid")
    drawn = places.geojson(who, under, kind if kind in KINDS else "grid", filled=True)
    loads: dict[str, AreaLoad] = {}
    if request.GET.get("colour"):
        loads = {one.area_path: one for one in by_area(who, wanted)}
    features = [_area(one, loads, at, wanted) for one in drawn["features"]]
    return _geo(features)


def _area(
    feature: dict[str, Any], loads: dict[str, AreaLoad], at: str, wanted: queries.Filter
) -> dict[str, Any]:
    told = feature["properties"]
    path, name = told["path"], told["name"]
    load = loads.get(path)
    properties: dict[str, Any] = {"name": name, "here": path == at}
    if load is not None:
        said = ngettext("%(n)s open", "%(n)s open", load.open) % {"n": load.open}
        late = (
            ngettext("%(n)s overdue", "%(n)s overdue", load.overdue) % {"n": load.overdue}
            if load.overdue
            else ""
        )
        properties["name"] = " · ".join(part for part in (name, said, late) if part)
        properties["tone"] = "red" if load.overdue >= 3 else "amber" if load.overdue else "blue"
        properties["url"] = _listed(wanted, path)
    return {"type": "Feature", "geometry": feature["geometry"], "properties": properties}


def _listed(wanted: queries.Filter, path: str) -> str:
    words = {**wanted.words(), "area": path, "state": wanted.state or "open"}
    return f"{reverse('cases-list')}?{urlencode(words)}"


def _pin(pin: queries.Pin) -> dict[str, Any]:
    tone = "red" if pin.overdue else terms.TONES.get(pin.state, "blue")
    title = f"{pin.number} · {terms.STATES.get(pin.state, '')}" if pin.number else ""
    return _feature(
        pin.lon,
        pin.lat,
        {
            "count": pin.count,
            "tone": tone,
            "title": title,
            "url": _desk.case_url(pin.number) if pin.number else "",
            "members": [{"title": one, "url": _desk.case_url(one)} for one in pin.numbers],
        },
    )


def _point(row: queries.Row) -> dict[str, Any]:
    properties = {"title": row.number, "tone": terms.TONES.get(row.state, "blue"), "count": 1}
    return _feature(row.lon or 0.0, row.lat or 0.0, properties)


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }


def _geo(features: list[dict[str, Any]]) -> JsonResponse:
    answer = JsonResponse(
        {"type": "FeatureCollection", "features": features}, json_dumps_params={"ensure_ascii": False}
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _box(request: HttpRequest) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(one) for one in request.GET.get("bbox", "").split(","))
    except ValueError as wrong:
        raise Invalid("cases.bad_filter", name="bbox", field="bbox") from wrong
    return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)
