from __future__ import annotations

import re

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case, Forwarded
from ._forwarding import soon
from .forward import OnItsWay


@action("cases.forward_again", on="cases.Case", right=rights.FORWARD, see=rights.READ)
def forward_again(deed: Deed, case: Case, *, number: str = "") -> OnItsWay:
    """See to a forwarding that is stuck: send it again, or say which `number` it has at the other side already.

    Whoever sends it again has made sure that it is not there. NotNow when it is not stuck.
    """
    row = stuck(case)
    told = number.strip()
    if told and not re.fullmatch(r"[\w.:\-]{1,100}", told, re.ASCII):
        raise Invalid("cases.bad_remote_number", field="number")
    row.tries, row.looks, row.unclear, row.problem, row.said = 0, 0, False, "", ""
    if told:
        row.state, row.remote_id, row.there_at, row.next_try_at = "there", told, deed.at, None
    else:
        row.state, row.token, row.next_try_at = "waiting", "", deed.at
        soon(row.pk)
    row.version += 1
    row.save()
    deed.record(forwarded=row.pk, there=row.rule.label, remote=told)
    return OnItsWay(row.pk, row.reference)


def stuck(case: Case) -> Forwarded:
    """The forwarding of a matter that waits for people. Raises NotNow."""
    found = Forwarded.objects.select_for_update(of=("self",)).select_related("rule")
    row = found.filter(case=case, state="stuck").first()
    if row is None:
        raise NotNow("cases.not_stuck")
    return row
