"""Putting together what is alike: neighbours of each text, then groups that grow by their average likeness.

Two groups join when each is the other's most alike and all pairs across them are, on average, alike enough. One link
is never enough, so nothing chains; nothing is drawn by chance, so the same rows give the same groups. The average
over all pairs is the product of the groups' summed vectors, so no table of all pairs is ever held.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .signs import gathered

# So many neighbours of a text are remembered, and none below this likeness.
NEIGHBOURS = 20
LEAST = 0.06
# Neighbours are looked for by the strongest terms, and compared by all.
_STRONGEST = 64
_AT_ONCE = 256
# Metres at which nearness has fallen to one half.
HALF_METRES = 500.0
# What is left of likeness when both name a place and it is another one: less than a topic needs.
ELSEWHERE = 0.08
# The same for the category: strong words may still be right against it.
OTHER_KIND = 0.4
_EARTH = 111_320.0
Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Named:
    """What texts name (a place, a category): a row each with a one for it; `otherwise` is left where two differ."""

    table: sparse.csr_matrix
    otherwise: float

    def alike(self, one: Numbers, other: Numbers) -> Floats:
        """1 where two name the same or one names nothing, `otherwise` where they differ, between for groups."""
        if not self.table.nnz:
            return np.ones(len(one))
        told = np.diff(self.table.indptr) > 0
        same = self.otherwise + (1 - self.otherwise) * products(self.table, one, other)
        return np.where(told[one] & told[other], same, 1.0)

    def of_groups(self, groups: Numbers, weights: Floats, many: int) -> Named:
        """What share of those of each group that name something name which."""
        held = gathered(sparse.diags(weights) @ self.table, groups, many)
        told = np.asarray(held.sum(axis=1)).ravel()
        return Named((sparse.diags(1 / np.where(told > 0, told, 1.0)) @ held).tocsr(), self.otherwise)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where each text belongs: degrees (NaN when unknown), and what it names."""

    lon: Floats
    lat: Floats
    named: tuple[Named, ...]

    def near(self, one: Numbers, other: Numbers) -> Floats:
        """How near each two are, 0 to 1; 1 where one of them is not known, since then words must tell."""
        middle = np.radians((self.lat[one] + self.lat[other]) / 2)
        east = (self.lon[one] - self.lon[other]) * np.cos(middle)
        metres = np.hypot(east, self.lat[one] - self.lat[other]) * _EARTH
        found = np.where(np.isnan(metres), 1.0, 1 / (1 + (metres / HALF_METRES) ** 2))
        for names in self.named:
            found = found * names.alike(one, other)
        return np.asarray(found)

    def of_groups(self, groups: Numbers, weights: Floats, many: int) -> Ground:
        """The middle of each group, and what it names."""
        known = ~np.isnan(self.lon)
        held = np.bincount(groups[known], weights[known], many)
        some = np.where(held > 0, held, np.nan)
        lon = np.bincount(groups[known], (self.lon * weights)[known], many) / some
        lat = np.bincount(groups[known], (self.lat * weights)[known], many) / some
        return Ground(lon, lat, tuple(one.of_groups(groups, weights, many) for one in self.named))


def products(rows: sparse.csr_matrix, one: Numbers, other: Numbers) -> Floats:
    """The product of each row of `one` with its fellow of `other`, some at once: memory stays small."""
    found = np.empty(len(one))
    for at in range(0, len(one), 20_000):
        part = slice(at, at + 20_000)
        found[part] = np.asarray(rows[one[part]].multiply(rows[other[part]]).sum(axis=1)).ravel()
    return found


def neighbours(vectors: sparse.csr_matrix, ground: Ground) -> Numbers:
    """Pairs of rows that are alike, each once, the smaller number first."""
    few = _strongest(vectors)
    turned = few.T.tocsr()
    pairs: list[Numbers] = []
    for begin in range(0, vectors.shape[0], _AT_ONCE):
        some = (few[begin : begin + _AT_ONCE] @ turned).tocoo()
        one, other = some.row.astype(np.int64) + begin, some.col.astype(np.int64)
        kept = (one != other) & (some.data >= LEAST / 2)
        one, other = one[kept], other[kept]
        likely = some.data[kept] * ground.near(one, other)
        kept = likely >= LEAST / 2
        pairs.append(_best(one[kept], other[kept], likely[kept], 2 * NEIGHBOURS))
    found = np.concatenate(pairs) if pairs else np.zeros((0, 2), dtype=np.int64)
    alike = products(vectors, found[:, 0], found[:, 1]) * ground.near(found[:, 0], found[:, 1])
    kept = alike >= LEAST
    best = _best(found[kept, 0], found[kept, 1], alike[kept], NEIGHBOURS)
    best.sort(axis=1)
    return np.unique(best, axis=0).reshape(-1, 2)


