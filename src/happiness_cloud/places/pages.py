"""The areas as staff see them, their shapes for maps, and the QR sign of a grid."""

from __future__ import annotations

import hashlib
import io
from typing import Any
from urllib.parse import quote

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_GET, require_safe

from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import Invalid, NotFound

from . import queries, rights, terms

# Who scans a sign is not signed in; where a grid lies is no secret.
SIGN = house("grid-sign", rights.READ)
_BELOW = dict(zip(terms.Kind, list(terms.Kind)[1:], strict=False))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The tree of areas down to the communities, and the sub-districts on the map."""
    nodes = queries.tree(_actor(request), depth=3)
    level = terms.Kind.SUBDISTRICT if any(one.inside for one in nodes) else terms.Kind.DISTRICT
    return render(
        request, "places/index.html", {"nodes": nodes, "areas_url": reverse("places-geo", args=[level])}
    )


@require_GET
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area: what lies in it, where it lies, and its versions."""
    actor = _actor(request)
    fact = queries.at_code(actor, code)
    inside = queries.children(actor, fact.path)
    level = _BELOW[terms.Kind(fact.kind)] if inside else fact.kind
    around = fact.path if inside else fact.parent_path
    told = {
        "area": fact,
        "full_name": _full_name(actor, fact),
        "kind": terms.KINDS[terms.Kind(fact.kind)],
        "above": _above(actor, fact),
        "inside": inside,
        "pairs": _pairs(fact),
        "versions": [{"fact": one, "size": _size(one.area_m2)} for one in queries.history(actor, fact.path)],
        "is_grid": fact.kind == terms.Kind.GRID,
        "areas_url": f"{reverse('places-geo', args=[level])}?under={quote(around)}&here={quote(fact.path)}",
    }
    return render(request, "places/area.html", told)


def _full_name(actor: Actor, fact: queries.AreaFact) -> str:
    name: str = queries.names(actor, [fact.path])[fact.path]
    return name


def _above(actor: Actor, fact: queries.AreaFact) -> list[queries.AreaFact]:
    found: list[queries.AreaFact] = []
    while fact.parent_path:
        fact = queries.area(actor, fact.parent_path)
        found.insert(0, fact)
    return found


def _pairs(fact: queries.AreaFact) -> list[tuple[str, object]]:
    return [
        (_("Code"), fact.code),
        (_("Size"), _size(fact.area_m2)),
        (_("Households"), f"{fact.households:,}" if fact.households is not None else ""),
        (_("Centre"), f"{fact.centre_lon:.6f}, {fact.centre_lat:.6f}"),
        (_("Source"), fact.source),
        (_("Datum of the source"), terms.DATUMS[terms.Datum(fact.datum)]),
    ]


def _size(square_metres: float) -> str:
    if square_metres >= 100_000:
        return f"{square_metres / 1e6:,.2f} km²"
    return f"{square_metres:,.0f} m²"


def _geo_tag(request: HttpRequest, level: str) -> str:
    """What the answer depends on: the edition, who asks for where, in which language."""
    actor = _actor(request)
    where = sorted((one.area, one.unit, one.subject) for one in actor.holding(rights.READ))
    told = f"{queries.edition(actor)} {where} {get_language()} {request.get_full_path()}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:24]}"'


@gzip_page
@require_safe
@condition(etag_func=_geo_tag)
def geo(request: HttpRequest, level: str) -> HttpResponse:
    """The areas of one kind under a path as GeoJSON, each with its page; asked again only after a change.

    Where nobody drew that kind the smallest areas above it stand in: a map has no holes.
    """
    here = request.GET.get("here", "")
    told: dict[str, Any] = queries.geojson(_actor(request), request.GET.get("under", ""), level, filled=True)
    for feature in told["features"]:
        properties = feature["properties"]
        properties["url"] = reverse("places-area", args=[properties["code"]])
        properties["here"] = properties["path"] == here
    answer = JsonResponse(
        told,
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
    patch_cache_control(answer, private=True, no_cache=True)
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return answer


@require_GET
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The sign of a grid, to be printed and hung up there."""
    actor = _actor(request)
    fact = queries.at_code(actor, code)
    told = {"area": fact, "full_name": _full_name(actor, fact), "link": _link(fact.code)}
    return render(request, "places/qr.html", told)


@require_safe
def qr_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code as SVG; it can still be read with a quarter of it dirty."""
    fact = queries.at_code(_actor(request), code)
    picture = io.BytesIO()
    segno.make(_link(fact.code), error="q", micro=False).save(
        picture, kind="svg", scale=8, border=4, xmldecl=True, svgclass=None, lineclass=None
    )
    answer = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    patch_cache_control(answer, private=True, max_age=3600)
    return answer


@require_safe
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever scanned a sign reports a matter in that area."""
    try:
        fact = queries.at_code(SIGN, code)
    except Invalid as unreadable:
        # A torn or foreign sign: whoever scanned it typed nothing that could be mended.
        raise NotFound("places.no_such_sign") from unreadable
    # The report page stands in a higher room: its address is told, not asked for by name.
    return HttpResponseRedirect(f"/report/?area={quote(fact.path)}")


def _link(code: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('places-scanned', args=[code])}"


urlpatterns = [
    path("places/", index, name="places-index"),
    path("places/geo/<slug:level>/", geo, name="places-geo"),
    path("places/<slug:code>/", area, name="places-area"),
    path("places/<slug:code>/qr/", qr, name="places-qr"),
    path("places/<slug:code>/qr.svg", qr_picture, name="places-qr-picture"),
    path("g/<slug:code>/", scanned, name="places-scanned"),
]
