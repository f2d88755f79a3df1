"""The lists of categories: what a file of a standard holds, what old codes became, and search by words.

A component and a matter share a code and two standards share codes, so an entry is named by standard, kind
and code. Only matters of lists that need no version with their codes are offered for new matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from happiness_cloud.institution.rules.validity import Period
from happiness_cloud.kernel.text import fold, grams

MATTER = "matter"
ALWAYS = Period()


@dataclass(frozen=True)
class Category:
    """One entry of a list, with both names; `urgent` proposes a severity, `icon` may be ""."""

    code: str
    standard: str
    kind: str
    zh: str
    en: str
    plain_zh: str
    plain_en: str
    group: str
    group_zh: str
    group_en: str
    words: tuple[str, ...] = ()
    urgent: bool = False
    icon: str = ""
    local: bool = False
    offered: bool = True
    period: Period = ALWAYS
    successor: tuple[str, str, str] | None = None


def entries(document: Mapping[str, Any], make: type[Category] = Category) -> tuple[Category, ...]:
    """Every category of a list: its components, its matters, and the matters derived from components."""
    classes = {one["code"]: one for one in document["classes"]}
    period = Period(_day(document.get("valid_from")), _day(document.get("valid_to")))
    open_list = not document.get("requires_source_version", False)
    found = []
    for kind, raw in _raw(document):
        plain, group = raw.get("plain") or raw, classes[raw["class"]]
        words = raw.get("words") or {}
        after = raw.get("successor")
        found.append(
            make(
                code=raw["code"],
                standard=document["standard"],
                kind=kind,
                zh=raw["zh"],
                en=raw["en"],
                plain_zh=plain["zh"],
                plain_en=plain["en"],
                group=raw["class"],
                group_zh=group["zh"],
                group_en=group["en"],
                words=(*words.get("zh", ()), *words.get("en", ())),
                urgent=bool(raw.get("urgent", False)),
                icon=raw.get("icon", ""),
                local=bool(document.get("local", False)),
                offered=open_list and kind == MATTER,
                period=period,
                successor=(after["standard"], after["kind"], after["code"]) if after else None,
            )
        )
    return tuple(found)


def ruled_successor(document: Mapping[str, Any], code: str) -> tuple[str, str, str] | None:
    """What the crosswalk rule of an old list makes of a code that has no entry; None when it says nothing."""
    rule = document.get("crosswalk")
    if not rule or len(code) != 4:
        return None
    group, item = code[:2], code[2:]
    if group in rule["local_classes"] or item in rule["local_items"] or group not in rule["classes"]:
        return None
    return rule["to"], rule["kind"], rule["classes"][group] + item.zfill(rule["item_digits"])


@dataclass(frozen=True, slots=True)
class _Card:
    category: Category
    names: tuple[str, ...]
    plain: tuple[str, ...]
    words: tuple[str, ...]
    grams: frozenset[str]


class SearchIndex:
    """Finds categories by official names, plain words, search words and codes; best first."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._cards = tuple(_card(one) for one in categories)

    def find(self, text: str, limit: int) -> tuple[Category, ...]:
        """At most `limit` categories for what somebody types; the first ones of the list for nothing."""
        asked = fold(text)
        if not asked:
            return tuple(card.category for card in self._cards[:limit])
        terms = frozenset(grams(text))
        scored = [(_score(card, asked, terms), n) for n, card in enumerate(self._cards)]
        best = sorted((-score, n) for score, n in scored if score > 0)
        return tuple(self._cards[n].category for _, n in best[:limit])


def _card(one: Category) -> _Card:
    names, plain = (fold(one.zh), fold(one.en)), (fold(one.plain_zh), fold(one.plain_en))
    words = tuple(fold(word) for word in one.words)
    every = frozenset(term for text in (*names, *plain, *words) for term in grams(text))
    return _Card(one, names, plain, words, every)


def _score(card: _Card, asked: str, terms: frozenset[str]) -> float:
    if asked.isdigit():
        return 300.0 - len(card.category.code) if card.category.code.startswith(asked) else 0.0
    score = max(_placed(asked, card.names, 200.0), _placed(asked, card.plain, 180.0))
    score = max(score, _placed(asked, card.words, 190.0))
    # A whole sentence names the thing somewhere inside: the longest word it holds counts.
    held = sum(len(word) if not word.isascii() else len(word) / 3 for word in card.words if word in asked)
    shared = len(terms & card.grams) / len(terms) if terms else 0.0
    score += min(held, 12.0) * 8.0 + (shared * 40.0 if shared >= 0.2 else 0.0)
    return score


def _placed(asked: str, texts: Sequence[str], weight: float) -> float:
    best = 0.0
    for text in texts:
        if text == asked:
            best = max(best, weight)
        elif text.startswith(asked):
            best = max(best, weight - 30.0 - len(text) / 10)
        elif asked in text:
            best = max(best, weight - 60.0 - len(text) / 10)
    return best


def _raw(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind in ("component", MATTER):
        for raw in document.get(f"{kind}s", ()):
            yield kind, raw
    for rule in document.get("derive", ()):
        for raw in document[f"{rule['from']}s"]:
            if raw["class"] in rule["classes"]:
                names = {language: rule[language].format(**raw) for language in ("zh", "en")}
                laid = {"code": raw["code"], "class": raw["class"], **names, **(raw.get("problem") or {})}
                yield rule["kind"], laid


def _day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(value)