def grouped(sums: sparse.csr_matrix, sizes: Floats, ground: Ground, pairs: Numbers, least: float) -> Numbers:
    """The number of the group of each row. A row is the sum of the vectors of `sizes` texts; those of `pairs` can join."""
    groups, weights, middles = np.arange(len(sizes)), sizes, ground
    alike = _alike(sums, sizes, middles, pairs)
    while True:
        kept = alike >= least
        pairs, alike = pairs[kept], alike[kept]
        one, other = _each_others_best(pairs, alike, len(sizes))
        if not one.size:
            return groups
        into = np.arange(len(sizes))
        into[other] = one
        left, into = np.unique(into, return_inverse=True)
        groups, many = into[groups], len(left)
        sums, sizes = gathered(sums, into, many), np.bincount(into, sizes, many).astype(np.float64)
        middles = ground.of_groups(groups, weights, many)
        pairs, alike = _renamed(into[pairs], alike, many)
        grown = np.zeros(many, dtype=bool)
        grown[into[one]] = True
        touched = grown[pairs[:, 0]] | grown[pairs[:, 1]]
        alike[touched] = _alike(sums, sizes, middles, pairs[touched])


def _alike(sums: sparse.csr_matrix, sizes: Floats, middles: Ground, pairs: Numbers) -> Floats:
    one, other = pairs[:, 0], pairs[:, 1]
    return products(sums, one, other) / (sizes[one] * sizes[other]) * middles.near(one, other)


def _each_others_best(pairs: Numbers, alike: Floats, many: int) -> tuple[Numbers, Numbers]:
    """Groups that are most alike to each other; of equal ones those whose numbers differ least, digit by digit.

    So nothing is left to chance, and of many that are all alike half join at once and not two.
    """
    both = np.concatenate([pairs, pairs[:, ::-1]])
    # Sums in another order differ in the last digits; those decide nothing.
    strong = -np.round(np.concatenate([alike, alike]), 9)
    both = both[np.lexsort((both[:, 0] ^ both[:, 1], strong, both[:, 0]))]
    first = np.ones(len(both), dtype=bool)
    first[1:] = both[1:, 0] != both[:-1, 0]
    best = np.full(many, -1)
    best[both[first, 0]] = both[first, 1]
    at = np.arange(many)
    mutual = (best > at) & (best[np.maximum(best, 0)] == at)
    return at[mutual], best[mutual]


def _renamed(pairs: Numbers, alike: Floats, many: int) -> tuple[Numbers, Floats]:
    """The pairs under the new numbers of their groups, each once, none of a group with itself."""
    apart = pairs[:, 0] != pairs[:, 1]
    pairs, alike = np.sort(pairs[apart], axis=1), alike[apart]
    _, first = np.unique(pairs[:, 0] * many + pairs[:, 1], return_index=True)
    return pairs[first], alike[first]


def _best(one: Numbers, other: Numbers, alike: Floats, most: int) -> Numbers:
    """The likeliest few of each row."""
    order = np.lexsort((other, -np.round(alike, 9), one))
    one, other = one[order], other[order]
    begins = np.searchsorted(one, one, side="left")
    kept = np.arange(len(one)) - begins < most
    return np.stack([one[kept], other[kept]], axis=1)


def _strongest(vectors: sparse.csr_matrix) -> sparse.csr_matrix:
    """Each row with its strongest terms alone."""
    rows = np.repeat(np.arange(vectors.shape[0]), np.diff(vectors.indptr))
    order = np.lexsort((vectors.indices, -vectors.data, rows))
    begins = vectors.indptr[rows]
    kept = order[np.arange(len(order)) - begins < _STRONGEST]
    kept.sort()
    return sparse.csr_matrix((vectors.data[kept], (rows[kept], vectors.indices[kept])), shape=vectors.shape)
