from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid, NotFound
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger import queries as ledger
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights, terms
from ..models import HotMatter, Topic
from ..rules.lifecycle import OPEN
from .filters import cursor_of, read_cursor, seen
from .timeline import HOUSE
from .topic_matters import matters_of
from .worklist import COLUMNS, Row, row_of

# A hot topic goes on with a topic project when the project holds so large a part of it.
_SAME = 0.5
_MOST_ALIKE = 50


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic project in a list; the figures are of the matters this actor sees, each with its voices."""

    id: int
    title: str
    state: str
    lead_unit: str
    area_path: str
    opened_at: datetime
    closed_at: datetime | None
    matters: int
    open: int
    overdue: int
    voices: int
    version: int


@dataclass(frozen=True, slots=True)
class TopicList:
    """Topic projects, newest first, and the cursor of the next page ("" at the end)."""

    rows: tuple[TopicRow, ...]
    next: str


@dataclass(frozen=True, slots=True)
class TopicStep:
    """What happened to the project itself, or (`verb` ended) that a matter of it came to its end."""

    at: datetime
    verb: str
    who: str
    reason: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic project: its matters that the actor sees, what happened, and hot matters like them not in it yet."""

    row: TopicRow
    note: str
    closing: str
    matters: tuple[Row, ...]
    steps: tuple[TopicStep, ...]
    alike: tuple[Row, ...]
    may_keep: bool


@query(rights.READ)
def topics(actor: Actor, state: str = "open", cursor: str = "", size: int = 30) -> TopicList:
    """The topic projects this actor may see, newest first; `state` open, closed or "". Three statements, few for merges."""
    if state and state not in terms.TOPIC_STATES:
        raise Invalid("cases.bad_filter", name="state", field="state")
    size = max(1, min(size, 100))
    rows = Topic.objects.filter(scope(actor, rights.READ, kind="cases.Topic")).order_by("-id")
    if state:
        rows = rows.filter(state=state)
    if cursor:
        rows = rows.filter(pk__lt=read_cursor(cursor)[1])
    found = list(rows[: size + 1])
    matters = matters_of(actor, [one.pk for one in found[:size]])
    more = cursor_of(None, found[size - 1].pk) if len(found) > size else ""
    return TopicList(tuple(_row(one, matters[one.pk]) for one in found[:size]), more)


@query(rights.READ)
def topic(actor: Actor, topic_id: int) -> TopicPage:
    """Everything about a topic project. NotFound when it is not there or not to be seen."""
    row = Topic.objects.filter(scope(actor, rights.READ, kind="cases.Topic"), pk=topic_id).first()
    if row is None:
        raise NotFound("ledger.not_found")
    matters = matters_of(actor, [row.pk])[row.pk]
    keeps = Topic.objects.filter(scope(actor, rights.TOPICS, kind="cases.Topic"), pk=topic_id)
    may_keep = bool(actor.holding(rights.TOPICS)) and keeps.exists()
    return TopicPage(
        row=_row(row, matters),
        note=masked(row.note),
        closing=masked(row.closing),
        matters=tuple(matters),
        steps=_steps(row, matters),
        alike=_alike(actor, matters) if row.state == "open" and may_keep else (),
        may_keep=may_keep and row.state == "open",
    )


def _row(row: Topic, matters: Sequence[Row]) -> TopicRow:
    now = clock.now()
    running = [one for one in matters if one.state in OPEN]
    return TopicRow(
        id=row.pk,
        title=masked(row.title),
        state=row.state,
        lead_unit=row.lead_unit,
        area_path=row.area_path,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        matters=len(matters),
        open=len(running),
        overdue=sum(one.stage_due_at is not None and one.stage_due_at < now for one in running),
        voices=sum(one.voices for one in matters),
        version=row.version,
    )


def _steps(row: Topic, matters: Sequence[Row]) -> tuple[TopicStep, ...]:
    """What happened, oldest first; of matters only those that the reader sees are named."""
    seen_numbers = {one.number for one in matters}
    told = [
        TopicStep(
            at=step.at,
            verb=step.verb.removeprefix("cases."),
            who=step.actor_name if step.actor_kind in ("staff", "house") else "",
            reason=masked(step.reason),
            numbers=tuple(
                one
                for name in ("added", "removed")
                for one in step.facts.get(name, ())
                if one in seen_numbers
            ),
        )
        for step in ledger.history(HOUSE, "cases.Topic", row.pk).steps
    ]
    ended = [
        TopicStep(at=one.ended_at, verb="ended", who="", reason="", numbers=(one.number,))
        for one in matters
        if one.ended_at is not None and one.ended_at >= row.opened_at
    ]
    return tuple(sorted((*told, *ended), key=lambda one: one.at))


def _alike(actor: Actor, matters: Sequence[Row]) -> tuple[Row, ...]:
    """Matters of the hot topics that the project holds the larger part of, which are not in it."""
    there = {one.id for one in matters}
    numbers = HotMatter.objects.filter(case_id__in=there).values("topic")
    held: dict[int, set[int]] = {}
    for number, case in HotMatter.objects.filter(topic__in=numbers).values_list("topic", "case_id"):
        held.setdefault(number, set()).add(case)
    new = {
        one for cases in held.values() if len(cases & there) >= _SAME * len(cases) for one in cases - there
    }
    if not new:
        return ()
    rows = seen(actor, rights.TOPICS).filter(pk__in=new).only(*COLUMNS).order_by("-reported_at", "-id")
    return tuple(row_of(one) for one in rows[:_MOST_ALIKE])
