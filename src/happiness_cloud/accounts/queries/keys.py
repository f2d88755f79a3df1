from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import Key


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key, without its secret. `state` is live, ended or expired."""

    id: int
    name: str
    prefix: str
    rights: tuple[str, ...]
    area: str
    unit: str
    purposes: tuple[str, ...]
    expires_at: datetime
    last_used_on: date | None
    created_at: datetime
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class Keys:
    """Newest first; `older` is the `before` of the next page, None at the end."""

    lines: tuple[KeyLine, ...]
    older: int | None


@query(rights.KEYS)
def keys(actor: Actor, *, before: int | None = None, limit: int = 50) -> Keys:
    """The keys of the actor's areas and units."""
    rows = Key.objects.filter(scope(actor, rights.KEYS, kind="accounts.Key"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    limit = max(1, min(limit, 200))
    found = list(rows.order_by("-pk")[: limit + 1])
    lines = tuple(_line(one) for one in found[:limit])
    return Keys(lines=lines, older=lines[-1].id if len(found) > limit else None)


def _line(row: Key) -> KeyLine:
    live = "expired" if row.expires_at <= clock.now() else "live"
    return KeyLine(
        id=row.pk,
        name=row.name,
        prefix=row.prefix,
        rights=tuple(row.rights),
        area=row.area_path,
        unit=row.unit,
        purposes=tuple(row.purposes),
        expires_at=row.expires_at,
        last_used_on=row.last_used_on,
        created_at=row.created_at,
        state="ended" if row.ended_at is not None else live,
        version=row.version,
    )
