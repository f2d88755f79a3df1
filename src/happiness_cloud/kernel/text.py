"""Text as people type it: folded, cut for search, and with personal numbers found and masked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{_HAN}]+|[a-z0-9]+")
_HAN_SIGN = re.compile(f"[{_HAN}]")
_SEAM_AT_END = re.compile(rf"([a-z0-9]+[{_HAN}])[^a-z0-9{_HAN}]*$")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

# Digits may be split by spaces or hyphens when a person writes a number down.
_PHONE = re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])0[1-9][0-9]{1,2}[- ]?[2-9][0-9]{6,7}(?![0-9])")
_ID = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_LETTER = "A-HJ-NP-Za-hj-np-z"
_PLATE = re.compile(rf"[{_PROVINCES}][{_LETTER}][·• ]?[{_LETTER}0-9]{{4,5}}[{_LETTER}0-9挂学警港澳]")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
# One of these is in each of them: most texts are seen to hold none at one look.
_HINT = re.compile(rf"[0-9][0-9 -]{{5}}|[{_PROVINCES}][{_LETTER}]|@")
# Full-width signs as plain ones.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_KINDS = (("id", _ID), ("phone", _PHONE), ("landline", _LANDLINE), ("plate", _PLATE), ("mail", _MAIL))


@dataclass(frozen=True, slots=True)
class Found:
    """A personal number in a text: its kind and its place, `text[start:end]`."""

    kind: str
    start: int
    end: int


def fold(text: str) -> str:
    """One spelling for comparing: full-width to half-width, lower case, spaces collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def grams(text: str) -> list[str]:
    """Terms for search: character pairs of Chinese runs, whole Latin words and numbers, in order.

    A single Chinese character between other signs stands as itself. A query cut the same way finds
    any substring of two or more characters, whatever a dictionary thinks a word is.
    """
    terms: list[str] = []
    for run in _RUN.findall(fold(text)):
        if run[0].isascii() or len(run) == 1:
            terms.append(run)
        else:
            terms.extend(map(add, run, run[1:]))
    return terms


def lexemes(text: str) -> str:
    """The terms of `text` with their places, as PostgreSQL writes a tsvector (`'水管':1 '管破':2`).

    Made here and not by the database's parser, which cuts Chinese by the server's locale.
    """
    places: dict[str, str] = {}
    # Positions end at 16383 in PostgreSQL, and a term keeps 255 of them; later ones still count, at the last place.
    for at, term in _placed(text):
        seen = places.get(term)
        if seen is None:
            places[term] = str(min(at, 16383))
        elif at <= 255 or seen.count(",") < 254:
            places[term] = f"{seen},{min(at, 16383)}"
    return " ".join([f"'{term}':{seen}" for term, seen in places.items()])


def _placed(text: str) -> Iterator[tuple[int, str]]:
    """Terms with their places; a number or Latin word also together with the Chinese sign behind it (`12号`).

    Such a seam is rare where its sign alone is everywhere: what begins with that sign need not be looked through.
    """
    folded, at = fold(text), 0
    for run in _RUN.finditer(folded):
        terms = grams(run[0])
        yield from enumerate(terms, at + 1)
        if run[0].isascii() and _HAN_SIGN.match(folded, run.end()):
            yield at + 1, folded[run.start() : run.end() + 1]
        at += len(terms)


def phrase(word: str) -> str:
    """A tsquery that finds `word` as it stands: its terms one after the other; "" when it has none.

    The last term may go on: a Latin word that is still being typed, or a Chinese character that stands alone here and
    begins a longer run there; behind a number or Latin word it is a seam with it. One that stands alone at the beginning
    may end a longer run, which no term tells: it is left to those that follow.
    """
    found = grams(word)
    if len(found) > 1 and len(found[0]) == 1 and not found[0].isascii():
        del found[0]
    if seam := _SEAM_AT_END.search(fold(word)):
        found[-2:] = [seam[1]]
        return " <-> ".join(f"'{term}'" for term in found)
    terms = [f"'{term}'" for term in found]
    if found and (len(found[-1]) > 1) == found[-1].isascii():
        terms[-1] += ":*"
    return " <-> ".join(terms)


def personal(text: str) -> list[Found]:
    """Every phone, identity, plate number and mail address in `text`, left to right, not overlapping.

    Full-width digits count; identity numbers win over phone numbers inside them.
    """
    # Folding sign by sign keeps every position as it was.
    flat = text.translate(_NARROW)
    if not _HINT.search(flat):
        return []
    found: list[Found] = []
    for kind, pattern in _KINDS:
        for hit in pattern.finditer(flat):
            if all(hit.end() <= other.start or hit.start() >= other.end for other in found):
                found.append(Found(kind, hit.start(), hit.end()))
    return sorted(found, key=lambda one: one.start)


def masked(text: str) -> str:
    """`text` with every personal number hidden but for its first signs (`138****`)."""
    out: list[str] = []
    at = 0
    for one in personal(text):
        keep = 3 if one.kind in ("phone", "landline") else 2 if one.kind == "plate" else 1
        out.append(text[at : one.start] + text[one.start : one.start + keep] + "****")
        at = one.end
    return "".join(out) + text[at:]


def masked_phone(phone: str) -> str:
    """A phone number as it may be shown: `138****5678`."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"
