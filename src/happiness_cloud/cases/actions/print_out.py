from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case

KINDS = ("case_file", "work_order")


@action("cases.print_out", on="cases.Case", right=rights.READ)
def print_out(deed: Deed, case: Case, *, kind: str, unmasked: bool = False) -> None:
    """Write down that a paper about this matter left the house: a case file (卷宗) or a work order (派工单).

    The paper is masked like the page. `unmasked` says that it also carries the contact, for which the look has
    been asked for by `queries.contacts`. Raises Invalid `cases.no_such_paper`.
    """
    if kind not in KINDS:
        raise Invalid("cases.no_such_paper", field="kind", value=kind)
    deed.record(paper=kind, unmasked=unmasked)
