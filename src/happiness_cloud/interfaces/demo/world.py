"""Where and when matters happen: places by grid, hot spots, weather and the rhythm of the day."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from happiness_cloud.interfaces.demo.buildings import Spot, layout
from happiness_cloud.interfaces.demo.chance import Chance, Wheel
from happiness_cloud.interfaces.demo.plan import plan
from happiness_cloud.interfaces.demo.scales import DAYS

# China has one time and no summer time; a fixed offset needs no zone data.
ZONE = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=ZONE)
DAY = 86400
OFFSET = 28800

# Matters by hour of the day: peaks in the morning and after work, little at night.
_HOURS = (3, 2, 1, 1, 1, 3, 12, 34, 62, 66, 55, 42, 30, 34, 46, 48, 44, 46, 50, 48, 40, 28, 16, 8)
_WEEKDAYS = (112, 106, 102, 100, 104, 92, 84)


class GridPlaces(NamedTuple):
    """The places of one grid by kind; the first of each kind is its hot spot."""

    path: str
    community: str
    lead: str
    spots: dict[str, tuple[Spot, ...]]


def seconds(moment: datetime) -> int:
    """Local seconds since 1970 on Chinese clocks."""
    return int((moment.astimezone(ZONE) - _EPOCH).total_seconds())


def moment(local: int) -> datetime:
    """The moment of local seconds, with its offset."""
    return datetime.fromtimestamp(local - OFFSET, ZONE)


def places(seed: int, scale: str) -> list[GridPlaces]:
    """Every grid with its places; about 20 a grid."""
    whole = plan(seed, scale)
    english = {road.name_zh: road.name_en for road in whole.roads}
    out = []
    for grid in whole.grids:
        kinds: dict[str, list[Spot]] = {}
        for spot in layout(whole, grid).spots:
            named = spot if spot.en else spot._replace(en=english.get(spot.zh, "the ring road"))
            kinds.setdefault(spot.kind, []).append(named)
        chance = Chance(seed, "hot", grid.path)
        spots = {kind: tuple(chance.shuffled(found)) for kind, found in sorted(kinds.items())}
        for kind in ("road", "estate", "public", "building"):
            spots.setdefault(kind, spots["building"])
        out.append(GridPlaces(grid.path, grid.community, grid.sub_district + grid.community, spots))
    return out


def busy(seed: int, grids: list[GridPlaces]) -> Wheel:
    """The wheel of grids: most are alike, one in twelve is a hot spot with four times the matters."""
    chance = Chance(seed, "busy")
    return Wheel(
        grids,
        [400 + chance.between(0, 200) if chance.unit() < 0.08 else 80 + chance.between(0, 70) for _ in grids],
    )


def weather(seed: int, first: int, last: int) -> dict[int, int]:
    """Wetness of every day (0 dry to 3 heavy rain) by day number since 1970; rain comes in spells."""
    wet, out = 0, {}
    for day in range(first, last + 1):
        # One draw a day, named by the day: the weather of a day does not hang on where the window starts.
        drawn = Chance(seed, "weather", day).unit()
        wet = (
            (1 if drawn < 0.10 else 2 if drawn < 0.16 else 3 if drawn < 0.20 else 0)
            if drawn < 0.2
            else max(0, wet - 1)
        )
        out[day] = wet
    return out


class Slice(NamedTuple):
    """The share of one calendar day in the window: local seconds and the number of matters."""

    day: int
    start: int
    end: int
    matters: int


def calendar(total: int, end: int, wet: dict[int, int]) -> list[Slice]:
    """Spread `total` matters over the 90 days before `end` (local seconds), to the last one."""
    start = end - DAYS * DAY
    rows: list[tuple[int, int, int, int]] = []
    for day in range(start // DAY, (end - 1) // DAY + 1):
        low, high = max(start, day * DAY), min(end, (day + 1) * DAY)
        weight = sum(_HOURS[hour] for hour in range(24) if low <= day * DAY + hour * 3600 < high)
        rows.append((day, low, high, weight * _WEEKDAYS[(day + 3) % 7] * (10 + 3 * wet[day])))
    whole, given, reached = sum(row[3] for row in rows), 0, 0
    out = []
    for day, low, high, weight in rows:
        reached += weight
        upto = total * reached // whole
        out.append(Slice(day, low, high, upto - given))
        given = upto
    return out


def times(part: Slice, chance: Chance) -> list[int]:
    """The moments of one day's reports, in order."""
    if not part.matters:
        return []
    hours = [hour for hour in range(24) if part.start <= part.day * DAY + hour * 3600 < part.end]
    wheel = Wheel(hours, [_HOURS[hour] for hour in hours])
    unit, base = chance.unit, part.day * DAY
    drawn = [base + wheel.at(unit()) * 3600 + int(unit() * 3600) for _ in range(part.matters)]
    return sorted(min(one, part.end - 1) for one in drawn)
