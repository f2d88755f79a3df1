"""The columns of a file that a measurement asks for, and how sure a share of n is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from happiness_cloud.interfaces.intake import tables
from happiness_cloud.kernel.errors import Invalid

# The normal deviate of a bound that holds in 95 of 100 cases.
_DEVIATE = 1.959964
_DRAWS = 2000
_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y年%m月%d日",
    "%Y年%m月%d日 %H:%M",
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The readable rows of a file; `left_out` could not be read."""

    cells: tuple[dict[str, str], ...]
    left_out: int


def read(file: Path, columns: Sequence[str]) -> Rows:
    """The rows of a CSV, XLSX or JSON file. Raises Invalid naming a column that is missing and the nearest there is."""
    table = tables.opened(file)
    for name in columns:
        if name not in table.columns:
            _missing(name, table.columns)
    rows = list(table.rows())
    sound = tuple(one.cells for one in rows if not one.fault)
    return Rows(sound, len(rows) - len(sound))


def columns(file: Path) -> tuple[str, ...]:
    """The named columns of a file, in order."""
    return tuple(one for one in tables.opened(file).columns if one)


def _missing(name: str, there: Sequence[str]) -> None:
    told = ", ".join(one for one in there if one)[:400]
    folded = {one.casefold(): one for one in there}
    near = get_close_matches(name.casefold()[:60], list(folded), n=1, cutoff=0.5)
    if near:
        raise Invalid("intake.unknown_column", column=name, mend=folded[near[0]], columns=told)
    raise Invalid("intake.no_column", column=name, columns=told)


def mean(values: Sequence[float], seed: int = 0) -> dict[str, Any]:
    """A mean with its 95 % bounds, by drawing the values again and again, always the same way."""
    if not values:
        return {"n": 0, "value": None, "low": None, "high": None}
    held = np.asarray(values, dtype=np.float64)
    chance = np.random.default_rng(seed)
    drawn = [float(held[chance.integers(0, held.size, held.size)].mean()) for _ in range(_DRAWS)]
    low, high = (round(float(one), 4) for one in np.percentile(drawn, [2.5, 97.5]))
    return {"n": held.size, "value": round(float(held.mean()), 4), "low": low, "high": high}


def share(hits: int, n: int) -> dict[str, Any]:
    """A share of n with its 95 % bounds (Wilson: also right for few rows and shares near 0 or 1)."""
    if not n:
        return {"n": 0, "value": None, "low": None, "high": None}
    value, square = hits / n, _DEVIATE**2
    middle = (value + square / (2 * n)) / (1 + square / n)
    half = _DEVIATE * math.sqrt(value * (1 - value) / n + square / (4 * n * n)) / (1 + square / n)
    return {
        "n": n,
        "value": round(value, 4),
        "low": round(max(middle - half, 0.0), 4),
        "high": round(min(middle + half, 1.0), 4),
    }


def moment(text: str) -> datetime | None:
    """The moment a cell tells, in one of the usual ways; None for anything else."""
    text = text.strip()
    found: datetime | None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = next(filter(None, (_parsed(text, form) for form in _FORMATS)), None)
    # Only spans between moments of one file are compared, so a zone that is not named does not matter.
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 -- given a zone by the caller
    except ValueError:
        return None


def degree(text: str) -> float | None:
    """The degrees a cell tells; None for 0, which files write for "unknown", and for anything else."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if -180 <= found <= 180 and found != 0 else None
