from __future__ import annotations

from collections.abc import Iterable

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ._book import book
from .unit import Unit


@query(rights.READ)
def units(actor: Actor) -> tuple[Unit, ...]:
    """Every unit that serves today, parents before their children."""
    return tuple(book().units.values())


@query(rights.READ)
def unit_names(actor: Actor, paths: Iterable[str]) -> dict[str, str]:
    """The name of each unit in the reader's language, ended ones too; a path that never was is left out."""
    known = {one.path: one for one in book().shelf.units}
    return {path: known[path].name for path in paths if path in known}
