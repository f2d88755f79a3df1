"""What is published, worked out for one day: the parts a rulebook asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from happiness_cloud.kernel import clock

from ..rules.branches import area_keys
from ..rules.calendar_files import load_calendar
from ..rules.calendars import WorkCalendar
from ..rules.category_lists import MATTER, SearchIndex, entries
from ..rules.deadline_table import DeadlineTable
from ..rules.directory import Directory
from ..rules.pack import Pack
from ..rules.packs import load_pack
from ..rules.positions import Positions
from ..rules.reference_rows import deadline_rows, duty_rows
from ..rules.territories import territory
from ._shelf import Sheet, Shelf, body, parsed, shelf
from .category import Category
from .unit import Unit


@dataclass(frozen=True, slots=True)
class Book:
    """The rules of one day. `matters` holds what is offered, by code; `entries` everything, by its key."""

    shelf: Shelf
    categories: tuple[Category, ...]
    matters: Mapping[str, tuple[Category, ...]]
    entries: Mapping[tuple[str, str, str], Category]
    lists: Mapping[str, Mapping[str, Any]]
    index: SearchIndex
    deadlines: DeadlineTable
    deadline_words: Mapping[str, Any]
    duty_words: Mapping[str, Any]
    organisation_words: Mapping[str, Any]
    directories: Mapping[str, Directory]
    calendars: Mapping[str, WorkCalendar]
    practice: Mapping[str, Any]
    positions: Positions
    units: Mapping[str, Unit]
    fallback: str
    pack: Sheet

    def calendar(self, area: str) -> WorkCalendar:
        """The calendar that holds in an area."""
        chosen = self.practice.get("calendars") or {}
        key = next((chosen[one] for one in area_keys(area) if one in chosen), self.practice["calendar"])
        return self.calendars[key]

    def day_of(self, at: datetime) -> date:
        """The local day of a moment."""
        return self.calendars[self.practice["calendar"]].local_date(at)


def book() -> Book:
    """The rules that hold today."""
    now, held = clock.now(), shelf()
    # The offices' day, not the day in UTC; which calendar says so is itself a rule of that day.
    day = held.made.get("zone", _utc)(now)
    found: Book | None = held.made.get(("book", day))
    if found is None:
        found = _made(held, day)
        held.made["zone"] = found.day_of
        held.made["book", day] = found
    return found


def book_of(held: Shelf, day: date) -> Book:
    """The rules that will hold on a later day, as far as they are published."""
    return _made(held, day)


def _utc(now: datetime) -> date:
    return now.date()


def _made(held: Shelf, day: date) -> Book:
    chosen = {
        kind: held.in_force(kind, kind, day)
        for kind in ("deadlines", "duties", "organisations", "practice", "positions")
    }
    practice = body(chosen["practice"])
    lists = [held.in_force("categories", key, day) for key in held.keys("categories")]
    pack = held.in_force("pack", practice["pack"], day)
    calendars = [held.in_force("calendar", key, day) for key in held.keys("calendar")]
    units = {one.path: one for one in held.units if one.serves(day)}
    alike = tuple(sheet.id for sheet in (*chosen.values(), *lists, pack, *calendars)), tuple(units)
    found: Book | None = held.made.get(alike)
    if found is None:
        found = _built(held, chosen, lists, calendars, pack, units)
        held.made[alike] = found
    return found


def _built(
    held: Shelf,
    chosen: Mapping[str, Sheet],
    lists: list[Sheet],
    calendars: list[Sheet],
    pack: Sheet,
    units: Mapping[str, Unit],
) -> Book:
    every = tuple(one for sheet in lists for one in parsed(sheet, categories_of))
    matters: dict[str, tuple[Category, ...]] = {}
    for one in every:
        if one.offered:
            matters[one.code] = (*matters.get(one.code, ()), one)
    made_calendars = {sheet.key: parsed(sheet, calendar_of) for sheet in calendars}
    practice = body(chosen["practice"])
    duties = chosen["duties"]
    fallback, directories = directories_of(
        body(duties), duties.label or str(duties.number), units, made_calendars[practice["calendar"]]
    )
    return Book(
        shelf=held,
        categories=tuple(one for group in matters.values() for one in group),
        matters=matters,
        entries={(one.standard, one.kind, one.code): one for one in every},
        lists={sheet.key: body(sheet) for sheet in lists},
        index=SearchIndex(one for group in matters.values() for one in group),
        deadlines=parsed(chosen["deadlines"], deadlines_of),
        deadline_words=body(chosen["deadlines"]),
        duty_words=body(chosen["duties"]),
        organisation_words=body(chosen["organisations"]),
        directories=directories,
        calendars=made_calendars,
        practice=practice,
        positions=parsed(chosen["positions"], Positions),
        units=units,
        fallback=fallback,
        pack=pack,
    )


def directories_of(
    raw: Mapping[str, Any], version: str, units: Mapping[str, Unit], calendar: WorkCalendar
) -> tuple[str, dict[str, Directory]]:
    """The directory of each district there is, by its area; and the unit behind everything."""
    last = raw["otherwise"]
    found: dict[str, Directory] = {}
    for root in (one for one in units.values() if one.kind == "district"):
        own = [one for one in units.values() if one.path.startswith(root.path)]
        found[root.area] = Directory(
            duty_rows(raw, root.path, f"{root.path}{last}/"),
            version,
            calendar.spec.zone,
            territory((one.path, one.kind, one.area) for one in own if one.kind != "district"),
            calendar,
        )
    return last, found


def categories_of(raw: Any) -> tuple[Category, ...]:
    """The categories of a list, with names in both languages."""
    return tuple(one for one in entries(raw, Category) if isinstance(one, Category))


def deadlines_of(raw: Any) -> DeadlineTable:
    """The table of a deadlines document."""
    return DeadlineTable(deadline_rows(raw), str(raw["version"]))


def calendar_of(raw: Any) -> WorkCalendar:
    """The calendar of a calendar document."""
    return WorkCalendar(load_calendar(raw["text"], raw["file"]))


def pack_of(raw: Any) -> Pack:
    """The pack of a pack document."""
    return load_pack(raw["text"], raw["file"])


__all__ = ["MATTER", "Book", "book", "book_of", "directories_of", "pack_of"]
