"""Which hot topics the house finds in a file of matters, how hot, by which words; judged where a column tells the truth."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from happiness_cloud.cases import queries, rights
from happiness_cloud.interfaces.intake import tables
from happiness_cloud.kernel.access import house

from . import rows
from .duplicates import NAMES as USUAL

EVALUATOR = house("evaluate", rights.PUBLIC)
# What files call the columns that are not named, the likeliest first. A place is guessed only when it is surely one.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("msg_id", *USUAL["id"]),
    "time": (*USUAL["time"], "date", "日期", "受理时间", "来电时间", "反映时间", "创建时间", "诉求时间"),
    "votes": ("votes", "likes", "voices", "supporters", "点赞数", "点赞", "支持数", "赞"),
    "reporter": ("reporter", "user", "author", "caller", "留言用户", "用户", "反映人", "诉求人", "来电号码"),
    "place": ("place", "community", "neighbourhood", "小区", "社区", "村社区", "网格", "地点"),
    # Never guessed: what files call a type is often only complaint or question.
    "category": (),
    "lon": USUAL["lon"],
    "lat": USUAL["lat"],
}


def measure(
    cases: Path,
    *,
    text: Sequence[str],
    truth: str = "",
    top: int = 0,
    now: datetime | None = None,
    days: int = 0,
    seed: int = 0,
    **named: str,
) -> dict[str, Any]:
    """The topics of a file, hottest first; `top` of them are told, 0 for all.

    Columns that are not named are found by their usual names, or done without. `now` is the moment heat is asked for,
    else each topic's own hottest one; with `days` only rows of so many days before `now`, or before the last row.
    With `truth` all rows are used, and those with a word there are judged. Raises Invalid for an unknown column.
    """
    now = now.replace(tzinfo=UTC) if now and not now.tzinfo else now
    began, worked = time.perf_counter(), time.process_time()
    columns = _columns(cases, named)
    held = tables.opened(cases)
    rows.read(cases, (*text, *filter(None, (*columns.values(), truth))))
    sound = [one for one in held.rows() if not one.fault]
    left_out = sum(1 for one in held.rows() if one.fault)
    said = [_said(one.cells, text, columns) for one in sound]
    kept = _recent(said, now, days)
    told: queries.TopicsTrial = queries.topics_trial(
        EVALUATOR,
        [said[at] for at in kept],
        now,
        explained=top,
        truth=[sound[at].cells.get(truth, "").strip() for at in kept] if truth else (),
        seed=seed,
    )
    spoken = [said[at] for at in kept]
    numbers = [sound[at].number for at in kept]
    ids = [sound[at].cells.get(columns["id"], "").strip() for at in kept] if columns["id"] else numbers
    shown = told.topics[:top] if top else told.topics
    return {
        "kind": "topics",
        "n": len(kept),
        "rows_left_out": left_out + len(sound) - len(kept),
        "topics": len(told.topics),
        "in_topics": sum(len(one.members) for one in told.topics),
        "columns": {**columns, "text": list(text), "truth": truth},
        "members_are": columns["id"] or "row",
        "heat_at": now.isoformat() if now else "each topic's own hottest moment",
        "settings": told.settings,
        **({"judged": told.judged} if told.judged else {}),
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_seconds": round(time.process_time() - worked, 1),
        "clusters": [_cluster(rank, one, spoken, numbers, ids) for rank, one in enumerate(shown, 1)],
    }


def _columns(file: Path, named: dict[str, str]) -> dict[str, str]:
    columns = rows.columns(file)
    there = {one.casefold(): one for one in columns}
    found: dict[str, str] = {}
    for what, usual in NAMES.items():
        # One that is named and not there is refused when the file is read.
        found[what] = named.get(what) or next((there[one] for one in usual if one in there), "")
    return found


def _said(cells: dict[str, str], text: Sequence[str], columns: dict[str, str]) -> queries.Said:
    told = {what: cells.get(name, "").strip() if name else "" for what, name in columns.items()}
    lon, lat = rows.degree(told["lon"]), rows.degree(told["lat"])
    voice = queries.Voice(told["reporter"], rows.moment(told["time"]), _votes(told["votes"]))
    known = lon is not None and lat is not None
    return queries.Said(
        text="\n".join(filter(None, (cells.get(one, "").strip() for one in text))),
        voices=(voice,),
        lon=lon if known else None,
        lat=lat if known else None,
        place=told["place"],
        kind=told["category"],
    )


def _votes(text: str) -> int:
    try:
        return max(int(float(text)), 0)
    except (ValueError, OverflowError):
        return 0


def _recent(said: Sequence[queries.Said], now: datetime | None, days: int) -> list[int]:
    """The rows that count: with some words, and of the days asked for."""
    moments = [one.voices[0].at for one in said]
    last = now or max((one for one in moments if one is not None), default=None)
    first = last - timedelta(days=days) if days and last else None
    return [at for at, one in enumerate(said) if one.text and _between(first, moments[at], now)]


def _between(first: datetime | None, at: datetime | None, last: datetime | None) -> bool:
    if at is None:
        return first is None
    return (first is None or at >= first) and (last is None or at <= last)


def _cluster(
    rank: int,
    topic: queries.Topic,
    said: Sequence[queries.Said],
    numbers: Sequence[int],
    ids: Sequence[str | int],
) -> dict[str, Any]:
    members = [said[at] for at in topic.members]
    moments = sorted(one.voices[0].at for one in members if one.voices[0].at is not None)
    named = [one.place for one in members if one.place]
    usual = sorted(set(named), key=lambda one: (-named.count(one), one))[:3]
    return {
        "rank": rank,
        "heat": topic.heat.value,
        "size": len(members),
        "reporters": len({one.voices[0].who or at for at, one in enumerate(members)}),
        "votes": sum(one.voices[0].votes for one in members),
        "trend": topic.heat.trend,
        "hottest_at": topic.heat.at.date().isoformat() if topic.heat.at else None,
        "from": moments[0].date().isoformat() if moments else None,
        "to": moments[-1].date().isoformat() if moments else None,
        "words": list(topic.words.told),
        "places": list(dict.fromkeys((*usual, *topic.words.places))),
        "title": max(
            members, key=lambda one: sum(word in one.text for word in topic.words.told)
        ).text.partition("\n")[0][:80],
        "members": [ids[at] for at in topic.members],
        "rows": [numbers[at] for at in topic.members],
    }
