"""Finding the hot topics among many matters: read, put together, ranked by heat, explained.

Twice: what is surely one thing first, so that the second time a term is rare when few *topics* say it. See
docs/algorithms/topics.md for how the two limits were chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from scipy import sparse

from .groups import (
    ELSEWHERE,
    HALF_METRES,
    LEAST,
    NEIGHBOURS,
    OTHER_KIND,
    Ground,
    Named,
    Numbers,
    grouped,
    neighbours,
)
from .heat import HALF_LIFE, Heat, heat, hottest
from .signs import LOUDEST, MOST_SHARE, RARE, READ_AT_MOST, Texts, even, gathered
from .told import Said, Topic, Words
from .words import words_of

# How alike, on average over all pairs, texts of one thing surely are, and those of one topic.
SURE = 0.14
ALIKE = 0.09
# A topic needs two matters, or one that so much heat speaks for.
LEAST_HEAT_ALONE = 5.0
NO_WORDS = Words((), ())
SETTINGS: dict[str, Any] = {
    "sure": SURE,
    "alike": ALIKE,
    "neighbours": NEIGHBOURS,
    "neighbour_least": LEAST,
    "rarity_power": RARE,
    "loudest_term": LOUDEST,
    "common_share": MOST_SHARE,
    "read_at_most": READ_AT_MOST,
    "half_metres": HALF_METRES,
    "elsewhere": ELSEWHERE,
    "other_kind": OTHER_KIND,
    "half_life_days": HALF_LIFE,
    "least_heat_alone": LEAST_HEAT_ALONE,
}


def topics(said: Sequence[Said], now: datetime | None = None, explained: int = 0) -> tuple[Topic, ...]:
    """The topics among these, hottest first: hot at `now`, or each at its own hottest moment when that is None.

    Words are told for the `explained` hottest, 0 for all: they cost as much as all the rest.
    """
    if not said:
        return ()
    groups, texts = _groups(said)
    held: dict[int, list[int]] = {}
    for at, group in enumerate(groups.tolist()):
        held.setdefault(group, []).append(at)
    found: list[tuple[Heat, tuple[int, ...]]] = []
    for members in held.values():
        voices = [voice for at in members for voice in said[at].voices]
        told = heat(voices, now) if now else hottest(voices)
        if len(members) > 1 or told.value >= LEAST_HEAT_ALONE:
            found.append((told, tuple(members)))
    found.sort(key=lambda one: (-one[0].value, -len(one[1]), one[1]))
    return tuple(
        Topic(numbers, told, _words(texts, said, numbers) if not explained or at < explained else NO_WORDS)
        for at, (told, numbers) in enumerate(found)
    )


def _words(texts: Texts, said: Sequence[Said], members: Sequence[int]) -> Words:
    return words_of(texts, members, [said[at].text for at in members])


def _groups(said: Sequence[Said]) -> tuple[Numbers, Texts]:
    """The number of the group of each matter, and the texts as they were read."""
    texts = Texts([one.text for one in said])
    ground = _ground(said)
    # What says the same at the same place is one row: there may be thousands of them, all each other's best.
    vectors = texts.vectors(np.arange(len(said)))
    same: dict[tuple[Any, ...], int] = {}
    rows = np.array([same.setdefault(key, len(same)) for key in _keys(said, vectors)])
    many, alone = len(same), np.ones(len(said))
    sums, middles = gathered(texts.vectors(rows), rows, many), ground.of_groups(rows, alone, many)
    sizes = np.bincount(rows, alone, many).astype(np.float64)
    sure = grouped(sums, sizes, middles, neighbours(even(sums), middles), SURE)
    rows, many = sure[rows], int(sure.max(initial=-1)) + 1
    sums, middles = gathered(texts.vectors(rows), rows, many), ground.of_groups(rows, alone, many)
    sizes = np.bincount(rows, alone, many).astype(np.float64)
    return grouped(sums, sizes, middles, neighbours(even(sums), middles), ALIKE)[rows], texts


def _keys(said: Sequence[Said], vectors: sparse.csr_matrix) -> Iterator[tuple[Any, ...]]:
    """What makes two matters the same to this rule: the terms that count, the point, what is named."""
    for at, one in enumerate(said):
        part = slice(vectors.indptr[at], vectors.indptr[at + 1])
        # A text without any term that counts is like none but the very same.
        terms = vectors.indices[part].tobytes() + vectors.data[part].tobytes()
        yield terms or one.text or at, one.lon, one.lat, one.place, one.kind


def _ground(said: Sequence[Said]) -> Ground:
    known = [one.lon is not None and one.lat is not None for one in said]
    lon = np.array(
        [one.lon if there else np.nan for one, there in zip(said, known, strict=True)], dtype=float
    )
    lat = np.array(
        [one.lat if there else np.nan for one, there in zip(said, known, strict=True)], dtype=float
    )
    return Ground(
        lon,
        lat,
        (
            Named(_table([one.place for one in said]), ELSEWHERE),
            Named(_table([one.kind for one in said]), OTHER_KIND),
        ),
    )


def _table(names: Sequence[str]) -> sparse.csr_matrix:
    """A row each, with a one in the column of what is named there."""
    columns: dict[str, int] = {}
    told = [(at, columns.setdefault(name, len(columns))) for at, name in enumerate(names) if name]
    rows, numbers = [at for at, _ in told], [number for _, number in told]
    shape = (len(names), max(len(columns), 1))
    return sparse.csr_matrix((np.ones(len(told)), (rows, numbers)), shape=shape)
