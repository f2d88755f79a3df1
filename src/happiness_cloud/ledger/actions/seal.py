from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from happiness_cloud.kernel.access import EVERYWHERE

from .. import rights
from ..chain import SEALERS_LOCK, digest_of
from ..door import Deed, action
from ..models import Entry, Seal
from ..settled import settled_end

BATCH = 20_000
# How long to wait for writers who were on their way when the end was chosen.
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many rows the new seals cover, and the last row under seal."""

    rows: int
    last_id: int


@action(rights.SEAL)
def seal(deed: Deed) -> Sealed:
    """Seal every entry written since the last seal, in hash-chained batches.

    Nobody waits for the sealer; NotNow("ledger.busy") when a writer stays on its way for too long.
    """
    deed.require(EVERYWHERE)
    with connection.cursor() as cursor:
        # Two sealers at once would each begin at the same row.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALERS_LOCK])
    end = settled_end(PATIENCE_SECONDS)
    last = Seal.objects.order_by("-last_id").first()
    covered = 0
    while True:
        start = last.last_id if last else 0
        ids = list(
            Entry.objects.filter(id__gt=start, id__lte=end)
            .order_by("id")
            .values_list("id", flat=True)[:BATCH]
        )
        if not ids:
            break
        rows, digest = digest_of(ids[0], ids[-1], last.digest if last else "")
        last = Seal.objects.create(
            first_id=ids[0],
            last_id=ids[-1],
            rows=rows,
            digest=digest,
            previous=last.digest if last else "",
            at=deed.at,
        )
        covered += rows
    deed.record(rows=covered)
    return Sealed(rows=covered, last_id=last.last_id if last else 0)
