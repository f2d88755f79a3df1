from __future__ import annotations

from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import SavedView
from .save_view import anywhere


@action("cases.drop_view", right=rights.READ)
def drop_view(deed: Deed, view_id: int) -> None:
    """Forget one of the actor's own views; somebody else's is not there."""
    anywhere(deed)
    row = SavedView.objects.select_for_update().filter(pk=view_id, owner=deed.actor.id).first()
    if row is None:
        raise NotFound("ledger.not_found")
    deed.record(name=row.name, view=row.pk)
    row.delete()
