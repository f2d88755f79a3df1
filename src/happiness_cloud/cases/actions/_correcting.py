"""Category and severity, and the deadline that hangs on them."""

from __future__ import annotations

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed

from .. import terms
from ..models import Case
from ..rules import clocks as clock_rules
from ..rules.clocks import OVERALL, RECORDED


def categorise(deed: Deed, case: Case, book: institution.Rulebook, category: str, severity: str) -> None:
    """Settle category and severity; a running deadline moves to the new allowance, time used stays used.

    A deadline that another system recorded is a promise already made and stays.
    """
    # A matter may be older than the dictionary, or its category gone since: either day will do.
    if not category or all(book.category(category, at) is None for at in (case.reported_at, deed.at)):
        raise Invalid("cases.unknown_category", field="category", value=category)
    if severity not in terms.SEVERITIES:
        raise Invalid("cases.unknown_severity", field="severity", severity=severity)
    if (category, severity) == (case.category, case.severity):
        return
    case.category, case.severity = category, severity
    clocks = case.clocks
    running = clock_rules.running(clocks, OVERALL)
    if running is None or running.source == RECORDED:
        return
    new = book.allowance(category, severity, case.area_path, OVERALL, deed.at)
    if new is not None:
        allowance = (float(new.amount), new.unit, new.source)
        keeper = book.timekeeper(case.area_path)
        case.clocks = clock_rules.retargeted(clocks, OVERALL, deed.at, allowance, keeper)
