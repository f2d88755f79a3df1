from __future__ import annotations

from happiness_cloud.kernel.access import Actor

from .. import rights, statements
from ..door import query

_DONE = "SELECT DISTINCT verb FROM ledger_entry WHERE subject_kind = %s AND subject_id = %s AND actor_id = %s"


@query(rights.READ)
def done_by(actor: Actor, kind: str, row_id: object, actor_id: str) -> frozenset[str]:
    """The verbs that one actor has used on one subject."""
    return frozenset(verb for (verb,) in statements.run(_DONE, (kind, str(row_id), actor_id)))
