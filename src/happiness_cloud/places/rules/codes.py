"""Codes of areas and their paths: divisions (GB/T 2260), streets, communities, unit grids.

A division has six digits, each storey below it three more; a unit grid has fifteen.
A code is the path without its slashes: `990106001002003` is `/990106/001/002/003/`. Only the structure is
judged here; whether a division exists is reference data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places.terms import Kind

MOST_GRIDS = 999
MERGED_FROM = 601
_KINDS = (Kind.DISTRICT, Kind.SUBDISTRICT, Kind.COMMUNITY, Kind.GRID)
_CODE = re.compile(r"([1-9][0-9]{5})((?:[0-9]{3}){0,3})")
_PATH = re.compile(r"/([1-9][0-9]{5})/((?:[0-9]{3}/){0,3})")
_SERVICE_GRID = re.compile(r"([0-9]{6})([1-9][0-9]{5})([0-9]{3})([0-9]{3})([0-9]{2})")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ServiceGrid:
    """A 20-digit community service grid (CJ/T 349-2010): object, division, street, community, number."""

    object_code: str
    community: str
    number: int
    merged: bool


def path_of(code: str) -> str:
    """The path of an area code: `990106001` → `/990106/001/`.

    Trailing `000` segments, as statistical 12-digit codes pad a higher area, are dropped. Raises Invalid
    `places.bad_code`, or `places.service_grid_code` for a 20-digit code, which names no area of its own.
    """
    segments = _segments(code)
    if segments is None:
        reason = "places.service_grid_code" if _SERVICE_GRID.fullmatch(code) else "places.bad_code"
        raise Invalid(reason, field="code", value=code)
    return "/" + "/".join(segments) + "/"


def is_code(code: str) -> bool:
    """Whether `code` has the structure of an area code."""
    return _segments(code) is not None


def code_of(path: str) -> str:
    """The code of a path: `/990106/001/` → `990106001`; raises Invalid `places.bad_path`."""
    return "".join(_parts(path))


def parent_path(path: str) -> str | None:
    """The path one storey up, None for a district; raises Invalid `places.bad_path`."""
    segments = _parts(path)[:-1]
    return "/" + "/".join(segments) + "/" if segments else None


def kind_of(path: str) -> Kind:
    """What the area at `path` is, told from its depth; raises Invalid `places.bad_path`."""
    return _KINDS[len(_parts(path)) - 1]


def lineage(path: str) -> tuple[str, ...]:
    """The paths from the district down to `path` itself."""
    segments = _parts(path)
    return tuple("/" + "/".join(segments[: depth + 1]) + "/" for depth in range(len(segments)))


def service_grid(code: str) -> ServiceGrid | None:
    """Read a 20-digit community service grid code; None when it is not one.

    `merged` tells that the community came from merging others: those are numbered from 601.
    """
    hit = _SERVICE_GRID.fullmatch(code)
    if hit is None:
        return None
    obj, division, street, community, number = hit.groups()
    if street == "000" or community == "000" or number == "00":
        return None
    return ServiceGrid(obj, f"/{division}/{street}/{community}/", int(number), int(community) >= MERGED_FROM)


def grid_numbers(boxes: Sequence[Box]) -> list[int]:
    """The serial number of each grid of one community: west to east in a row, rows from north to south.

    `boxes` are (west, south, east, north). A row is led by its northernmost grid and takes in every grid
    whose middle lies at most half the height of the leader further south. Numbers start at 1, in the
    order of `boxes`; raises Invalid `places.too_many_grids` above 999.
    """
    if len(boxes) > MOST_GRIDS:
        raise Invalid("places.too_many_grids", count=len(boxes), limit=MOST_GRIDS)
    middles = [((west + east) / 2, (south + north) / 2) for west, south, east, north in boxes]
    southward = sorted(range(len(boxes)), key=lambda i: (-middles[i][1], middles[i][0], i))
    numbers = [0] * len(boxes)
    given = 0
    while southward:
        first = southward[0]
        reach = (boxes[first][3] - boxes[first][1]) / 2
        row = [i for i in southward if middles[first][1] - middles[i][1] <= reach]
        southward = southward[len(row) :]
        for i in sorted(row, key=lambda i: (middles[i][0], -middles[i][1], i)):
            given += 1
            numbers[i] = given
    return numbers


def grid_code(community: str, number: int) -> str:
    """The 15-digit code of grid `number` (1…999) of the community at a path."""
    if kind_of(community) is not Kind.COMMUNITY:
        raise Invalid("places.bad_path", field="community", path=community)
    if not 1 <= number <= MOST_GRIDS:
        raise Invalid("places.too_many_grids", count=number, limit=MOST_GRIDS)
    return f"{code_of(community)}{number:03d}"


def _segments(code: str) -> tuple[str, ...] | None:
    hit = _CODE.fullmatch(code)
    if hit is None:
        return None
    tail = [hit[2][i : i + 3] for i in range(0, len(hit[2]), 3)]
    while tail and tail[-1] == "000":
        tail.pop()
    # A named area under "000" would be an area inside nothing.
    return None if "000" in tail else (hit[1], *tail)


def _parts(path: str) -> tuple[str, ...]:
    hit = _PATH.fullmatch(path)
    segments = None if hit is None else _segments(path.replace("/", ""))
    if segments is None or len(segments) != path.count("/") - 1:
        raise Invalid("places.bad_path", field="path", path=path)
    return segments
