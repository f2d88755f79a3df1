from __future__ import annotations

from happiness_cloud.kernel.access import Actor

from .. import rights
from ..door import query
from ..models import Entry, Seal


@query(rights.SEAL)
def unsealed(actor: Actor) -> bool:
    """Whether anything but sealing has happened since the last seal."""
    last = Seal.objects.order_by("-last_id").values_list("last_id", flat=True).first() or 0
    return Entry.objects.filter(id__gt=last).exclude(verb=rights.SEAL).exists()
