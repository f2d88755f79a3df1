from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.text import fold
from happiness_cloud.ledger.door import query

from .. import rights, terms
from ..rules.duty_times import when_of
from ._book import Book, book
from ._language import told


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One row of the duty directory, in the reader's language; `categories` are (pattern, names).

    `when` says under which conditions it holds; () for always.
    """

    key: str
    name: str
    categories: tuple[tuple[str, str], ...]
    lead: str
    assists: tuple[str, ...]
    principle: str
    basis: tuple[str, ...]
    when: tuple[str, ...]
    fallback: bool


@dataclass(frozen=True, slots=True)
class Duties:
    """A page of the directory; `after` is the key to go on from, "" at the end."""

    lines: tuple[DutyLine, ...]
    after: str
    total: int
    version: str


@query(rights.READ)
def duties(actor: Actor, words: str = "", after: str = "", limit: int = 30) -> Duties:
    """The directory in force: who leads for what; `words` of a duty, a category or a unit, or a code."""
    held = book()
    raw = held.duty_words
    asked = fold(words)
    lines = [_line(held, one) for one in raw["duties"]]
    fitting = [one for one in lines if not asked or _fits(one, asked)]
    keys = [one.key for one in fitting]
    start = keys.index(after) + 1 if after in keys else 0
    limit = max(1, min(limit, 200))
    shown = tuple(fitting[start : start + limit])
    more = start + limit < len(fitting)
    return Duties(shown, shown[-1].key if more else "", len(fitting), str(raw["version"]))


def _line(held: Book, raw: dict[str, Any]) -> DutyLine:
    words = held.duty_words
    principle = words["principles"].get(raw.get("principle", ""), {"zh": "", "en": ""})
    laws = [words["laws"][one] for one in raw.get("basis", ()) if one in words["laws"]]
    return DutyLine(
        key=raw["key"],
        name=told(raw["zh"], raw["en"]),
        categories=tuple((one, _named(held, one)) for one in raw["categories"]),
        lead=_owner(held, raw["lead"]),
        assists=tuple(_owner(held, one) for one in raw["assists"]),
        principle=told(principle["zh"], principle["en"]),
        basis=tuple(told(one["zh"], one["en"]) for one in laws),
        when=tuple(_when(raw)),
        fallback=bool(raw.get("fallback")),
    )


def _when(raw: dict[str, Any]) -> Iterator[str]:
    when = when_of(raw.get("when"), raw["key"])
    for begin, end in when.hours:
        yield f"{begin // 60:02d}:{begin % 60:02d}–{end // 60:02d}:{end % 60:02d}"
    if when.weekdays:
        yield ", ".join(str(WEEKDAYS[day]) for day in sorted(when.weekdays))
    if when.season is not None:
        yield "{:02d}-{:02d} – {:02d}-{:02d}".format(*when.season.first, *when.season.last)
    if when.worktime:
        yield str(terms.WORKTIMES[when.worktime])
    for question, wanted in sorted(when.answers.items()):
        yield f"{question}: {', '.join(sorted(wanted))}"
    for name in ("valid_from", "valid_to"):
        if raw.get(name):
            yield str(terms.VALID[name]) % {"day": raw[name]}


def _named(held: Book, pattern: str) -> str:
    found = held.matters.get(pattern)
    if found:
        return found[0].name
    stem = pattern.rstrip("*")
    group = next((one for one in held.categories if one.group == stem), None)
    return group.group_name if group else ""


def _owner(held: Book, raw: dict[str, str]) -> str:
    template = held.organisation_words
    if "unit" in raw:
        found = next((one for one in template["units"] if one["path"] == raw["unit"]), None)
        # What the district calls the unit today goes before the template.
        own = next((one for one in held.units.values() if one.path.endswith(f"/{raw['unit']}/")), None)
        if own is not None:
            return own.name
        return told(found["zh"], found["en"]) if found else raw["unit"]
    found = next((one for one in template["templates"] if one["territorial"] == raw["territorial"]), None)
    return told(found["zh"], found["en"]).format(area="").strip() if found else raw["territorial"]


def _fits(line: DutyLine, asked: str) -> bool:
    if asked.isdigit():
        return any(
            asked.startswith(pattern.rstrip("*")) if pattern.endswith("*") else pattern.startswith(asked)
            for pattern, _ in line.categories
        )
    told_words = (line.name, line.lead, *line.assists, *(name for _, name in line.categories))
    return any(asked in fold(one) for one in told_words)
