"""Whether a text sounds pressing: by the words of the district, which are policy; what was learned is asked after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from happiness_cloud.kernel.text import fold

MOST_WORDS = 3


def spoken(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Those of `words` that occur in the text, first ones first; English as whole words, Chinese anywhere."""
    said = fold(text)
    found = [(at, word) for word in words if (at := _place(said, fold(word))) >= 0]
    return tuple(word for _, word in sorted(found))[:MOST_WORDS]


def sounds(text: str, pressing: Mapping[str, Iterable[str]]) -> tuple[str, tuple[str, ...]]:
    """The first severity whose words occur, and which; ("", ()) where none does."""
    for severity, words in pressing.items():
        if found := spoken(text, words):
            return severity, found
    return "", ()


def _place(said: str, word: str) -> int:
    if not word:
        return -1
    if not word.isascii():
        return said.find(word)
    hit = re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", said)
    return hit.start() if hit else -1
