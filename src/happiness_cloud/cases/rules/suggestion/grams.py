"""The signs a category can be learned from: Chinese characters and pairs of them, Latin words and pairs of them."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from happiness_cloud.kernel.text import fold

# What comes later in a text says little about its kind, and costs time.
READ_AT_MOST = 4000
_HEAD_AT_MOST = 80
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Numbers and single letters (house numbers, plates, telephone numbers) name somebody, not a kind of matter.
_RUN = re.compile(rf"[{_HAN}]+|[a-z]{{2,}}")
_FIRST = re.compile(r"\s*([^\n。！？!?；;]+)")


class Signs(NamedTuple):
    """The signs of a text and how often each stands there: of its first line or sentence, and of the rest."""

    head: Counter[str]
    rest: Counter[str]


def signs_of(text: str) -> Signs:
    """The signs of a text. The head says in a few words what the rest tells at length, so it is counted apart."""
    text = text[:READ_AT_MOST]
    head, rest = parted(text)
    # A text of one sentence is its own head.
    return Signs(grams(head), grams(rest) or grams(text))


def parted(text: str) -> tuple[str, str]:
    """The first line or sentence of a text, shortened when it goes on for long, and what follows."""
    first = _FIRST.match(text)
    if first is None:
        return "", text
    return first.group(1)[:_HEAD_AT_MOST], text[first.end() :]


def grams(text: str) -> Counter[str]:
    """How often each sign stands in `text`; numbers are left out, so a model cannot keep any."""
    found: list[str] = []
    word = ""
    for run in _RUN.findall(fold(text)):
        if run[0].isascii():
            found.append(run)
            if word:
                found.append(f"{word} {run}")
            word = run
            continue
        word = ""
        found.extend(run)
        found.extend(run[at : at + 2] for at in range(len(run) - 1))
    return Counter(found)
