from __future__ import annotations

from happiness_cloud.kernel.access import Actor

from .. import rights
from ..door import query
from ..models import Entry


@query(rights.READ)
def done_by(actor: Actor, kind: str, row_id: object, actor_id: str) -> frozenset[str]:
    """The verbs that one actor has used on one subject."""
    rows = Entry.objects.filter(subject_kind=kind, subject_id=str(row_id), actor_id=actor_id)
    return frozenset(rows.values_list("verb", flat=True))
