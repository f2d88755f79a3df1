"""What was done without network: the moment of doing stands beside the moment the house heard of it."""

from __future__ import annotations

from datetime import datetime

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed

from ..rules.apart import believed


def done_then(deed: Deed, done_at: datetime | None) -> None:
    """Keep in the book when the person did it, as the device tells. No clock of a matter looks at it.

    Raises Invalid when that moment lies ahead, or longer ago than a device keeps what it has to send.
    """
    if done_at is None:
        return
    then = believed(done_at, deed.at)
    if then is None:
        raise Invalid("cases.bad_done_at", field="done_at")
    deed.record(done_at=then.isoformat())
