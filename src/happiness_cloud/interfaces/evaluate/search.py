"""Whether words find the matters they should: the house's own list, newest first, on matters of a file."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from happiness_cloud.cases import actions as cases_actions
from happiness_cloud.cases import queries as cases_queries
from happiness_cloud.kernel.access import EVERYWHERE, house
from happiness_cloud.kernel.errors import Invalid

from . import rows

EVALUATOR = house("evaluate", "cases.import", "cases.read", "institution.read")
SHOWN = 10
# Matters count as reported one after the other, as they stand in the file.
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)


def measure(
    cases: Path,
    queries: Path,
    *,
    text: Sequence[str],
    key: str = "id",
    query: str = "query",
    expected: str = "expected",
) -> dict[str, Any]:
    """Bring in the matters, ask every query as a person would, compare the first ten; all is taken back afterwards.

    `expected` holds ids divided by blanks, commas or semicolons. Recall is the share of them (of ten at most)
    that is shown; the reciprocal rank is that of the first one shown, 0 when none is.
    """
    held = rows.read(cases, (key, *text))
    wanted = rows.read(queries, (query, expected))
    records, ids = _records(held, key, text)
    asked = [(one[query].strip(), _ids(one[expected], ids)) for one in wanted.cells]
    sound = [one for one in asked if all(one)]
    if not sound:
        raise Invalid("cases.bad_filter", name=expected, field=expected)
    recall: list[float] = []
    rank: list[float] = []
    spent: list[float] = []
    with transaction.atomic():
        cases_actions.bring_in(EVALUATOR, records=records, area=EVERYWHERE, source="evaluate")
        for words, ids_wanted in sound:
            began = time.perf_counter()
            shown = _shown(words)
            spent.append((time.perf_counter() - began) * 1000)
            recall.append(len(ids_wanted & set(shown)) / min(len(ids_wanted), SHOWN))
            rank.append(next((1 / at for at, one in enumerate(shown, 1) if one in ids_wanted), 0.0))
        transaction.set_rollback(True)
    return {
        "kind": "search",
        "n": len(sound),
        "cases": len(records),
        "left_out": held.left_out + wanted.left_out + len(asked) - len(sound),
        "recall_at_10": rows.mean(recall),
        "mrr": rows.mean(rank),
        "p95_ms": round(sorted(spent)[int(len(spent) * 0.95)], 1),
    }


def _records(held: rows.Rows, key: str, text: Sequence[str]) -> tuple[list[cases_actions.Record], set[str]]:
    found: dict[str, str] = {}
    for one in held.cells:
        words = "\n".join(filter(None, (one[name].strip() for name in text)))
        if one[key].strip() and words:
            found.setdefault(_number(one[key]), words[:20_000])
    records = [
        cases_actions.Record(
            external_id=f"evaluate:{number}",
            reported_at=_FIRST + timedelta(seconds=at),
            text=words,
            channel="import",
            area_path=EVERYWHERE,
            number=number,
        )
        for at, (number, words) in enumerate(found.items())
    ]
    return records, set(found)


def _shown(words: str) -> list[str]:
    page = cases_queries.worklist(EVALUATOR, cases_queries.Filter(q=words, order="newest"), size=SHOWN)
    return [one.number for one in page.rows]


def _ids(told: str, known: set[str]) -> frozenset[str]:
    """The ids a query should find, those that are among the matters."""
    return frozenset(_number(one) for one in re.split(r"[\s,;，；]+", told) if _number(one) in known)


def _number(told: str) -> str:
    return told.strip()[:40]
