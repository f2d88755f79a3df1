"""Bringing in a staff list: accounts with a temporary password each, and the positions people hold."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from happiness_cloud.accounts import actions as accounts
from happiness_cloud.facade.refusals import sentence
from happiness_cloud.institution import actions as institution
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid, Refused
from happiness_cloud.kernel.ids import token

from . import tables
from .cells import Row

PERSONNEL = house(
    "personnel", "accounts.edit", "accounts.read", "institution.edit", "institution.read", "places.read"
)
COLUMNS = ("username", "name", "position", "unit", "area")
# Who can change accounts or rules must set up a second factor before anything else.
ADMINISTRATORS = frozenset({"system_administrator", "security_administrator"})


def bring_people(
    file: Path | str, *, dry_run: bool = False, passwords: Path | str | None = None
) -> dict[str, Any]:
    """Bring in a table with the columns username, name, position, unit, area; one row wrong changes nothing.

    A person with several positions stands in several rows; who has an account already keeps it, with its name
    and password, and is only given the position. New accounts get a temporary password, which must be changed
    at the first sign-in; it is written to `passwords` (default `<file>.passwords.csv`, for the owner's eyes
    only) and nowhere else. Answers with created, appointed, there, passwords_file, dry_run.
    Raises Invalid: `intake.no_columns`, `intake.bad_person` with `row` and what is wrong there.
    """
    path = Path(file)
    table = tables.opened(path)
    missing = [one for one in COLUMNS if one not in table.columns]
    if missing:
        raise Invalid("intake.no_columns", field="file", columns=", ".join(missing))
    target = Path(passwords) if passwords else Path(f"{path.stem}.passwords.csv")
    made: dict[str, str] = {}
    appointed = there = 0
    with transaction.atomic():
        for row in table.rows():
            try:
                done = _taken(row, made)
            except Refused as no:
                raise Invalid("intake.bad_person", field="file", row=row.number, told=sentence(no)) from no
            there += done.there
            appointed += not done.there
        transaction.set_rollback(dry_run)
        if made and not dry_run:
            # Inside: accounts whose passwords nobody could read would be of no use.
            _kept(target, made)
    return {
        "created": len(made),
        "appointed": appointed,
        "there": there,
        "passwords_file": str(target) if made and not dry_run else "",
        "dry_run": dry_run,
    }


def _taken(row: Row, made: dict[str, str]) -> institution.Appointed:
    """The account of a row, made unless it is there, with the position of the row."""
    if row.fault:
        raise Invalid(row.fault, **(row.facts or {}))
    told = {one: row.cells.get(one, "").strip() for one in COLUMNS}
    word = token(12)
    try:
        accounts.create_account(
            PERSONNEL,
            username=told["username"],
            name=told["name"],
            password=word,
            area=told["area"],
            needs_second_factor=told["position"] in ADMINISTRATORS,
        )
        made[told["username"]] = word
    except Invalid as no:
        if no.code != "accounts.username_taken":
            raise
    answer: institution.Appointed = institution.appoint(
        PERSONNEL,
        username=told["username"],
        kind=told["position"],
        unit=told["unit"],
        area=told["area"],
    )
    return answer


def _kept(target: Path, made: dict[str, str]) -> None:
    """Write the temporary passwords where only the operator reads them."""
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    with target.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(_lines(made))


def _lines(made: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield "username", "password"
    yield from made.items()
