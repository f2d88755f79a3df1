"""The words that tell a topic from all others: what several of its first sentences say alike and others hardly do.

Any run of signs that several matters share is a candidate; of those that stand in one another the longest wins that
nearly as many say. So names of housing estates are found that no dictionary knows.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from happiness_cloud.kernel.text import fold

from ..suggestion.grams import parted
from .signs import Texts
from .told import Words

MOST_WORDS, MOST_PLACES = 6, 3
# So many of the matters must say it, and so many times as often as all others do.
_SHARE, _LIFT = 0.25, 2.0
# A longer run wins over one inside it when so large a part of the matters says it as well.
_AS_MANY = 0.7
_READ, _SIGNS, _LONGEST = 60, 160, 9
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(rf"[{_HAN}]+|[a-z0-9]+(?: [a-z0-9]+)*")
# Signs that begin or end no word, and those that only close the name of a larger place before.
_BARE = "的了是在有我你他您们和与及请也不被么为要就都对等个这那问让将把给到从吗呢吧啊之以于其并且已还能会可该"
_CLOSING = _BARE + "市区县省镇"
# How names of places end; what stands before is part of the name.
_ENDS = (
    "小区|社区|新村|花园|家园|公园|广场|大厦|大道|大桥|街道|学校|小学|中学|学院|大学|医院|市场|工地|车站"
    "|苑|园|城|湾|里|村|镇|乡|县|区|路|街|巷|桥|河|湖|江|站|院|厂|府|庭|邸|滩"
)
_PLACE = re.compile(
    rf"[{_HAN}]{{2,8}}(?:{_ENDS})$|[a-z]+ (?:st|street|av|ave|avenue|rd|road|pl|park|sq|square|ter|ln|way)$"
)


def words_of(texts: Texts, members: Sequence[int], told: Sequence[str]) -> Words:
    """What these members of `texts` say and others hardly do; `told` are their texts."""
    if len(told) == 1:
        # Of one matter alone nothing can be told apart: its own first sentence says it best.
        return Words(tuple(filter(None, (parted(told[0])[0],))), ())
    lift = _lift(texts, members)
    heads = [parted(text)[0] for text in told[:_READ]]
    found = _shared(heads, lift)
    if len(found) < 2:
        found = _shared([text[:_SIGNS] for text in told[:_READ]], lift)
    # Where nothing is said oftener than elsewhere (few rows, or only this topic), what most say must do.
    found = found or _shared(heads, {})
    places = [one for one in found if _PLACE.search(one)]
    return Words(tuple(found[:MOST_WORDS]), tuple(places[:MOST_PLACES]))


def runs_in(text: str) -> set[str]:
    """All runs of two to nine Chinese characters, and of one to three Latin words, that stand in a text."""
    found: set[str] = set()
    for run in _RUN.findall(fold(text)):
        parts, join, most = (run.split(), " ", 3) if run.isascii() else (run, "", _LONGEST)
        least = 1 if run.isascii() else 2
        for at in range(len(parts)):
            for end in range(at + least, min(at + most, len(parts)) + 1):
                found.add(join.join(parts[at:end]))
    return {one for one in found if len(one) > 1 and _whole(one)}


def _whole(run: str) -> bool:
    return run[0] not in _CLOSING and run[-1] not in _BARE


def _shared(texts: Sequence[str], lift: dict[str, float]) -> list[str]:
    """The runs that enough of these say, strongest first, none inside another and none cut off a longer one."""
    times = Counter(run for text in texts for run in runs_in(text))
    least = max(1 if len(texts) == 1 else 2, math.ceil(_SHARE * len(texts)))
    cut_off = _cut_off(times, least)
    strong = {
        run: seen * _strength(run, lift)
        for run, seen in times.items()
        if seen >= least and run not in cut_off
    }
    told: list[str] = []
    for run in sorted(
        (run for run in strong if strong[run] > 0), key=lambda run: (-strong[run], -len(run), run)
    ):
        if not any(_overlap(run, one) for one in told):
            told.append(run)
    return told


def _cut_off(times: Counter[str], least: int) -> set[str]:
    """Runs that nearly always go on: with one more sign before or after, as many say them."""
    found: set[str] = set()
    for run, seen in times.items():
        if seen >= least and not run.isascii():
            found.update(part for part in (run[1:], run[:-1]) if seen >= _AS_MANY * times.get(part, seen + 1))
    return found


def _overlap(one: str, other: str) -> bool:
    """Whether one stands in the other, or they share a piece at their ends: then they were cut from one name."""
    if one in other or other in one:
        return True
    least = min(len(one), len(other))
    return any(
        one[-size:] == other[:size] or other[-size:] == one[:size]
        for size in range(2 if least < 5 else 3, least)
    )


def _strength(run: str, lift: dict[str, float]) -> float:
    """The mean of what its terms tell, times the square root of how many there are."""
    terms = run.split() if run.isascii() else [run[at : at + 2] for at in range(len(run) - 1)]
    told = [lift.get(term, 0.0) if lift else 1.0 for term in terms]
    return sum(told) / math.sqrt(len(told)) if sum(one > 0 for one in told) * 2 > len(told) else 0.0


def _lift(texts: Texts, members: Sequence[int]) -> dict[str, float]:
    """The logarithm of how much oftener a term is said here than everywhere, for those that are."""
    here = texts.says[list(members)]
    numbers, times = np.unique(here.indices, return_counts=True)
    often = (times + 0.5) / (len(members) + 1) / ((texts.times[numbers] + 1) / (texts.says.shape[0] + 2))
    return {
        texts.terms[at]: float(np.log(much))
        for at, much in zip(numbers.tolist(), often.tolist(), strict=True)
        if much >= _LIFT
    }
