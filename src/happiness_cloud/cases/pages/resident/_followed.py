"""What is followed, read from the words of an address, and written as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from happiness_cloud.kernel.errors import Invalid

from ...queries import Target
from ...queries.public_name import name_of

FORMS = {"atom": "Atom", "rss": "RSS"}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as a page points at it."""

    url: str
    form: str
    label: str
    media_type: str


def target_of(told: Mapping[str, Any]) -> Target:
    """An area, a category or a point from `area`, `category`, `near` ("lon,lat") and `within`. Raises Invalid."""
    category = str(told.get("category", ""))[:40]
    near = str(told.get("near", ""))
    if near or told.get("within"):
        lon, lat = _point(near)
        return Target.around(lon, lat, _metres(str(told.get("within", ""))), category)
    return Target(area=str(told.get("area", ""))[:200], category=category)


def words_of(target: Target) -> dict[str, str]:
    """A target as the words of an address; a matter by its public name."""
    if target.case_id is not None:
        return {"matter": name_of(target.case_id)}
    if target.metres is not None:
        told = {"near": f"{target.lon},{target.lat}", "within": str(target.metres)}
    else:
        told = {"area": target.area}
    told["category"] = target.category
    return {name: value for name, value in told.items() if value}


def feeds(**words: str) -> list[Feed]:
    """Both feeds of what these words name, in the reader's language."""
    language = get_language() or "zh-hans"
    told = urlencode({**{name: one for name, one in words.items() if one}, "lang": language})
    return [
        Feed(f"{reverse('cases-feed', args=[form])}?{told}", form, label, f"application/{form}+xml")
        for form, label in FORMS.items()
    ]


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError as wrong:
        raise Invalid("cases.no_place", field="place") from wrong
    return lon, lat


def _metres(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
