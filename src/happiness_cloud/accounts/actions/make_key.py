from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from happiness_cloud.kernel import ids
from happiness_cloud.kernel.access import Place, may
from happiness_cloud.kernel.errors import Denied, Invalid
from happiness_cloud.ledger.door import Deed, action

from .. import rights as words
from ..models import Key

MOST_DAYS = 366
_RIGHT = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True, slots=True)
class MadeKey:
    """The new key. `token` (`hc_<prefix>_<secret>`) is shown this once and stored nowhere."""

    key_id: int
    prefix: str
    token: str
    expires_at: str


@action("accounts.make_key", right=words.KEYS, keeps=False)
def make_key(
    deed: Deed,
    *,
    name: str,
    rights: Sequence[str],
    area: str,
    unit: str = "",
    purposes: Sequence[str] = (),
    days: int = 90,
) -> MadeKey:
    """Make a key for a machine or partner, with no right its maker does not hold at that place.

    With `purposes`, the maker must hold every right for every one of them. Never call this with an
    idempotency key: the answer would be kept. Refuses no_key_name, bad_days, bad_right, key_exceeds.
    """
    units = (unit,) if unit else ()
    deed.require(area, *units)
    asked = sorted(set(rights))
    _check(deed, name, asked, days)
    place = Place(area=area, units=units)
    for right in asked:
        held = all(may(deed.actor, right, place, one) for one in (purposes or (None,)))
        if not held:
            raise Denied("accounts.key_exceeds", right=right)
    prefix, secret = ids.token(8), ids.token(40)
    row = Key.objects.create(
        name=name.strip(),
        prefix=prefix,
        secret_hash=ids.digest(secret),
        rights=asked,
        area_path=area,
        unit=unit,
        unit_paths=_upward(unit),
        purposes=sorted(set(purposes)),
        expires_at=deed.at + timedelta(days=days),
        created_by=deed.actor.id,
        created_at=deed.at,
    )
    deed.created(row)
    deed.record(prefix=prefix, rights=asked, area=area, unit=unit, purposes=row.purposes, days=days)
    return MadeKey(row.pk, prefix, f"hc_{prefix}_{secret}", row.expires_at.isoformat())


def _check(deed: Deed, name: str, asked: Sequence[str], days: int) -> None:
    if not 1 <= len(name.strip()) <= 80:
        raise Invalid("accounts.no_key_name", field="name")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("accounts.bad_days", field="days", most=MOST_DAYS)
    wrong = [one for one in asked if not _RIGHT.fullmatch(one) or one in words.NOT_FOR_KEYS]
    if wrong or not asked:
        raise Invalid("accounts.bad_right", field="rights", right=wrong[0] if wrong else "")


def _upward(unit: str) -> list[str]:
    """The unit and those above it: `/a/b/` gives `/a/`, `/a/b/`."""
    parts = [part for part in unit.split("/") if part]
    return ["/" + "/".join(parts[: count + 1]) + "/" for count in range(len(parts))]
