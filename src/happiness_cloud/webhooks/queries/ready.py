from __future__ import annotations

from django.db import connection
from django.db.models import Q

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Endpoint
from ._reading import DUE, NEWS, REACH, WORTH_NOTING, reading

_BEHIND = f"""
    WITH due AS ({REACH})
    SELECT EXISTS (SELECT 1 FROM due WHERE replay OR reach - told_to >= {WORTH_NOTING})
        OR EXISTS (SELECT 1 FROM {NEWS})
"""
_READY = f"""
    SELECT e.id FROM webhooks_endpoint e JOIN webhooks_standing s ON s.endpoint_id = e.id
    WHERE e.state = 'active' AND (s.leased_until IS NULL OR s.leased_until <= %(now)s)
      AND (s.quiet_until IS NULL OR s.quiet_until <= %(now)s)
      AND EXISTS (SELECT 1 FROM webhooks_delivery d WHERE d.endpoint_id = e.id AND {DUE})
    ORDER BY e.id
"""


@query(rights.CARRY)
def anybody(actor: Actor) -> bool:
    """Whether there is any receiver that is sent to."""
    return Endpoint.objects.filter(Q(state="active")).exists()


@query(rights.CARRY)
def behind(actor: Actor, end: int) -> bool:
    """Whether the book holds something for a receiver, up to entry `end`, that is not on its way yet."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, reading(end))
        return bool(cursor.fetchone()[0])


@query(rights.CARRY)
def ready(actor: Actor) -> tuple[int, ...]:
    """The receivers for which something is due, and to whom nobody is sending."""
    with connection.cursor() as cursor:
        cursor.execute(_READY, {"now": clock.now()})
        return tuple(row[0] for row in cursor.fetchall())
