from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights, terms
from ..rules.pack import Allowance, Pack, Stage
from ._book import Book, book, pack_of
from ._language import told
from ._shelf import Sheet, parsed


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage: who does it, and its time. `amount` "" where the deadline table decides by category."""

    stage: str
    name: str
    by: tuple[str, ...]
    amount: str
    unit: str


@dataclass(frozen=True, slots=True)
class PackLine:
    """One published version of a way of working, in the reader's language."""

    key: str
    name: str
    source: str
    in_force: bool
    valid_from: date | None
    valid_to: date | None
    stages: tuple[StageLine, ...]
    return_limit: int
    reopen_days: int
    extensions: int
    tries: int


@query(rights.READ)
def packs(actor: Actor) -> tuple[PackLine, ...]:
    """Every published pack, the one in force first, newest versions before older ones."""
    held = book()
    sheets = [sheet for versions in held.shelf.sheets.get("pack", {}).values() for sheet in versions]
    sheets.sort(key=lambda sheet: (sheet.id != held.pack.id, sheet.key != held.pack.key, sheet.key))
    return tuple(_line(held, sheet) for sheet in sheets)


def _line(held: Book, sheet: Sheet) -> PackLine:
    pack = parsed(sheet, pack_of)
    return PackLine(
        key=f"{pack.code}@{pack.version}",
        name=told(pack.name, pack.name_en),
        source=pack.source,
        in_force=sheet.id == held.pack.id,
        valid_from=sheet.period.first,
        valid_to=sheet.period.last,
        stages=tuple(_stages(held, pack)),
        return_limit=pack.return_limit,
        reopen_days=pack.reopen_days,
        extensions=pack.extensions,
        tries=pack.call_back.tries if pack.call_back else 0,
    )


def _stages(held: Book, pack: Pack) -> list[StageLine]:
    found = [_stage(held, name, str(terms.STAGES[name]), stage) for name, stage in pack.stages.items()]
    if pack.contact is not None:
        found.append(_stage(held, "contact", str(terms.CONTACT), pack.contact))
    found.append(_stage(held, "adjudicate", str(terms.ADJUDICATE), pack.adjudication))
    return found


def _stage(held: Book, name: str, words: str, stage: Stage) -> StageLine:
    kinds = held.positions.kinds
    by = tuple(told(kinds[one].zh, kinds[one].en) if one in kinds else one for one in stage.by)
    amount, unit = _time(stage.clock)
    if stage.clock is None:
        # What the table says for anything anywhere; single categories may differ.
        named = {"handling": "handle"}.get(name, name.removeprefix("to_"))
        row = held.deadlines.pick(named, "", "", "", held.day_of(clock.now()))
        if row is not None:
            amount, unit = _figure(row.amount), str(terms.UNITS[row.unit])
    return StageLine(name, words, by, amount, unit)


def _time(given: Allowance | None) -> tuple[str, str]:
    return ("", "") if given is None else (_figure(given.amount), str(terms.UNITS[given.unit]))


def _figure(amount: Decimal | int | float) -> str:
    return f"{Decimal(str(amount)).normalize():f}"
