"""Reading a working calendar from its policy file: every finding with its line, or the calendar's spec."""

from __future__ import annotations

from datetime import date
from zoneinfo import available_timezones

from yaml.nodes import MappingNode, Node, ScalarNode

from happiness_cloud.institution.rules.calendars import CalendarSpec, Counting, Week, Window
from happiness_cloud.institution.rules.hours import month_day_of, season_of, window_of
from happiness_cloud.institution.rules.validity import Season
from happiness_cloud.institution.rules.yaml_reader import Findings, Table, composed, day_of
from happiness_cloud.kernel.errors import Invalid

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KEYS = (
    "calendar",
    "name",
    "name_en",
    "source",
    "zone",
    "week",
    "seasons",
    "statutory",
    "made_up_as",
    "fixed_rest",
    "rest",
    "made_up",
    "exceptions",
    "counting",
)
_CLOSED = "closed"
_NO_WEEK: Week = ((),) * 7


def load_calendar(text: str, filename: str) -> CalendarSpec:
    """A calendar from the text of its file.

    Raises `Invalid("institution.bad_calendar", file, line, count, findings)` with every finding.
    """
    findings = Findings(filename)
    root = composed(text, findings)
    spec = None if root is None else _spec(root, findings)
    found = findings.all()
    if spec is None or found:
        line = found[0]["line"] if found else 1
        raise Invalid("institution.bad_calendar", file=filename, line=line, count=len(found), findings=found)
    return spec


def _spec(root: Node, findings: Findings) -> CalendarSpec | None:
    top = Table(root, "", findings, _KEYS)
    if not isinstance(root, MappingNode):
        return None
    for name in ("name", "name_en", "source"):
        top.text(name)
    week = _week(top.table("week", WEEKDAYS))
    if not any(week):
        findings.add("calendar_without_work", top.fields.get("week", root), "week")
    return CalendarSpec(
        code=top.text("calendar"),
        zone=top.choice("zone", available_timezones(), "unknown_zone"),
        week=week,
        seasons=_seasons(top),
        statutory=top.choice("statutory", ("cn", "none"), "unknown_holidays", default="none").replace(
            "none", ""
        ),
        made_up_as=WEEKDAYS.index(
            top.choice("made_up_as", WEEKDAYS, "unknown_weekday", default="mon") or "mon"
        ),
        fixed_rest=_fixed_rest(top),
        rest=_rest(top),
        made_up=_made_up(top),
        exceptions=_exceptions(top),
        counting=_counting(top),
    )


def _week(table: Table | None) -> Week:
    if table is None:
        return _NO_WEEK
    return tuple(_windows(table, name) for name in WEEKDAYS)


def _windows(table: Table, name: str) -> tuple[Window, ...]:
    found: list[Window] = []
    for text, node in table.texts(name):
        window = window_of(text)
        if window is None:
            table.findings.add("bad_hours", node, f"{table.path}.{name}", value=text[:60])
        elif found and window[0] < found[-1][1]:
            table.findings.add("hours_overlap", node, f"{table.path}.{name}", value=text[:60])
        else:
            found.append(window)
    return tuple(found)


def _seasons(top: Table) -> tuple[tuple[Season, Week], ...]:
    found: list[tuple[Season, Week]] = []
    for node in top.items("seasons"):
        table = Table(node, "seasons", top.findings, ("days", "week"))
        text = table.text("days")
        season = season_of(text)
        if season is not None:
            found.append((season, _week(table.table("week", WEEKDAYS))))
        elif text:
            top.findings.add("bad_season", table.fields["days"], "seasons.days", value=text[:60])
    return tuple(found)


def _fixed_rest(top: Table) -> frozenset[tuple[int, int]]:
    found = set()
    for text, node in top.texts("fixed_rest"):
        day = month_day_of(text)
        if day is None:
            top.findings.add("bad_month_day", node, "fixed_rest", value=text[:60])
        else:
            found.add(day)
    return frozenset(found)


def _rest(top: Table) -> frozenset[date]:
    found = (day_of(node, "rest", top.findings) for node in top.items("rest"))
    return frozenset(day for day in found if day is not None)


def _dated(top: Table, name: str) -> list[tuple[date, str, Table]]:
    """The entries of a mapping from dates, each as (day, its key, the mapping)."""
    table = top.table(name, required=False)
    if table is None:
        return []
    found: list[tuple[date, str, Table]] = []
    for key, node in table.fields.items():
        try:
            found.append((date.fromisoformat(key), key, table))
        except ValueError:
            top.findings.add("wrong_type", node, name, wanted="date")
    return found


def _made_up(top: Table) -> dict[date, int]:
    found: dict[date, int] = {}
    for day, key, table in _dated(top, "made_up"):
        weekday = table.choice(key, WEEKDAYS, "unknown_weekday")
        if weekday:
            found[day] = WEEKDAYS.index(weekday)
    return found


def _exceptions(top: Table) -> dict[date, tuple[Window, ...]]:
    found: dict[date, tuple[Window, ...]] = {}
    for day, key, table in _dated(top, "exceptions"):
        node = table.get(key)
        closed = isinstance(node, ScalarNode) and node.value == _CLOSED
        found[day] = () if closed else _windows(table, key)
    return found


def _counting(top: Table) -> Counting:
    table = top.table("counting", ("first_day", "day_end", "roll"), required=False)
    if table is None:
        return Counting()
    first_day = table.choice("first_day", ("next", "same"), "unknown_counting", default="next")
    day_end = table.choice("day_end", ("close", "midnight"), "unknown_counting", default="close")
    roll = table.choice("roll", ("true", "false"), "unknown_counting", default="true")
    return Counting(first_day or "next", day_end or "close", roll != "false")
