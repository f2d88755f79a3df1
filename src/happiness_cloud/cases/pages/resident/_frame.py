"""What the resident's pages share: who asks, the frame of the page, names and photos in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from happiness_cloud.facade.asking import actor as actor
from happiness_cloud.facade.asking import origin as origin
from happiness_cloud.facade.refusals import sentence
from happiness_cloud.files import actions as files
from happiness_cloud.files import queries as file_queries
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import Refused
from happiness_cloud.places import queries as places

from ... import rights

# Names, rules, what is public, and the photos of a matter that the page may already show: no person's data.
HOUSE = house("resident-pages", "files.read", "institution.read", "places.read", rights.PUBLIC, rights.REPORT)
PHOTOS = 9


def district() -> str:
    """The path of the district this house serves."""
    return f"/{settings.DIVISION}/"


def show(request: HttpRequest, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of this face, with the borders of the communities for its maps."""
    frame = {"areas_url": areas_url(), "place": settings.PLACE_NAME or place_name(district())}
    return render(request, f"cases/resident/{template}.html", {**frame, **told}, status=status)


def shelf(who: Actor) -> str:
    """The area under which this actor's photos are kept until it is known where they belong."""
    held = [one.area for one in who.holding("files.add") if not one.unit]
    return district() if any(district().startswith(one) for one in held) or not held else held[0]


def view_of(path: str) -> tuple[str, int]:
    """Centre ("lon,lat") and zoom of a map that shows the area on a phone."""
    area = places.area(HOUSE, path)
    west, south, east, north = area.box
    # A map of 350 px; at zoom 0 the world is 256 px wide, and a degree of latitude a little taller.
    degrees = max(east - west, (north - south) * 1.2, 1e-4)
    zoom = int(math.log2(350 * 360 / (256 * degrees)))
    return f"{area.centre_lon},{area.centre_lat}", max(9, min(zoom, 17))


def areas_url(level: str = "community", inside: Sequence[str] = ()) -> str:
    """The address of the borders to draw on a map."""
    under = inside[0] if len(inside) == 1 else district()
    return f"{reverse('places-geo', args=[level])}?{urlencode({'under': under})}"


def place_name(path: str) -> str:
    """An area as people call it; "" for an unknown one."""
    told = places.names(HOUSE, [path])[path] if path else ""
    return "" if told == path else told


def kind_name(code: str) -> str:
    """A category in plain words; "" for none."""
    found = institution.rulebook(HOUSE).category(code, clock.now()) if code else None
    return plain(found) if found else ""


def plain(category: institution.Category) -> str:
    """The plain words of a category."""
    return category.plain or category.name


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as the template tag wants it."""

    url: str
    thumb: str
    alt: str
    caption: str = ""


def photos(file_ids: Iterable[int], alt: str, caption: str = "") -> list[Photo]:
    """Signed links to the pictures among these files."""
    found = file_queries.links(HOUSE, file_ids)
    return [Photo(one.full, one.thumb, alt, caption) for one in found if one.full and one.thumb]


def around(path: str) -> list[dict[str, Any]]:
    """The grids of the sub-district in which an area lies, to be drawn."""
    street = "/".join(path.split("/")[:3]) + "/" if path.count("/") > 3 else ""
    found: list[dict[str, Any]] = places.geojson(HOUSE, street, "grid", filled=True)["features"]
    return found


def take_in(
    request: HttpRequest, form: forms.Form, area: str, key: str, by: Actor | None = None
) -> tuple[int, ...]:
    """Keep the photos sent with a form; a refused one is told at the field. `key` makes a repeat harmless."""
    taken: list[int] = []
    for number, upload in enumerate(request.FILES.getlist("photos")[:PHOTOS]):
        try:
            added = files.add(
                by or actor(request),
                area=area,
                data=upload,
                name=upload.name or "",
                key=f"{key}-{number}" if key else "",
                origin=origin(request),
            )
        except Refused as refused:
            form.add_error("photos", f"{upload.name}: {sentence(refused)}")
        else:
            taken.append(added.id)
    return tuple(taken)


def refused_in(form: forms.Form, refused: Refused, **elsewhere: str) -> int:
    """Tell a refusal at its field of the form (`elsewhere` renames fields); the status to answer with."""
    field = str(refused.facts.get("field", ""))
    field = elsewhere.get(field, field)
    form.add_error(field if field in form.fields else None, sentence(refused))
    return refused.status
