"""A row read by a mapping: what it tells of a matter, before it is known in which area it lies."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from happiness_cloud.kernel.errors import Invalid

from .cells import Row
from .mapping import Condition, Mapping, Moment, Table, Text

TEXT_LIMIT = 20_000
_EARLIEST = datetime(1949, 1, 1, tzinfo=UTC)
_MOST_DAYS = 36_500
_NOWHERE = float("nan")


@dataclass(frozen=True, slots=True)
class Draft:
    """One matter as its row tells it; `area` is the name, code or path as it stands in the row."""

    row: Row
    id: str
    reported_at: datetime
    text: str
    category: str
    channel: str
    severity: str
    lon: float | None = None
    lat: float | None = None
    area: str = ""
    address: str = ""
    closed_at: datetime | None = None
    due_at: datetime | None = None
    on_time: bool | None = None
    result: str = ""
    replied_at: datetime | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    kept: Pairs[str, str] = field(default_factory=dict)


def wanted(mapping: Mapping, row: Row) -> bool:
    """Whether the mapping takes this row at all; a row with a fault is never left out in silence."""
    if row.fault:
        return True
    return _all(mapping.take, row.cells) and not (mapping.leave and _all(mapping.leave, row.cells))


def draft(mapping: Mapping, row: Row, now: datetime) -> Draft:
    """What the row tells. Raises Refused with the column and the value at fault."""
    if row.fault:
        raise Invalid(row.fault, **(row.facts or {}))
    cells = row.cells
    reported = _moment(mapping, mapping.reported, cells, None)
    if reported is None:
        raise Invalid("intake.no_time", column=mapping.reported.column)
    if not _EARLIEST <= reported <= now + timedelta(days=1):
        raise Invalid("intake.time_impossible", column=mapping.reported.column, value=f"{reported:%Y-%m-%d}")
    text = _text(mapping.text, cells)
    if len(text) > TEXT_LIMIT:
        raise Invalid("cases.text_too_long", length=len(text), limit=TEXT_LIMIT)
    lon, lat = _point(mapping, cells)
    return Draft(
        row=row,
        id=_id(mapping, cells),
        reported_at=reported,
        text=text,
        category=_word(mapping.category, cells, text),
        channel=_word(mapping.channel, cells, text),
        severity=_word(mapping.severity, cells, text),
        lon=lon,
        lat=lat,
        area=_area(mapping, cells),
        address=" ".join(_text(mapping.address, cells).split())[:200],
        closed_at=_after(mapping, mapping.closed, cells, reported),
        due_at=_moment(mapping, mapping.due, cells, reported),
        on_time=_yes_or_no(mapping.on_time, cells),
        result=_text(mapping.result, cells)[:TEXT_LIMIT],
        replied_at=_after(mapping, mapping.replied, cells, reported),
        reporter_name=_text(mapping.reporter_name, cells)[:80],
        reporter_phone=_text(mapping.reporter_phone, cells)[:40],
        kept={name: cells[column][:200] for name, column in mapping.keep.items() if cells.get(column)},
    )


def _all(conditions: tuple[Condition, ...], cells: Pairs[str, str]) -> bool:
    return all(one.holds(cells) for one in conditions)


def _id(mapping: Mapping, cells: Pairs[str, str]) -> str:
    value = cells.get(mapping.id, "")
    if not value:
        raise Invalid("intake.no_id", column=mapping.id)
    whole = f"{mapping.name}:{value}"
    if len(whole) > 80:
        raise Invalid("intake.id_too_long", column=mapping.id, limit=80 - len(mapping.name) - 1)
    return whole


def _text(source: Text | None, cells: Pairs[str, str]) -> str:
    if source is None:
        return ""
    parts: dict[str, None] = {}
    for column in source.columns:
        value = cells.get(column, "")
        for start in source.cut:
            value = value.removeprefix(start).lstrip()
        if value and value.casefold() not in source.unless:
            parts[value.replace("\x00", "")] = None
    # "Graffiti" above "Graffiti: ward 10" tells nothing more.
    words = [one for one in parts if not any(one != other and other.startswith(one) for other in parts)]
    return source.join.join(words)


def _word(table: Table, cells: Pairs[str, str], text: str) -> str:
    told = cells.get(table.column, "") if table.column else ""
    found = (table.values or {}).get(told.casefold()) if told else None
    if found is not None:
        return found
    if table.words:
        folded = text.casefold()
        for words, meaning in table.words:
            if words in folded:
                return meaning
    if table.default is None:
        raise Invalid("intake.unknown_value", column=table.column, value=told[:60])
    return table.default


def _yes_or_no(table: Table | None, cells: Pairs[str, str]) -> bool | None:
    if table is None:
        return None
    told = cells.get(table.column, "")
    if not told and table.default is None:
        return None
    return {"true": True, "false": False}.get(_word(table, cells, ""))


def _point(mapping: Mapping, cells: Pairs[str, str]) -> tuple[float | None, float | None]:
    if mapping.point is None:
        return None, None
    lon, lat = cells.get(mapping.point.lon, ""), cells.get(mapping.point.lat, "")
    if not lon and not lat:
        return None, None
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        x = y = _NOWHERE
    if x == y == 0.0:
        # What systems write when they do not know; nobody lives there.
        return None, None
    if not (abs(x) <= 180 and abs(y) <= 90):
        column = f"{mapping.point.lon}, {mapping.point.lat}"
        raise Invalid("intake.bad_point", column=column, value=f"{lon[:20]}, {lat[:20]}")
    return x, y


def _area(mapping: Mapping, cells: Pairs[str, str]) -> str:
    if mapping.area is None:
        return ""
    told = cells.get(mapping.area.column, "")
    return (mapping.area.values or {}).get(told.casefold(), told)


def _after(
    mapping: Mapping, source: Moment | None, cells: Pairs[str, str], reported: datetime
) -> datetime | None:
    """A moment that cannot lie before the report, but for the slack of two clocks."""
    at = _moment(mapping, source, cells, reported)
    if at is None or source is None or at >= reported:
        return at
    if reported - at <= timedelta(seconds=source.slack):
        return reported
    raise Invalid(
        "intake.before_report", column=source.column or source.counted, value=f"{at:%Y-%m-%d %H:%M}"
    )


def _moment(
    mapping: Mapping, source: Moment | None, cells: Pairs[str, str], reported: datetime | None
) -> datetime | None:
    if source is None or not _all(source.when, cells):
        return None
    if source.counted:
        return _counted(source.counted, cells.get(source.counted, ""), reported)
    told = cells.get(source.column, "")
    if not told:
        return None
    at = _parsed(told, source)
    if at is None:
        raise Invalid("intake.bad_time", column=source.column, value=told[:40])
    return (at if at.tzinfo else at.replace(tzinfo=mapping.zone)).astimezone(UTC)


def _parsed(told: str, source: Moment) -> datetime | None:
    # ISO 8601 is tried last too: a real date in a spreadsheet comes like that whatever the format said.
    if source.iso:
        try:
            return datetime.fromisoformat(told)
        except ValueError:
            pass
    for format_ in source.formats:
        try:
            return datetime.strptime(told, format_)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(told)
    except ValueError:
        return None


def _counted(column: str, told: str, reported: datetime | None) -> datetime | None:
    if not told or reported is None:
        return None
    try:
        days = float(told)
    except ValueError:
        days = -1.0
    if not 0 <= days <= _MOST_DAYS:
        raise Invalid("intake.bad_time", column=column, value=told[:40])
    return reported + timedelta(days=days)
