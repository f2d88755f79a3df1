"""Open matters that a new report probably speaks of: before somebody sends it, and for those who take it up."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.text import grams, masked
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Case, Evidence
from ..rules import likeness
from ..rules.lifecycle import BY_VERB
from .filters import seen

_DEGREE = 111_320.0
# The public map's point is right to about so many metres.
_COARSE = 100
_READER = house("cases.likely", "institution.read")
# Only what can still take up another voice.
_JOINABLE = tuple(sorted(BY_VERB["merge"].sources))
_COLUMNS = (
    "pk",
    "number",
    "state",
    "category",
    "area_path",
    "reported_at",
    "voices",
    "text",
    "title",
    "address",
    "lon",
    "lat",
)
_EVIDENCE = (
    "%s * exp(-sqrt(power((lon - %s) * %s, 2) + power(lat - %s, 2)) * 111320.0 / %s)"
    " + %s * (category = %s)::int + %s * exp(-extract(epoch from %s::timestamptz - reported_at) / 86400.0 / %s)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is about to be reported: words, and a point or an area's path, and a category when one is chosen."""

    text: str
    lon: float | None = None
    lat: float | None = None
    area: str = ""
    category: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Likely:
    """An open matter that may be the same: how like (0 to 1), how far, and the words that both say.

    `photos` are files that may be shown to whoever asked; `title` is for staff, masked. What everybody is told rests
    on the public map's point and on words of the list of categories alone: who asks again and again, with other
    points and other words, finds no door and no name.
    """

    id: int
    number: str
    state: str
    category: str
    area_path: str
    reported_at: Any
    voices: int
    score: float
    metres: int | None
    title: str
    shared: tuple[str, ...]
    photos: tuple[int, ...]


@query(rights.READ)
def likely(actor: Actor, asked: Asked, without: str = "", most: int = likeness.MOST) -> tuple[Likely, ...]:
    """Open matters the actor sees that are like this one, best first."""
    rows = seen(actor).exclude(number=without) if without else seen(actor)
    return _likely(rows, asked, most, staff=True)


@query(rights.PUBLIC)
def likely_public(actor: Actor, asked: Asked, most: int = likeness.MOST) -> tuple[Likely, ...]:
    """Open matters whose reporters agreed to their being shown, like the one somebody is about to report."""
    return _likely(Case.objects.filter(public=True), asked, most, staff=False)


def _likely(rows: QuerySet[Case], asked: Asked, most: int, *, staff: bool) -> tuple[Likely, ...]:
    now = clock.now()
    since = now - timedelta(days=likeness.FAR_DAYS)
    open_rows = rows.filter(state__in=_JOINABLE, reported_at__gte=since).order_by()
    if not (asked.text.strip() or asked.category):
        return ()
    found = _near(open_rows, asked, now, staff).values_list(*_COLUMNS)[: likeness.SHORTLIST]
    told = [dict(zip(_COLUMNS, values, strict=True)) for values in found]
    mine = likeness.spoken(f"{asked.text} {asked.address}", asked.lon, asked.lat, now, asked.category)
    others = [_spoken(one, staff) for one in told]
    if not staff:
        mine = replace(mine, words=mine.words & _vocabulary())
    best = likeness.ranked(mine, others, most)
    photos = _photos([told[one.index]["pk"] for one in best], staff)
    return tuple(_told(told[one.index], one, asked, photos, staff) for one in best)


def _spoken(row: dict[str, Any], staff: bool) -> likeness.Spoken:
    told = likeness.spoken(
        f"{row['text']} {row['address']}", row["lon"], row["lat"], row["reported_at"], row["category"]
    )
    if staff:
        return told
    lon, lat = (None if one is None else round(one, 3) for one in (told.lon, told.lat))
    return replace(told, words=told.words & _vocabulary(), lon=lon, lat=lat)


def _vocabulary() -> frozenset[str]:
    """The terms of the list of categories in force: what kinds of things there are, no names and no numbers."""
    return _terms(institution.rulebook(_READER).edition)


@lru_cache(maxsize=2)
def _terms(edition: int) -> frozenset[str]:
    listed = [one for group in institution.category_tree(_READER) for one in group.categories]
    words = (f"{one.zh} {one.en} {one.plain_zh} {one.plain_en} {' '.join(one.words)}" for one in listed)
    return frozenset(term for said in words for term in grams(said) if not term.isdigit())


def _near(rows: QuerySet[Case], asked: Asked, now: Any, staff: bool) -> QuerySet[Case]:
    if asked.lon is None or asked.lat is None:
        terms = set(grams(f"{asked.text} {asked.address}"))
        if not staff:
            terms &= _vocabulary()
        words = " | ".join(f"'{term}'" for term in sorted(terms)[:40])
        inside = rows.filter(area_path__startswith=asked.area) if asked.area else rows.none()
        fitting = (
            inside.filter(findable__terms=SearchQuery(words, config="simple", search_type="raw"))
            if words
            else inside
        )
        return fitting.order_by("-reported_at")
    shrink = math.cos(math.radians(asked.lat))
    # Wider than what counts: the edge of the box must not tell what the rounded point does not.
    tall = (likeness.FAR_METRES + _COARSE) / _DEGREE
    wide = tall / max(shrink, 0.01)
    box = rows.filter(
        lon__range=(asked.lon - wide, asked.lon + wide), lat__range=(asked.lat - tall, asked.lat + tall)
    )
    told = [
        *(likeness.DISTANCE, asked.lon, shrink, asked.lat, likeness.NEAR_METRES),
        *(likeness.KIND, asked.category, likeness.TIME, now, likeness.NEAR_DAYS),
    ]
    return box.annotate(likely=RawSQL(_EVIDENCE, told)).order_by("-likely", "-pk")  # noqa: S611 -- our own text


def _rounded(metres: float, step: int) -> int:
    return max(step, round(metres / step) * step)


def _photos(cases: list[int], staff: bool) -> dict[int, tuple[int, ...]]:
    rows = Evidence.objects.filter(case_id__in=cases, role="before") if cases else Evidence.objects.none()
    if not staff:
        rows = rows.filter(public=True)
    found: dict[int, tuple[int, ...]] = {}
    for case_id, file_id in rows.order_by("id").values_list("case_id", "file_id"):
        found[case_id] = (*found.get(case_id, ()), file_id)[:3]
    return found


def _told(
    row: dict[str, Any],
    one: likeness.Alike,
    asked: Asked,
    photos: dict[int, tuple[int, ...]],
    staff: bool,
) -> Likely:
    return Likely(
        id=row["pk"],
        number=row["number"],
        state=row["state"],
        category=row["category"],
        area_path=row["area_path"],
        reported_at=row["reported_at"],
        voices=row["voices"],
        score=one.score,
        metres=None if one.metres is None else _rounded(one.metres, 10 if staff else _COARSE),
        title=masked(row["title"]) if staff else "",
        shared=likeness.said_by_both(one.shared, asked.text)[:5],
        photos=photos.get(row["pk"], ()),
    )
