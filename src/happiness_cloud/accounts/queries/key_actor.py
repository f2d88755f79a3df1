from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from happiness_cloud.kernel import clock, ids
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Key


@dataclass(frozen=True, slots=True)
class KeySeat:
    """A good key: what its actor is made of (kind "partner"). `first_today`: call `key_used` once."""

    id: str
    key_id: int
    name: str
    rights: tuple[str, ...]
    area: str
    unit: str
    purposes: frozenset[str]
    first_today: bool


@query(rights.SEAT)
def key_actor(actor: Actor, token: str) -> KeySeat | None:
    """The holder of `hc_<prefix>_<secret>`; None when unknown, wrong, ended or expired, all told alike."""
    mark, _, rest = token.strip().partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != "hc" or not secret or len(token) > 120 or "\0" in token:
        return None
    row = Key.objects.filter(prefix=prefix).first()
    if row is None or not ids.same(ids.digest(secret), row.secret_hash):
        return None
    now = clock.now()
    if row.ended_at is not None or row.expires_at <= now:
        return None
    return KeySeat(
        id=f"key:{row.prefix}",
        key_id=row.pk,
        name=row.name,
        rights=tuple(row.rights),
        area=row.area_path,
        unit=row.unit,
        purposes=frozenset(row.purposes),
        first_today=row.last_used_on != timezone.localdate(now),
    )
