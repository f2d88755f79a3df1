from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Standing
from ..queries._reading import DUE

PACKET = 200
# Longer than a round may last (`wire.ROUND_SECONDS` and one try): a sender that died lets go after it.
LEASE = timedelta(seconds=60)
_TAKE = f"""
    SELECT d.id FROM webhooks_delivery d
    WHERE d.endpoint_id = %(endpoint)s AND {DUE}
    ORDER BY d.course_id, d.entry_id, d.id LIMIT {PACKET}
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What to send now, in this order, and until when it is ours (ISO 8601). `careful`: it has been failing."""

    ids: list[int]
    until: str
    careful: bool


@action("webhooks.take", on="webhooks.Standing", right=rights.CARRY, waits=False)
def take(deed: Deed, standing: Standing) -> Taken:
    """Take what is due for a receiver, so that nobody else sends to it meanwhile. Refuses webhooks.nothing_due.

    Nothing is marked as sent: whoever takes it and dies has sent it or not, and it is taken again after the lease.
    """
    held = [one for one in (standing.leased_until, standing.quiet_until) if one and one > deed.at]
    if held or standing.endpoint.state != "active":
        raise NotNow("webhooks.nothing_due")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"endpoint": standing.pk, "now": deed.at})
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        raise NotNow("webhooks.nothing_due")
    standing.leased_until = deed.at + LEASE
    deed.record(taken=len(ids))
    return Taken(ids=ids, until=standing.leased_until.isoformat(), careful=standing.failures > 0)
