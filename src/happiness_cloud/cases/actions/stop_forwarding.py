from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case, Forwarded
from ..rules.forwarding import LIVE
from ._moving import reasoned
from .forward import OnItsWay


@action("cases.stop_forwarding", on="cases.Case", right=rights.FORWARD, see=rights.READ)
def stop_forwarding(deed: Deed, case: Case) -> OnItsWay:
    """Follow a matter at the other side no longer, with a reason. It is not taken back there: no one can do that."""
    reasoned(deed)
    found = Forwarded.objects.select_for_update(of=("self",)).select_related("rule")
    row = found.filter(case=case, state__in=LIVE).first()
    if row is None:
        raise NotNow("cases.not_forwarded")
    row.state, row.next_try_at = "dropped", None
    row.version += 1
    row.save(update_fields=["state", "next_try_at", "version"])
    deed.record(forwarded=row.pk, there=row.rule.label)
    return OnItsWay(row.pk, row.reference)
