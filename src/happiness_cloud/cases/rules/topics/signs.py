"""What texts say as vectors: the terms of the search, weighed by how few topics say them.

A term is rare by the number of *groups* that say it and not of texts: what fifty people write of one building site
would otherwise pass for common just because the topic is hot.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from happiness_cloud.kernel.text import grams

from ..suggestion.grams import parted

# What comes later in a long letter is mostly law and courtesy.
READ_AT_MOST = 1500
# A term of more than this share of the texts says nothing of one topic, unless there are hardly any texts. Not less:
# in a short text (“street lamp out”) common terms are all there is, and the place tells which lamp.
MOST_SHARE, MOST_OF_FEW = 0.5, 20
# How much more a rare term says; the same as in the suggestion of categories.
RARE = 1.5
# How strong one term may be in a text: a rare name of a place alone makes no topic, something must be said of it.
# In a short text every term is strong; there only those are held back that outdo the others.
LOUDEST = 0.16


class Texts:
    """Texts, read once: how often each term stands in the first sentence and in the rest of each."""

    def __init__(self, texts: Sequence[str]) -> None:
        read = [_counted(one) for one in texts]
        held: Counter[str] = Counter()
        for head, rest in read:
            held.update(head.keys() | rest.keys())
        most = max(MOST_SHARE * len(read), MOST_OF_FEW)
        self.terms = sorted(term for term, times in held.items() if 2 <= times <= most)
        numbers = {term: at for at, term in enumerate(self.terms)}
        self._head = _table([head for head, _ in read], numbers)
        self._rest = _table([rest for _, rest in read], numbers)
        self.says: sparse.csr_matrix = (self._head + self._rest).tocsr()
        self.says.data[:] = 1.0
        self.says.sort_indices()
        self.times = np.bincount(self.says.indices, minlength=len(self.terms))

    def vectors(self, groups: NDArray[np.int64]) -> sparse.csr_matrix:
        """One row a text, of length one at most; terms weigh by how few of `groups` (a number for each text) say them."""
        many = int(groups.max()) + 1 if groups.size else 0
        whole = gathered(self.says, groups, many)
        times = np.bincount(whole.indices, minlength=len(self.terms))
        rarity = sparse.diags(np.maximum(np.log((1 + many) / (1 + times)), 0.0) ** RARE)
        found = even((even((self._head @ rarity).tocsr()) + even((self._rest @ rarity).tocsr())).tocsr())
        found.sort_indices()
        many_terms = np.diff(found.indptr)
        loudest = np.maximum(LOUDEST, 1 / np.sqrt(np.maximum(many_terms, 1)))
        found.data = np.minimum(found.data, np.repeat(loudest, many_terms))
        return found


def gathered(rows: sparse.csr_matrix, groups: NDArray[np.int64], many: int) -> sparse.csr_matrix:
    """The sum of the rows of each of `many` groups."""
    ones = np.ones(len(groups))
    return (sparse.csr_matrix((ones, (groups, np.arange(len(groups)))), (many, len(groups))) @ rows).tocsr()


def even(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Every row of length one; an empty one stays empty."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.where(length > 0, length, 1.0)) @ rows).tocsr()


def _counted(text: str) -> tuple[Counter[str], Counter[str]]:
    head, rest = parted(text[:READ_AT_MOST])
    return Counter(grams(head)), Counter(grams(rest) or grams(text[:READ_AT_MOST]))


def _table(texts: Sequence[Counter[str]], numbers: dict[str, int]) -> sparse.csr_matrix:
    ends = np.zeros(len(texts) + 1, dtype=np.int64)
    columns: list[int] = []
    values: list[float] = []
    for at, one in enumerate(texts):
        for term, times in one.items():
            number = numbers.get(term)
            if number is not None:
                columns.append(number)
                values.append(1 + math.log(times))
        ends[at + 1] = len(columns)
    shape = (len(texts), len(numbers))
    found = sparse.csr_matrix((np.array(values), np.array(columns, dtype=np.int64), ends), shape=shape)
    found.sort_indices()
    return found
