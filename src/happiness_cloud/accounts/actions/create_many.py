from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account
from ..rules import names


@dataclass(frozen=True, slots=True)
class CreatedMany:
    """The keys of the new accounts by user name."""

    ids: dict[str, int]


@action("accounts.create_many", right=rights.EDIT)
def create_many(
    deed: Deed,
    *,
    people: Sequence[tuple[str, str, str]],
    area: str = EVERYWHERE,
    second_factor: Collection[str] = (),
) -> CreatedMany:
    """Make many staff accounts from (user name, name, password); without a password nobody can sign in yet.

    Those named in `second_factor` (administrators) must set one up before they can do anything else.

    One hash serves all who share a password: this is for a staff list brought in at once, whose
    passwords are temporary anyway.
    """
    deed.require(area)
    hashes: dict[str, str] = {}
    rows = []
    for username, name, password in people:
        row = Account(
            username=names.username(username),
            name=names.person(name),
            kind="staff",
            needs_second_factor=username in second_factor,
            area_path=area,
            created_at=deed.at,
        )
        if not password:
            row.set_unusable_password()
        elif password in hashes:
            row.password = hashes[password]
        else:
            row.set_password(password)
            hashes[password] = row.password
        rows.append(row)
    made = Account.objects.bulk_create(rows, batch_size=2000)
    deed.record(count=len(made), area=area)
    return CreatedMany(ids={one.username: one.pk for one in made})
