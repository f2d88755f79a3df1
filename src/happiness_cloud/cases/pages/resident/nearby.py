"""What is open around here and what was done: coarse, agreed to, no words of anybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places import queries as places

from ... import queries, terms
from ...queries.follow_words import public_state
from . import _followed, _frame


@require_safe
def nearby(request: HttpRequest) -> HttpResponse:
    """Open or done, a page at a time, with the map above."""
    done = request.GET.get("show") == "done"
    area = request.GET.get("area", "")[:60]
    page = queries.public(_frame.HOUSE, done, area, request.GET.get("cursor", "")[:120])
    named = places.names(_frame.HOUSE, {one.area_path for one in page.rows})
    rows = [
        {
            "kind": _frame.kind_name(one.category) or _("A matter not sorted yet"),
            "where": named[one.area_path],
            "words": public_state(one.state),
            "url": reverse("cases-public-matter", args=[one.name]),
            "tone": terms.TONES[one.state],
            "reported_at": one.reported_at,
            "ended_at": one.ended_at,
        }
        for one in page.rows
    ]
    centre, zoom = _frame.view_of(area or _frame.district())
    told: dict[str, Any] = {
        "rows": rows,
        "done": done,
        "area": area,
        "streets": places.tree(_frame.HOUSE, _frame.district(), 1),
        "tabs": [
            {"label": _("In hand"), "url": _address(area=area), "current": not done},
            {"label": _("Done"), "url": _address(show="done", area=area), "current": done},
        ],
        "older": _address(show="done" if done else "", area=area, cursor=page.next) if page.next else "",
        "newer": _address(show="done" if done else "", area=area) if request.GET.get("cursor") else "",
        "chosen": _frame.place_name(area),
        "shapes_url": f"{reverse('cases-public-areas')}{_address(area=area)}",
        "zoom": zoom,
        "centre": centre,
        "follow_url": f"{reverse('cases-follow')}{_address(area=area)}",
        "feeds": _followed.feeds(area=area),
    }
    return _frame.show(request, "nearby", told)


def _address(**told: str) -> str:
    return "?" + urlencode({name: value for name, value in told.items() if value})


@require_safe
@cache_control(max_age=60)
def pins(request: HttpRequest) -> JsonResponse:
    """Pins of what is open inside `?bbox=west,south,east,north`, as GeoJSON, to about a hundred metres."""
    found = queries.public_pins(_frame.HOUSE, _box(request.GET.get("bbox", "")))
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
            "properties": {
                "title": _frame.kind_name(one.category) or str(_("A matter not sorted yet")),
                "tone": terms.TONES.get(one.state, "blue"),
                "count": one.count,
            },
        }
        for one in found
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@require_safe
@cache_control(max_age=600)
def areas(request: HttpRequest) -> JsonResponse:
    """The communities as shapes for this map; a tap leads to what is open in them."""
    told = places.geojson(_frame.HOUSE, _frame.district(), "community")
    here = request.GET.get("area", "")
    features = [
        {
            **one,
            "properties": {
                "name": one["properties"]["name"],
                "url": f"{reverse('cases-nearby')}{_address(area=one['properties']['path'])}",
                "here": bool(here) and one["properties"]["path"].startswith(here),
            },
        }
        for one in told["features"]
    ]
    return JsonResponse({**told, "features": features})


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as wrong:
        raise Invalid("cases.bad_filter", name="bbox", field="bbox") from wrong
    return west, south, east, north
