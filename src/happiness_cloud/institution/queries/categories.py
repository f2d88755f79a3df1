from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.category_lists import MATTER, ruled_successor
from ._book import book
from .category import Category


@dataclass(frozen=True, slots=True)
class Group:
    """A class of categories, for pickers; `name` in the reader's language."""

    code: str
    name: str
    categories: tuple[Category, ...]


@query(rights.READ)
def categories(actor: Actor, text: str = "", limit: int = 8) -> tuple[Category, ...]:
    """The matters that fit what somebody types (official or plain words, a code), best first.

    Without text, the first ones of the list. Only what is offered today.
    """
    held = book()
    day = held.day_of(clock.now())
    limit = max(1, min(limit, 500))
    found = held.index.find(text[:200], limit * 2)
    return tuple(one for one in found if isinstance(one, Category) and one.period.holds(day))[:limit]


@query(rights.READ)
def category_tree(actor: Actor) -> tuple[Group, ...]:
    """Everything that is offered today, by class."""
    held = book()
    day = held.day_of(clock.now())
    groups: dict[str, list[Category]] = {}
    for one in held.categories:
        if one.period.holds(day):
            groups.setdefault(one.group, []).append(one)
    return tuple(Group(code, many[0].group_name, tuple(many)) for code, many in sorted(groups.items()))


@query(rights.READ)
def crosswalk(actor: Actor, standard: str, code: str, kind: str = MATTER) -> Category | None:
    """What a code of any list we know is called today; None when it has no successor.

    Old lists contradict each other, so a code without the name of its standard is never guessed.
    """
    held = book()
    if standard not in held.lists:
        return None
    entry = held.entries.get((standard, kind, code))
    if entry is not None and entry.offered:
        return entry
    after = entry.successor if entry else ruled_successor(held.lists[standard], code)
    return held.entries.get(after) if after else None
