"""How a list of matters is narrowed and ordered; the same words in pages, API, export and map."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.kernel.text import fold, phrase
from happiness_cloud.ledger.scope import scope
from happiness_cloud.ledger.statements import run

from .. import rights, terms
from ..models import Case, HandOut
from ..rules.lifecycle import OPEN, STATES

PAGE = 50
ORDERS = ("due", "newest")
CURSOR_LIMIT = 200
# So many matters that say the words are looked up by their keys. Of more, a page is soon full whatever its order; but the
# database, which guesses how many there are, would go through a whole house in that order for the few.
FEW = 2000
# Read no further than needed, by the index whatever is guessed: that is what the name in front is for.
_SAID = (
    "WITH said AS MATERIALIZED (SELECT case_id FROM cases_findable WHERE terms @@ %s::tsquery)"
    " SELECT case_id FROM said LIMIT %s"
)
_SAYS = "EXISTS (SELECT FROM cases_findable WHERE cases_findable.case_id = cases_case.id AND terms @@ %s::tsquery)"
# The parts of a filter that are one question to the row.
_LOOKUPS = {
    "severity": "severity",
    "channel": "channel",
    "category": "category__startswith",
    "area": "area_path__startswith",
    "unit": "unit_paths__contains",
    "told": "told_unit",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; every part may be empty. `due` is overdue, soon (next 24 h) or "".

    `unit` is a unit that is concerned, `told` one that was told of a delay.
    """

    q: str = ""
    state: str = ""
    category: str = ""
    severity: str = ""
    channel: str = ""
    area: str = ""
    unit: str = ""
    told: str = ""
    due: str = ""
    since: str = ""
    until: str = ""
    flag: str = ""
    order: str = "due"

    @classmethod
    def read(cls, query: dict[str, str]) -> Filter:
        """From the words of an address; unknown words are left alone."""
        known = {one.name for one in fields(cls)}
        return cls(
            **{name: value.strip() for name, value in query.items() if name in known and value.strip()}
        )

    def words(self) -> dict[str, str]:
        """The parts that are set, as they stand in an address."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in told.items() if value and (name, value) != ("order", "due")}


def seen(actor: Actor, right: str = rights.READ, rows: QuerySet[Any] | None = None) -> QuerySet[Any]:
    """The matters this actor may see: the one predicate behind list, count, search, map, export and detail.

    Of `rows` that are chosen already, where those are given.
    """
    mine = scope(actor, right, kind="cases.Case")
    return Case.objects.filter(mine) if rows is None else rows.filter(mine)


def narrowed(rows: QuerySet[Case], wanted: Filter) -> QuerySet[Case]:
    """`rows` that fit the filter. Raises Invalid naming the part that cannot be read."""
    _readable(wanted)
    rows = _by_state(rows, wanted.state)
    for name, lookup in _LOOKUPS.items():
        value = getattr(wanted, name)
        if value:
            rows = rows.filter(**{lookup: [value] if name == "unit" else value})
    rows = _by_due(rows, wanted.due)
    rows = _by_flag(rows, wanted.flag)
    if wanted.since:
        rows = rows.filter(reported_at__gte=_day("since", wanted.since))
    if wanted.until:
        rows = rows.filter(reported_at__lt=_day("until", wanted.until) + timedelta(days=1))
    return _by_words(rows, wanted.q)


def _readable(wanted: Filter) -> None:
    known = {"severity": terms.SEVERITIES, "channel": terms.CHANNELS}
    for name, value in wanted.words().items():
        if "\x00" in value or value not in known.get(name, (value,)):
            raise Invalid("cases.bad_filter", name=name, field=name)


def ordered(rows: QuerySet[Case], order: str) -> QuerySet[Case]:
    """Most pressing first (no deadline last), or newest first."""
    if order not in ORDERS:
        raise Invalid("cases.bad_filter", name="order", field="order")
    if order == "newest":
        return rows.order_by("-reported_at", "-id")
    return rows.order_by(F("stage_due_at").asc(nulls_last=True), "id")


def past(rows: QuerySet[Case], order: str, cursor: str) -> QuerySet[Case]:
    """The rows that come after the one a cursor points at."""
    if not cursor:
        return rows
    moment, last = read_cursor(cursor)
    if order == "newest":
        if moment is None:
            raise Invalid("cases.bad_cursor", field="cursor")
        return rows.filter(Q(reported_at__lt=moment) | Q(reported_at=moment, id__lt=last))
    if moment is None:
        return rows.filter(stage_due_at__isnull=True, id__gt=last)
    return rows.filter(
        Q(stage_due_at__gt=moment) | Q(stage_due_at=moment, id__gt=last) | Q(stage_due_at__isnull=True)
    )


def cursor_of(moment: datetime | None, last: int) -> str:
    """A cursor that points at a row, by the moment it is ordered by and its key."""
    told = json.dumps([moment.isoformat() if moment else None, last])
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _by_state(rows: QuerySet[Case], state: str) -> QuerySet[Case]:
    if not state or state == "open":
        return rows.filter(state__in=OPEN) if state else rows
    if state == "ended":
        return rows.filter(state__in=terms.ENDED)
    wanted = state.split(",")
    if not set(wanted) <= set(STATES):
        raise Invalid("cases.bad_filter", name="state", field="state")
    return rows.filter(state__in=wanted)


def _by_due(rows: QuerySet[Case], due: str) -> QuerySet[Case]:
    now = clock.now()
    if due == "overdue":
        return rows.filter(state__in=OPEN, stage_due_at__lt=now)
    if due == "soon":
        return rows.filter(state__in=OPEN, stage_due_at__range=(now, now + timedelta(hours=24)))
    if due:
        raise Invalid("cases.bad_filter", name="due", field="due")
    return rows


def _by_flag(rows: QuerySet[Case], flag: str) -> QuerySet[Case]:
    if not flag:
        return rows
    flags: dict[str, Q] = {
        "supervised": Q(supervised=True),
        "urged": Q(urged__gt=0),
        "rework": Q(reworks__gt=0),
        "returned": Q(returns__gt=0),
        "reopened": Q(reopened__gt=0),
        "extension": Q(extension__granted=None, extension__isnull=False),
        "voices": Q(voices__gt=1),
        "partner": Q(pk__in=HandOut.objects.filter(unread=True).values("case")),
    }
    if flag not in flags:
        raise Invalid("cases.bad_filter", name="flag", field="flag")
    return rows.filter(flags[flag])


def _by_words(rows: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Every word must occur; a Chinese run is found as it stands, from two characters on."""
    if not words:
        return rows
    if words.upper().startswith("HC-"):
        return rows.filter(number__startswith=words.upper())
    parts = [f"({part})" for part in map(phrase, fold(words).split()) if part]
    if not parts:
        return rows.none()
    wanted = " & ".join(parts)
    found = [key for (key,) in run(_SAID, (wanted, FEW + 1))]
    if len(found) <= FEW:
        return rows.filter(RawSQL("cases_case.id = ANY(%s)", (found,), output_field=BooleanField()))
    return rows.filter(RawSQL(_SAYS, (wanted,), output_field=BooleanField()))  # noqa: S611 -- our own text


def _day(name: str, text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError as wrong:
        raise Invalid("cases.bad_filter", name=name, field=name) from wrong
    if not 1970 <= day.year <= 2200:
        raise Invalid("cases.bad_filter", name=name, field=name)
    return datetime.combine(day, time(), timezone.get_current_timezone())


def read_cursor(cursor: str) -> tuple[datetime | None, int]:
    """What a cursor points at. Raises Invalid."""
    try:
        if len(cursor) > CURSOR_LIMIT:
            raise ValueError(cursor[:CURSOR_LIMIT])
        moment, last = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return (datetime.fromisoformat(moment).astimezone(UTC) if moment else None), int(last)
    except (ValueError, TypeError, OverflowError, RecursionError) as wrong:
        raise Invalid("cases.bad_cursor", field="cursor") from wrong
