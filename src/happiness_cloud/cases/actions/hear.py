from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.statements import insert

from .. import rights
from ..models import Case, Forwarded, HeardUpdate
from ..rules.forwarding import DECLINED, ends_there
from ..rules.lifecycle import after
from ._moving import Moved, move, remark, rulebook


@action("cases.hear", on="cases.Case", right=rights.CARRY)
def hear(
    deed: Deed,
    case: Case,
    *,
    forwarded: int,
    update: str,
    status: str,
    words: str = "",
    at: datetime | None = None,
    expected: datetime | None = None,
) -> Moved:
    """Take an update of the other side into the matter, once: the same `update` again is NotNow `cases.heard_already`.

    Closed there, the matter counts as handled here and goes on to verification, where somebody here looks: it is
    never closed by it. Where that cannot be (not signed for, a photo is asked for, no verification in the rules) it
    stays where it is and the update says so.
    """
    row = Forwarded.objects.select_related("rule").get(pk=forwarded, case=case)
    if row.state != "there":
        raise NotNow("cases.not_forwarded")
    # The matter is locked: nobody hears the same beside us.
    if HeardUpdate.objects.filter(forwarded=row, key=update).exists():
        raise NotNow("cases.heard_already")
    insert(HeardUpdate(forwarded=row, key=update, at=deed.at))
    closed = ends_there(status)
    if words.strip():
        remark(deed, case, "hear", words)
    row.notes = words.strip() or row.notes
    row.status = "closed" if closed else "open"
    row.expected_at = expected or row.expected_at
    row.heard_at = deed.at
    row.state = "done" if closed else row.state
    row.version += 1
    row.save(update_fields=["notes", "status", "expected_at", "heard_at", "state", "version"])
    deed.record(there=row.rule.label, remote=row.remote_id, status=row.status)
    if at:
        deed.record(said_at=at.isoformat())
    if not closed:
        return Moved(case.pk, case.number, case.state, case.version)
    if status in DECLINED:
        deed.record(stays="declined")
        return Moved(case.pk, case.number, case.state, case.version)
    return _handled(deed, case, row, rulebook(case))


def _handled(deed: Deed, case: Case, row: Forwarded, book: institution.Rulebook) -> Moved:
    why = _why_not(case, book)
    if why:
        deed.record(stays=why)
        return Moved(case.pk, case.number, case.state, case.version)
    with translation.override(case.language):
        case.result = _("%(label)s has reported the work as done.") % {"label": row.rule.label}
    case.handled_by, case.handled_unit, case.handled_at = deed.actor.id, "", deed.at
    return move(deed, case, "handle", book)


def _why_not(case: Case, book: institution.Rulebook) -> str:
    """Why the end there does not make the matter handled here; "" when it does."""
    if case.state != "handling":
        return "not_at_work"
    if after("handling", "handle", book.pack.stages) != "to_check":
        return "no_check"
    return "needs_photo" if book.needs_evidence(case.category) else ""
