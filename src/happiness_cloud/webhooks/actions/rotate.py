from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Endpoint
from . import _shape

MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Rotated:
    """The new secret, shown this once; the old one is signed with as well until `old_until` (ISO 8601)."""

    secret: str
    old_until: str
    version: int = 0


@action("webhooks.rotate", on="webhooks.Endpoint", right=rights.EDIT, see=rights.READ, keeps=False)
def rotate(deed: Deed, endpoint: Endpoint, *, days: int = 1) -> Rotated:
    """Give a receiver a new secret; for `days` (0 to 14) each message carries the signature of the old one too.

    An older one that was still valid is no longer. Refuses webhooks.bad_days, webhooks.removed.
    """
    _shape.there(endpoint)
    if not 0 <= days <= MOST_DAYS:
        raise Invalid("webhooks.bad_days", field="days", most=MOST_DAYS)
    until = deed.at + timedelta(days=days)
    endpoint.old_secret_sealed = endpoint.secret_sealed if days else ""
    endpoint.old_until = until if days else None
    secret, endpoint.secret_sealed = _shape.new_secret(endpoint.reference)
    deed.record(days=days)
    return Rotated(secret=secret, old_until=until.isoformat())
