"""How likely it is that two reports speak of the same thing: by words, distance, time and kind.

Each sign gives evidence between 0 and 1; the score is their weighted sum, so that no single sign decides: two
reports a hundred metres apart with the same words beat two on one spot about different things. Words that many of
the compared reports share say little (inverse document frequency among them). See docs/algorithms/duplicates.md.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nlargest
from typing import Final

from happiness_cloud.kernel.text import grams

# What each sign weighs; together 1.
WORDS, DISTANCE, KIND, TIME = 0.3, 0.3, 0.25, 0.15
# Distance and time at which the evidence has fallen to 1/e, and beyond which nothing is looked at.
NEAR_METRES, FAR_METRES = 60.0, 500.0
NEAR_DAYS, FAR_DAYS = 10.0, 60.0
# Less than this is not worth showing to anybody.
LEAST: Final = 0.45
MOST: Final = 5
# So many are compared word by word: the likeliest by place, kind and time, which cost next to nothing to tell.
SHORTLIST: Final = 120
_EARTH = 111_320.0
# A word that so many reports say does not lead to the one that is meant.
_COMMON = 2_000
# Among so few reports nothing is known of which words are rare: all weigh about the same.
_FEW = 10


@dataclass(frozen=True, slots=True)
class Spoken:
    """A report as it is compared: its terms, its point (None when unknown), when it came, its category."""

    words: frozenset[str]
    lon: float | None
    lat: float | None
    at: datetime
    category: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike another report is: score 0 to 1, metres apart (None when unknown), terms both say, rarest first."""

    index: int
    score: float
    metres: float | None
    shared: tuple[str, ...]


def spoken(text: str, lon: float | None, lat: float | None, at: datetime, category: str = "") -> Spoken:
    """A report from its text: terms are those of the search (pairs of Chinese characters, whole Latin words)."""
    return Spoken(frozenset(grams(text)), lon, lat, at, category)


def ranked(
    asked: Spoken, others: Sequence[Spoken], most: int = MOST, least: float = LEAST
) -> tuple[Alike, ...]:
    """The reports most like `asked`, best first; at most `most`, none below `least` or too far away."""
    weights = _weights(asked, others)
    whole = math.sqrt(sum(weights[term] ** 2 for term in asked.words)) or 1.0
    found = (_compared(asked, index, other, weights, whole) for index, other in enumerate(others))
    fitting = [one for one in found if one is not None and one.score >= least]
    fitting.sort(
        key=lambda one: (-one.score, one.metres if one.metres is not None else FAR_METRES, one.index)
    )
    return tuple(fitting[:most])


class Neighbourhood:
    """Many reports, to ask which are like one: an index by place, and by words for those without a point."""

    def __init__(self, reports: Sequence[Spoken]) -> None:
        self.reports = reports
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._says: dict[str, list[int]] = defaultdict(list)
        for index, one in enumerate(reports):
            if one.lon is not None and one.lat is not None:
                self._cells[self._cell(one.lon, one.lat)].append(index)
            for term in one.words:
                self._says[term].append(index)

    def likely(
        self, asked: Spoken, without: int = -1, most: int = MOST, least: float = LEAST
    ) -> tuple[Alike, ...]:
        """The reports most like `asked`, best first; `index` points into `reports`, `without` is left out."""
        near = [index for index in self._near(asked) if index != without]
        if len(near) > SHORTLIST:
            near = nlargest(SHORTLIST, near, key=lambda index: evidence(asked, self.reports[index]))
        found = ranked(asked, [self.reports[index] for index in near], most, least)
        return tuple(replace(one, index=near[one.index]) for one in found)

    def _near(self, asked: Spoken) -> Iterable[int]:
        if asked.lon is None or asked.lat is None:
            return self._mentioning(asked)
        column, line = self._cell(asked.lon, asked.lat)
        return (
            index
            for east in (-1, 0, 1)
            for north in (-1, 0, 1)
            for index in self._cells.get((column + east, line + north), ())
        )

    def _mentioning(self, asked: Spoken) -> Iterable[int]:
        """Those that share the rarest words of `asked`, until there are enough to compare."""
        shared: Counter[int] = Counter()
        for term in sorted(asked.words, key=lambda term: len(self._says.get(term, ()))):
            there = self._says.get(term, ())
            if len(there) > _COMMON and len(shared) >= SHORTLIST:
                break
            shared.update(dict.fromkeys(there, 1))
        return [index for index, _count in shared.most_common(SHORTLIST)]

    @staticmethod
    def _cell(lon: float, lat: float) -> tuple[int, int]:
        # At least as wide as the distance that counts, as far as 60 degrees north or south.
        side = FAR_METRES / _EARTH
        return int(lon // (2 * side)), int(lat // side)


def evidence(asked: Spoken, other: Spoken) -> float:
    """What place, kind and time say, without the words."""
    metres = _apart(asked, other)
    days = abs((asked.at - other.at).total_seconds()) / 86_400
    if days > FAR_DAYS or (metres is not None and metres > FAR_METRES):
        return 0.0
    near = 0.5 if metres is None else math.exp(-metres / NEAR_METRES)
    kind = float(bool(asked.category) and asked.category == other.category)
    return DISTANCE * near + KIND * kind + TIME * math.exp(-days / NEAR_DAYS)


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """The distance of two points some streets apart, in metres (plane approximation, below 0.1 % within 5 km)."""
    east = (lon - other_lon) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(east, lat - other_lat) * _EARTH


def said_by_both(shared: Iterable[str], text: str) -> tuple[str, ...]:
    """The shared terms as words of `text`: overlapping pairs of Chinese characters put together again."""
    terms, folded = set(shared), text.lower()
    found: list[str] = []
    run = ""
    for at in range(len(folded)):
        pair = folded[at : at + 2]
        if pair in terms:
            run = run + pair[1] if run else pair
        elif run:
            found.append(run)
            run = ""
    found.extend(term for term in terms if term.isascii() and len(term) > 2 and term in folded)
    return tuple(dict.fromkeys(one for one in (*found, run) if one))


def _apart(asked: Spoken, other: Spoken) -> float | None:
    if asked.lon is None or asked.lat is None or other.lon is None or other.lat is None:
        return None
    return metres_between(asked.lon, asked.lat, other.lon, other.lat)


def _weights(asked: Spoken, others: Sequence[Spoken]) -> dict[str, float]:
    counts = Counter(term for other in others for term in other.words)
    many = len(others) + _FEW * 5
    words = {term for other in others for term in other.words} | asked.words
    return {term: math.log(1 + many / (_FEW + counts[term])) for term in words}


def _compared(
    asked: Spoken, index: int, other: Spoken, weights: dict[str, float], whole: float
) -> Alike | None:
    metres = _apart(asked, other)
    days = abs((asked.at - other.at).total_seconds()) / 86_400
    if days > FAR_DAYS or (metres is not None and metres > FAR_METRES):
        return None
    shared = asked.words & other.words
    theirs = math.sqrt(sum(weights[term] ** 2 for term in other.words)) or 1.0
    same = sum(weights[term] ** 2 for term in shared) / (whole * theirs)
    # Where one of the two has no point, words and kind must carry it: half of what nearness would give.
    near = 0.5 if metres is None else math.exp(-metres / NEAR_METRES)
    kind = float(bool(asked.category) and asked.category == other.category)
    if not asked.category or not other.category:
        kind = same
    score = WORDS * same + DISTANCE * near + KIND * kind + TIME * math.exp(-days / NEAR_DAYS)
    rare = tuple(sorted(shared, key=lambda term: (-weights[term], term)))
    return Alike(index, round(score, 4), metres, rare)
