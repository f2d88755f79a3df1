from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import HotMatter, HotRun, Topic, TopicMatter
from ..rules.lifecycle import OPEN
from ..rules.topics.heat import Voice, heat
from .filters import seen
from .worklist import COLUMNS, Row, row_of

# So many different people make a topic hot; fewer are a matter or two.
LEAST_PEOPLE = 3
WEEKS = 8
_COLUMNS = (
    "topic",
    "case_id",
    "voices",
    "words",
    "places",
    "case__number",
    "case__title",
    "case__area_path",
    "case__state",
    "case__reported_at",
)


@dataclass(frozen=True, slots=True)
class HotTopic:
    """A hot topic, as far as this actor sees its matters: all figures, words and places are of those alone.

    `number` is its oldest matter, by which it is found again; `weeks` are people a week, the last one last;
    `project` is the topic project that follows it, None while none does.
    """

    number: str
    title: str
    heat: float
    matters: int
    open: int
    people: int
    last_week: int
    week_before: float
    trend: float
    weeks: tuple[int, ...]
    words: tuple[str, ...]
    places: tuple[str, ...]
    areas: tuple[str, ...]
    since: datetime
    until: datetime
    case_ids: tuple[int, ...]
    project: int | None


@dataclass(frozen=True, slots=True)
class HotTopics:
    """The hot topics, hottest first; found when (None: not yet), among how many matters."""

    at: datetime | None
    n: int
    topics: tuple[HotTopic, ...]


@query(rights.READ)
def hot_topics(actor: Actor, area: str = "", most: int = 50) -> HotTopics:
    """The hottest topics of which this actor sees enough, in an area if one is named. Three statements."""
    run = HotRun.objects.order_by("-id").first()
    if run is None:
        return HotTopics(None, 0, ())
    rows = _visible(actor, run)
    if area:
        rows = rows.filter(case__area_path__startswith=area)
    held: dict[int, list[dict[str, Any]]] = {}
    for one in rows.values(*_COLUMNS):
        held.setdefault(one["topic"], []).append(one)
    found = [_topic(members, run.at) for members in held.values()]
    hot = sorted(
        (one for one in found if one.people >= LEAST_PEOPLE), key=lambda one: (-one.heat, one.number)
    )[: max(1, min(most, 200))]
    return HotTopics(run.at, run.n, _followed(actor, hot))


@query(rights.READ)
def hot_topic(actor: Actor, number: str) -> tuple[HotTopic, tuple[Row, ...]]:
    """The hot topic that the matter of this number stands in, and its matters that the actor may see, newest first.

    NotFound when the matter is in none, or not to be seen.
    """
    run = HotRun.objects.order_by("-id").first()
    rows = _visible(actor, run) if run else HotMatter.objects.none()
    topic = rows.filter(case__number=number).values_list("topic", flat=True).first()
    if run is None or topic is None:
        raise NotFound("ledger.not_found")
    members = list(rows.filter(topic=topic).values(*_COLUMNS))
    told = _followed(actor, [_topic(members, run.at)])[0]
    cases = seen(actor).filter(pk__in=told.case_ids).only(*COLUMNS).order_by("-reported_at", "-id")
    return told, tuple(row_of(one) for one in cases)


def _visible(actor: Actor, run: HotRun) -> QuerySet[HotMatter]:
    return HotMatter.objects.filter(run=run, case__in=seen(actor).order_by().values("pk"))


def _topic(members: Sequence[dict[str, Any]], at: datetime) -> HotTopic:
    members = sorted(members, key=lambda one: (one["case__reported_at"], one["case_id"]))
    voices = [
        Voice(who, datetime.fromtimestamp(moment, UTC)) for one in members for who, moment in one["voices"]
    ]
    told = heat(voices, at)
    words = _said(one["words"] for one in members)
    most_words = max(members, key=lambda one: len(one["words"]))
    return HotTopic(
        number=members[0]["case__number"],
        title=masked(most_words["case__title"]),
        heat=told.value,
        matters=len(members),
        open=sum(one["case__state"] in OPEN for one in members),
        people=told.people,
        last_week=told.last_week,
        week_before=told.week_before,
        trend=told.trend,
        weeks=_weeks(voices, at),
        words=words,
        places=_said(one["places"] for one in members),
        areas=tuple(sorted({one["case__area_path"] for one in members})),
        since=members[0]["case__reported_at"],
        until=max(one["case__reported_at"] for one in members),
        case_ids=tuple(one["case_id"] for one in members),
        project=None,
    )


def _said(told: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """What at least two of these matters say, by most of them first: one alone would be somebody's own words."""
    often = Counter(word for words in told for word in words)
    return tuple(word for word, times in often.most_common() if times > 1)


def _weeks(voices: Sequence[Voice], at: datetime) -> tuple[int, ...]:
    people: list[set[str]] = [set() for _ in range(WEEKS)]
    for one in voices:
        ago = (at - one.at) // timedelta(days=7) if one.at else WEEKS
        if 0 <= ago < WEEKS:
            people[WEEKS - 1 - ago].add(one.who)
    return tuple(len(one) for one in people)


def _followed(actor: Actor, topics: Sequence[HotTopic]) -> tuple[HotTopic, ...]:
    """With the open topic project that holds most of each, of those the actor may see."""
    wanted = [key for one in topics for key in one.case_ids]
    projects: dict[int, list[int]] = {}
    if wanted:
        there = Topic.objects.filter(scope(actor, rights.READ, kind="cases.Topic"), state="open")
        told = TopicMatter.objects.filter(topic__in=there.values("pk"), case_id__in=wanted)
        for case, topic in told.values_list("case_id", "topic_id"):
            projects.setdefault(case, []).append(topic)
    found = []
    for one in topics:
        often = Counter(topic for key in one.case_ids for topic in projects.get(key, ()))
        found.append(replace(one, project=often.most_common(1)[0][0] if often else None))
    return tuple(found)
