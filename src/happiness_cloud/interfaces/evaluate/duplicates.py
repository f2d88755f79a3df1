"""How well reports of the same thing are found: pairs that clerks noted, against a file of cases."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from happiness_cloud.cases import queries, rights
from happiness_cloud.interfaces.intake import tables
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid

from . import rows

EVALUATOR = house("evaluate", rights.PUBLIC)
SHOWN = 5
# What files of other systems call the columns that are asked for, the likeliest first.
NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        "case_id",
        "id",
        "number",
        "case_enquiry_id",
        "service_request_id",
        "unique_key",
        "编号",
        "工单编号",
        "留言编号",
    ),
    "time": (
        "open_dt",
        "opened",
        "reported_at",
        "requested_datetime",
        "created_date",
        "created",
        "time",
        "留言时间",
        "时间",
    ),
    "lon": ("lon", "lng", "long", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "category": ("type", "category", "service_name", "service_code", "complaint_type", "类别", "分类"),
}
TEXTS = (
    "case_title",
    "title",
    "text",
    "description",
    "details",
    "descriptor",
    "location",
    "address",
    "留言主题",
    "留言详情",
    "内容",
)


def measure(cases: Path, pairs: Path, *, text: Sequence[str] = (), **named: str) -> dict[str, Any]:
    """Ask for the first case of each pair; count in how many the second is among the five shown.

    Columns that are not named are found by their usual names. Pairs are the first two columns of their file.
    Cases without a time and pairs with a case that is not there are left out and counted.
    """
    began = time.perf_counter()
    columns = _columns(cases, named)
    words = tuple(text) or _texts(cases, columns)
    told, left_out = _reports(cases, columns, words)
    places = {key: at for at, key in enumerate(told)}
    wanted, missing = _pairs(pairs, places)
    done: queries.Trial = queries.likely_trial(EVALUATOR, list(told.values()), wanted, SHOWN)
    took = sorted(done.milliseconds) or [0.0]
    return {
        "kind": "duplicates",
        "n": len(wanted),
        "cases": len(told),
        "cases_left_out": left_out,
        "pairs_left_out": missing,
        "columns": {**columns, "text": list(words)},
        **{
            f"recall_at_{most}": rows.share(sum(0 < one <= most for one in done.places), len(wanted))
            for most in (1, 3, SHOWN)
        },
        "query_ms": {
            "p50": round(statistics.median(took), 2),
            "p95": round(took[min(int(len(took) * 0.95), len(took) - 1)], 2),
        },
        "seconds": round(time.perf_counter() - began, 1),
    }


def _columns(file: Path, named: dict[str, str]) -> dict[str, str]:
    there = {one.casefold(): one for one in tables.opened(file).columns if one}
    found: dict[str, str] = {}
    for what, usual in NAMES.items():
        asked = named.get(what) or ""
        if asked:
            if asked not in there.values():
                raise Invalid("intake.no_column", column=asked, columns=", ".join(there.values())[:400])
            found[what] = asked
            continue
        known = next((there[one] for one in usual if one in there), "")
        if not known and what in ("id", "time"):
            raise Invalid("intake.no_column", column=what, columns=", ".join(there.values())[:400])
        found[what] = known
    return found


def _texts(file: Path, columns: dict[str, str]) -> tuple[str, ...]:
    there = {one.casefold(): one for one in tables.opened(file).columns if one}
    found = tuple(there[one] for one in TEXTS if one in there)
    return tuple(dict.fromkeys((*filter(None, (columns["category"],)), *found)))


def _reports(file: Path, columns: dict[str, str], text: Sequence[str]) -> tuple[dict[str, queries.Told], int]:
    held = rows.read(file, tuple(filter(None, (*columns.values(), *text))))
    found: dict[str, queries.Told] = {}
    for cells in held.cells:
        at = rows.moment(cells.get(columns["time"], ""))
        if at is None:
            continue
        lon, lat = (
            rows.degree(cells.get(columns[name], "")) if columns[name] else None for name in ("lon", "lat")
        )
        found[cells[columns["id"]].strip()] = queries.Told(
            text=" ".join(cells.get(one, "") for one in text),
            lon=lon if lat is not None else None,
            lat=lat if lon is not None else None,
            at=at,
            category=cells.get(columns["category"], "") if columns["category"] else "",
        )
    return found, held.left_out + len(held.cells) - len(found)


def _pairs(file: Path, places: dict[str, int]) -> tuple[list[tuple[int, int]], int]:
    first, second, *_rest = tables.opened(file).columns
    held = rows.read(file, (first, second))
    told = [(cells[first].strip(), cells[second].strip()) for cells in held.cells]
    sound = [(places[one], places[other]) for one, other in told if one in places and other in places]
    return sound, held.left_out + len(told) - len(sound)
