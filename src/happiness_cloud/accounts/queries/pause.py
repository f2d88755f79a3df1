from __future__ import annotations

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Attempt
from ..rules.limits import PASSWORDS_PER_ADDRESS


@query(rights.SIGN_IN)
def pause(actor: Actor, address: str) -> int:
    """Seconds a network address must wait before it may try another password; 0 when it need not."""
    limit = PASSWORDS_PER_ADDRESS
    row = Attempt.objects.filter(kind=limit.kind, key_hash=cipher().blind(address, limit.kind)).first()
    if row is None:
        return 0
    now = clock.now()
    over = (now - row.window_start).total_seconds() >= limit.seconds
    return 0 if over else limit.wait(row.count + 1, row.window_start, now)
