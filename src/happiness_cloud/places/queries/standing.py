from __future__ import annotations

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Area
from ._held import Held
from ._seen import sees


@query(rights.READ)
def standing(actor: Actor, path: str) -> int:
    """The version of the area in force at a path, from memory; NotFound `places.no_area` as `area` gives it."""
    version = _versions.get().get(path)
    if version is None or not sees(actor, path):
        raise NotFound("places.no_area", path=path)
    return version


def _read() -> dict[str, int]:
    return dict(Area.objects.filter(valid_to__isnull=True).values_list("path", "version"))


_versions: Held[dict[str, int]] = Held(_read)
