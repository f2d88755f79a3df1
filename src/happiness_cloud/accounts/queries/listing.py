from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.text import fold
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import Account


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One staff account."""

    id: int
    username: str
    name: str
    area: str
    active: bool
    needs_second_factor: bool
    has_second_factor: bool
    must_change_password: bool
    last_login: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Listing:
    """By sign-in name; `after` is the name to go on from, "" at the end."""

    lines: tuple[AccountLine, ...]
    after: str


@query(rights.READ)
def listing(
    actor: Actor, *, words: str = "", account_id: int | None = None, after: str = "", limit: int = 50
) -> Listing:
    """The staff accounts of the actor's areas, all or those whose name holds `words`, or just one."""
    rows = Account.objects.filter(
        scope(actor, rights.READ, kind="accounts.Account", units=None), kind="staff"
    )
    if account_id is not None:
        rows = rows.filter(pk=account_id)
    if words.strip():
        rows = rows.filter(Q(username__contains=fold(words)) | Q(name__icontains=words.strip()))
    if after:
        rows = rows.filter(username__gt=after)
    limit = max(1, min(limit, 200))
    found = list(rows.order_by("username")[: limit + 1])
    lines = tuple(_line(one) for one in found[:limit])
    return Listing(lines=lines, after=lines[-1].username if len(found) > limit else "")


def _line(row: Account) -> AccountLine:
    return AccountLine(
        id=row.pk,
        username=row.username,
        name=row.name,
        area=row.area_path,
        active=row.is_active,
        needs_second_factor=row.needs_second_factor,
        has_second_factor=bool(row.second_factor_sealed),
        must_change_password=row.must_change_password,
        last_login=row.last_login,
        version=row.version,
    )
