from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Account


@dataclass(frozen=True, slots=True)
class Who:
    """An account as the seat needs it.

    `actor_id` is `account:<id>`, `own` the subject of its capability. While `held` is not "" ("password":
    must change it, "second_factor": must set it up) the account gets no right but accounts.own.
    """

    id: int
    actor_id: str
    own: str
    name: str
    kind: str
    active: bool
    area_path: str
    has_second_factor: bool
    held: str


@query(rights.SEAT)
def who(actor: Actor, account_id: int, loaded: Account | None = None) -> Who | None:
    """Who this account is; None when there is none. One database query, none with the row `loaded` already."""
    row = loaded or Account.objects.filter(pk=account_id).first()
    if row is None:
        return None
    has_factor = bool(row.second_factor_sealed)
    held = "password" if row.must_change_password else ""
    if not held and row.needs_second_factor and not has_factor:
        held = "second_factor"
    return Who(
        id=row.pk,
        actor_id=f"account:{row.pk}",
        own=f"accounts.Account:{row.pk}",
        name=row.name,
        kind=row.kind,
        active=row.is_active,
        area_path=row.area_path,
        has_second_factor=has_factor,
        held=held,
    )
