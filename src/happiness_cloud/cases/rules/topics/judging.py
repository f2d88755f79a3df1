"""How well topics that are known were found again: B-cubed and pairs, with bounds; each known one by itself.

Rows of one topic hang together, so bounds come from drawing whole topics again and again, and not single rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
# A known topic counts as one cluster when so much of it lies in one, and no other known topic has more of that one.
ONE_CLUSTER = 0.8
# precision, recall, rows; pairs right, pairs told, pairs true: what each known topic adds to the figures.
_Sums = NDArray[np.float64]


def judged(
    groups: Sequence[int], truth: Sequence[str], ranks: dict[int, int], seed: int = 0
) -> dict[str, Any]:
    """Figures for rows with a `truth` ("" = not judged); `groups` is the cluster of each row, `ranks` its place."""
    rows = [at for at, name in enumerate(truth) if name]
    told, known = Counter(groups[at] for at in rows), Counter(truth[at] for at in rows)
    both = Counter((truth[at], groups[at]) for at in rows)
    whole = Counter(groups)
    names = sorted(known)
    sums = np.array([_sums(name, both, told, known) for name in names], dtype=np.float64).reshape(-1, 6)
    topics = [_one(name, both, known, whole, ranks) for name in names if known[name] > 1]
    return {
        "n": len(rows),
        "topics": len(topics),
        **_bounded(sums, seed),
        "single": sum(one["single"] for one in topics),
        "known": topics,
    }


def _sums(
    name: str, both: Counter[tuple[str, int]], told: Counter[int], known: Counter[str]
) -> tuple[float, ...]:
    parts = [(times, told[group]) for (one, group), times in both.items() if one == name]
    size = known[name]
    return (
        sum(times * times / there for times, there in parts),
        sum(times * times / size for times, _ in parts),
        size,
        sum(times * (times - 1) / 2 for times, _ in parts),
        # A pair across two topics is told by both: each bears half of it.
        sum(times * (there - 1) / 2 for times, there in parts),
        size * (size - 1) / 2,
    )


def _one(
    name: str,
    both: Counter[tuple[str, int]],
    known: Counter[str],
    whole: Counter[int],
    ranks: dict[int, int],
) -> dict[str, Any]:
    parts = sorted(((times, -group) for (one, group), times in both.items() if one == name), reverse=True)
    times, group = parts[0][0], -parts[0][1]
    rival = max((seen for (one, there), seen in both.items() if there == group and one != name), default=0)
    return {
        "topic": name,
        "n": known[name],
        "clusters": len(parts),
        "share_in_largest": round(times / known[name], 4),
        "cluster_rank": ranks.get(group),
        "cluster_size": whole[group],
        "share_of_cluster": round(times / whole[group], 4),
        "single": bool(times >= ONE_CLUSTER * known[name] and times > rival),
    }


def _bounded(sums: _Sums, seed: int) -> dict[str, Any]:
    chance = np.random.default_rng(seed)
    draws = np.array(
        [
            _figures(sums[chance.integers(0, len(sums), len(sums))].sum(axis=0))
            for _ in range(DRAWS if len(sums) else 0)
        ]
    ).reshape(-1, 6)
    values = _figures(sums.sum(axis=0))
    names = [f"{kind}_{one}" for kind in ("bcubed", "pairs") for one in ("precision", "recall", "f1")]
    return {
        name: {
            "value": round(float(values[at]), 4) if len(sums) else None,
            "low": round(float(np.percentile(draws[:, at], 2.5)), 4) if len(sums) else None,
            "high": round(float(np.percentile(draws[:, at], 97.5)), 4) if len(sums) else None,
        }
        for at, name in enumerate(names)
    }


def _figures(sums: _Sums) -> _Sums:
    precise, found, rows, right, told, true = sums
    return np.array([*_three(precise, rows, found, rows), *_three(right, told, right, true)])


def _three(right: float, told: float, found: float, true: float) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean; nothing told is nothing wrong, nothing true nothing missed."""
    precision, recall = right / told if told else 1.0, found / true if true else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0
