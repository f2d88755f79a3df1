from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.cipher import CannotOpen
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Follow, Follower
from ..rules.following import Target


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that is followed, as its follower sees it."""

    id: int
    target: Target
    often: str
    state: str
    asked_at: datetime
    confirmed_at: datetime | None
    follower_id: int
    follower_salt: str
    version: int


@dataclass(frozen=True, slots=True)
class Following:
    """All that one address follows now, newest first; the address masked."""

    address: str
    salt: str
    follows: tuple[Followed, ...]


def target_of(row: Follow) -> Target:
    """What a row says is followed."""
    return Target(row.case_id, row.area_path, row.category, row.lon, row.lat, row.metres)


@query(rights.HOLD_FOLLOW)
def followed(actor: Actor, follow_id: int) -> Followed:
    """One follow, for whoever holds a link to it. NotFound for others."""
    rows = Follow.objects.filter(scope(actor, rights.HOLD_FOLLOW, kind="cases.Follow", units=None))
    for row in rows.filter(pk=follow_id).select_related("follower"):
        return _told(row)
    raise NotFound("cases.bad_follow_link")


@query(rights.HOLD_FOLLOW)
def following(actor: Actor, follower_id: int) -> Following:
    """All that an address follows now, for whoever holds the link to it. NotFound for others."""
    held = Follower.objects.filter(scope(actor, rights.HOLD_FOLLOW, kind="cases.Follower", units=None))
    row = held.filter(pk=follower_id).first()
    if row is None:
        raise NotFound("cases.bad_follow_link")
    rows = Follow.objects.filter(follower=row, state="active").select_related("follower").order_by("-pk")
    return Following(address=_masked(row), salt=row.salt, follows=tuple(_told(one) for one in rows[:100]))


def _masked(row: Follower) -> str:
    try:
        address = cipher().open(row.address_sealed, f"cases.Follower:{row.salt}")
    except CannotOpen:
        return "****"
    name, _, host = address.rpartition("@")
    return f"{name[:1]}****@{host}"


def _told(row: Follow) -> Followed:
    return Followed(
        id=row.pk,
        target=target_of(row),
        often=row.often,
        state=row.state,
        asked_at=row.asked_at,
        confirmed_at=row.confirmed_at,
        follower_id=row.follower_id,
        follower_salt=row.follower.salt,
        version=row.version,
    )
