"""How many points fall into the area that somebody recorded for them, through the house's own import and index."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from happiness_cloud.interfaces.intake import bring_areas
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places import queries as places

from . import rows

EVALUATOR = house("evaluate", "places.read")
ROOT = "990999"
_LON, _LAT = ("lon", "lng", "longitude", "经度"), ("lat", "latitude", "纬度")


def measure(
    points: Path, polygons: Path, *, expected: str, lon: str = "", lat: str = "", datum: str = "wgs84"
) -> dict[str, Any]:
    """Bring in `polygons`, place `points`, compare with the column `expected`; everything is taken back afterwards.

    A word of `expected` that is the name of no polygon (12 MANHATTAN, 112) is paired with the one that most of every
    other point of that word lie in, and judged on the remaining points only.
    """
    columns = rows.columns(points)
    lon, lat = lon or _named(columns, _LON), lat or _named(columns, _LAT)
    held = rows.read(points, (expected, lon, lat))
    told = [spot for one in held.cells if (spot := _point(one, expected, lon, lat)) is not None]
    words = sorted({word for word, _, _ in told})
    try:
        with transaction.atomic():
            brought = bring_areas(
                polygons,
                kind="subdistrict",
                root=f"{ROOT}:evaluate",
                code_field="",
                name_field=_property(polygons, words),
                datum=datum,
                repair="make_valid_and_cut",
            )
            if brought["errors"]:
                raise Invalid("places.not_geojson", field="polygons")
            began = time.perf_counter()
            paths = places.locate_many(EVALUATOR, [one[1] for one in told], [one[2] for one in told], datum)
            seconds = time.perf_counter() - began
            names = places.names(EVALUATOR, set(paths) - {""})
            transaction.set_rollback(True)
    finally:
        places.forget()
    found = [names[path] if path else "" for path in paths]
    return {
        "kind": "routing",
        "points": len(told),
        "left_out": held.left_out + len(held.cells) - len(told),
        "polygons": brought["created"],
        **_judged([word for word, _, _ in told], paths, found),
        "points_per_second": round(len(told) / seconds) if seconds else 0,
    }


def _judged(expected: Sequence[str], paths: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """The share that is alike, among words that are names, and among words that were paired.

    A word that no polygon has the majority of (unspecified, elsewhere) tells nothing: it is counted as unpaired.
    """
    known = {name.casefold() for name in names}
    by_name: list[bool] = []
    votes: dict[str, list[str]] = defaultdict(list)
    judged: dict[str, list[str]] = defaultdict(list)
    for word, path, name in zip(expected, paths, names, strict=True):
        if word.casefold() in known:
            by_name.append(word.casefold() == name.casefold())
            continue
        # Turn by turn: those that pair a word with its polygon do not judge it.
        turn = votes if len(votes[word]) <= len(judged[word]) else judged
        turn[word].append(path)
    pairs = {word: _majority(cast) for word, cast in votes.items()}
    paired = [path == pairs[word] for word, found in judged.items() if pairs[word] for path in found]
    alike = by_name + paired
    return {
        **rows.share(sum(alike), len(alike)),
        "by_name": rows.share(sum(by_name), len(by_name)),
        "by_pairing": rows.share(sum(paired), len(paired)),
        "unpaired": {word: len(cast) + len(judged[word]) for word, cast in votes.items() if not pairs[word]},
        "in_no_polygon": sum(not one for one in paths),
    }


def _majority(cast: Sequence[str]) -> str:
    """The polygon of more than half of the votes; "" when there is none."""
    path, times = Counter(cast).most_common(1)[0]
    return path if times * 2 > len(cast) else ""


def _property(polygons: Path, words: Sequence[str]) -> str:
    """The property whose values are most often words of the points; else the one that tells polygons apart best."""
    try:
        features = json.loads(polygons.read_text(encoding="utf-8-sig"))["features"]
        told = [dict(one.get("properties") or {}) for one in features]
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Invalid("places.not_geojson", field="polygons") from wrong
    wanted = {one.casefold() for one in words}
    best, most = "", (-1, -1)
    for name in dict.fromkeys(key for one in told for key in one):
        values = {str(one[name]) for one in told if one.get(name) not in (None, "")}
        score = (len({one.casefold() for one in values} & wanted), len(values))
        if score > most:
            best, most = name, score
    if not best:
        raise Invalid("places.no_features", field="polygons")
    return best


def _named(columns: Sequence[str], known: Sequence[str]) -> str:
    return next((one for one in columns if one.casefold() in known), known[0])


def _point(cells: dict[str, str], expected: str, lon: str, lat: str) -> tuple[str, float, float] | None:
    try:
        found = cells[expected].strip(), float(cells[lon]), float(cells[lat])
    except (KeyError, ValueError):
        return None
    return found if found[0] else None
