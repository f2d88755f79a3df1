"""Small answers for pickers while somebody types; each of them also works as part of its whole form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid, Refused
from happiness_cloud.places import queries as places

from .. import queries, terms
from . import _choices, _desk, _learned


@require_GET
@_desk.staff
def categories(request: HttpRequest) -> HttpResponse:
    """Categories that fit the words; the chosen one stays."""
    text = request.GET.get("category_words", "") or request.GET.get("text", "")
    chosen = request.GET.get("category", "")[:40]
    picks = _choices.categories(text, chosen, _desk.Words())
    told = {"picks": picks, "pressing": _learned.pressing(request.GET.get("text", ""))}
    return _desk.show(request, "cases/desk/_picks.html", told)


@require_GET
@_desk.staff
def matters(request: HttpRequest) -> HttpResponse:
    """Open matters that fit the words, to merge with."""
    words, without = request.GET.get("master_words", "").strip(), request.GET.get("without", "")
    found: list[queries.Row] = []
    if words:
        wanted = queries.Filter(q=words, state="open")
        page = queries.worklist(_desk.actor(request), wanted, size=9)
        found = [one for one in page.rows if one.number != without]
    told = {"matters": _desk.lines(found, _desk.Words.of(found), _desk.case_url)}
    return _desk.show(request, "cases/desk/_matters.html", told)


@require_GET
@_desk.staff
def similar(request: HttpRequest) -> HttpResponse:
    """Open matters like the one that is being written down."""
    told = alike(_desk.actor(request), request.GET)
    return _desk.show(request, "cases/desk/_alike.html", told)


def alike(who: Actor, data: Any) -> dict[str, Any]:
    """The grid of the place, and open matters that are probably what is being written down."""
    path, border = spot(data)
    if not path:
        return {"alike": [], "spot": "", "spot_border": []}
    asked = queries.Asked(
        text=str(data.get("text", ""))[:2000],
        lon=number(data.get("lon", "")),
        lat=number(data.get("lat", "")),
        area=path,
        category=str(data.get("category", ""))[:40],
        address=str(data.get("address", ""))[:200],
    )
    found = queries.likely(who, asked)
    words = _desk.Words((path, *border))
    return {
        "alike": [
            {
                "one": one,
                "category": words.category(one.category),
                "state": terms.STATES[one.state],
                "tone": terms.TONES[one.state],
                "url": _desk.case_url(one.number),
            }
            for one in found
        ],
        "same_as": str(data.get("same_as", ""))[:40],
        "spot": words.area(path),
        "spot_border": [words.area(one) for one in border],
    }


def spot(data: Any) -> tuple[str, tuple[str, ...]]:
    """The grid of a form's pin or area, and the grids close by; "" when there is no place yet."""
    lon, lat = number(data.get("lon", "")), number(data.get("lat", ""))
    if lon is not None and lat is not None:
        try:
            found = places.locate(_desk.HOUSE, lon, lat)
        except Invalid:
            return "", ()
        return found.path, tuple(one.path for one in found.neighbours) if found.near_border else ()
    area = str(data.get("area", ""))
    try:
        return (places.area(_desk.HOUSE, area).path, ()) if area else ("", ())
    except Refused:
        return "", ()


def number(text: Any) -> float | None:
    """A coordinate as a form writes it; None when there is none."""
    try:
        return float(text) if text not in (None, "") else None
    except (TypeError, ValueError):
        return None
