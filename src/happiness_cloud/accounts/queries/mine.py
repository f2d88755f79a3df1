from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import Account


@dataclass(frozen=True, slots=True)
class Session:
    """One open session; `here` is the one asking."""

    id: int
    device: str
    at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """The own account as its owner sees it."""

    id: int
    username: str
    name: str
    kind: str
    needs_second_factor: bool
    has_second_factor: bool
    must_change_password: bool
    session_limit: int
    sessions: tuple[Session, ...]


@query(rights.OWN)
def mine(actor: Actor, *, session_key: str = "") -> Mine:
    """The account of whoever asks, with its open sessions, newest first."""
    row = Account.objects.filter(scope(actor, rights.OWN, kind="accounts.Account", units=None)).first()
    if row is None:
        raise NotFound("ledger.not_found")
    return Mine(
        id=row.pk,
        username=row.username,
        name=row.name,
        kind=row.kind,
        needs_second_factor=row.needs_second_factor,
        has_second_factor=bool(row.second_factor_sealed),
        must_change_password=row.must_change_password,
        session_limit=row.session_limit,
        sessions=tuple(
            Session(one.pk, one.device, one.at, one.session_key == session_key)
            for one in row.signs.order_by("-at", "-pk")[:20]
        ),
    )
