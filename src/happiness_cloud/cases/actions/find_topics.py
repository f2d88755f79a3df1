from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.text import fold, personal
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case, HotMatter, HotRun, Reporter
from ..queries.public import community_of
from ..rules.topics.heat import Voice
from ..rules.topics.told import Said, Topic

# What is looked at: the newest so many matters of so many days.
DAYS = 60
MOST = 10_000
# The hottest so many topics are kept.
KEPT = 200
_NEVER_MEANT = ("void", "refused")
_FURTHEST = 8


@dataclass(frozen=True, slots=True)
class TopicsFound:
    """What was found: topics kept, among n matters, in how many seconds."""

    id: int
    topics: int
    n: int
    seconds: float


@dataclass(slots=True)
class _Matter:
    """A matter that others may have been merged into, with the people of all of them."""

    key: int
    text: str
    lon: float | None
    lat: float | None
    place: str
    kind: str
    voices: list[Voice]


@action("cases.find_topics", right=rights.FIND_TOPICS)
def find_topics(deed: Deed) -> TopicsFound:
    """Find the hot topics among the newest matters and keep them instead of those found before."""
    deed.require(EVERYWHERE)
    # Here and not above: scipy costs memory and time, and no page needs it.
    from ..rules.topics import finding  # noqa: PLC0415

    began = time.perf_counter()
    matters = _matters(deed.at)
    said = [Said(one.text, tuple(one.voices), one.lon, one.lat, one.place, one.kind) for one in matters]
    found = finding.topics(said, deed.at, KEPT)[:KEPT]
    # Two at once: each takes away what it finds, and the later one's are shown.
    HotRun.objects.all().delete()
    run = HotRun(at=deed.at, n=len(matters), topics=len(found), seconds=round(time.perf_counter() - began, 2))
    run.save()
    HotMatter.objects.bulk_create(
        _kept(run, number, topic, matters[at]) for number, topic in enumerate(found) for at in topic.members
    )
    deed.created(run)
    deed.record(n=run.n, topics=run.topics, seconds=run.seconds)
    return TopicsFound(id=run.pk, topics=run.topics, n=run.n, seconds=run.seconds)


def _kept(run: HotRun, number: int, topic: Topic, matter: _Matter) -> HotMatter:
    told = fold(matter.text)
    words = [one[:40] for one in topic.words.told if one in told]
    places = [one[:40] for one in topic.words.places if one in told]
    voices = [[one.who, one.at.timestamp() if one.at else 0] for one in matter.voices]
    return HotMatter(run=run, topic=number, case_id=matter.key, voices=voices, words=words, places=places)


def _matters(now: datetime) -> list[_Matter]:
    """The newest matters, those that were merged counted as voices of their masters."""
    names = (
        "pk",
        "text",
        "address",
        "lon",
        "lat",
        "area_path",
        "category",
        "reported_at",
        "voices",
        "merged_into_id",
    )
    newest = Case.objects.filter(reported_at__gte=now - timedelta(days=DAYS)).exclude(state__in=_NEVER_MEANT)
    rows = {one["pk"]: one for one in newest.order_by("-reported_at", "-id").values(*names)[:MOST]}
    for _ in range(_FURTHEST):
        missing = {one["merged_into_id"] for one in rows.values() if one["merged_into_id"]} - rows.keys()
        if not missing:
            break
        rows |= {one["pk"]: one for one in Case.objects.filter(pk__in=missing).values(*names)}
    people = _people(rows)
    found: dict[int, _Matter] = {}
    for key, row in sorted(rows.items()):
        master = _master(rows, key)
        matter = found.get(master) or found.setdefault(master, _matter(rows[master]))
        matter.voices.append(Voice(people[key], row["reported_at"]))
    for key, matter in found.items():
        # Voices that came in no matter of their own here: brought in, or older than what is looked at.
        more = min(rows[key]["voices"] - len(matter.voices), 1000)
        first = rows[key]["reported_at"]
        matter.voices.extend(Voice(f"{key}:{number}", first) for number in range(more))
    return list(found.values())


def _matter(row: dict[str, Any]) -> _Matter:
    known = row["lon"] is not None and row["lat"] is not None
    return _Matter(
        key=row["pk"],
        text=_without_numbers(f"{row['text']}\n{row['address']}"),
        lon=row["lon"] if known else None,
        lat=row["lat"] if known else None,
        place="" if known or not row["area_path"] else community_of(row["area_path"]),
        kind=row["category"],
        voices=[],
    )


def _without_numbers(text: str) -> str:
    """The text without telephone, identity and plate numbers: no word of a topic may be somebody's number."""
    for one in reversed(personal(text)):
        text = f"{text[: one.start]} {text[one.end :]}"
    return text


def _master(rows: dict[int, dict[str, Any]], key: int) -> int:
    for _ in range(_FURTHEST):
        above = rows[key]["merged_into_id"]
        if not above or above not in rows:
            break
        key = above
    return key


def _people(keys: Iterable[int]) -> dict[int, str]:
    """A number for each matter's reporter, the same for the same person; somebody unknown has one of his own."""
    wanted = list(keys)
    numbers: dict[str, str] = {}
    found = {key: f"m{key}" for key in wanted}
    told = Reporter.objects.filter(case_id__in=wanted).order_by("case_id")
    for key, phone, account in told.values_list("case_id", "phone_hash", "account_id"):
        if phone or account:
            found[key] = numbers.setdefault(phone or account, f"p{len(numbers)}")
    return found
