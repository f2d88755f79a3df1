"""The districts there are: rules hold in all of them alike."""

from __future__ import annotations

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.places import queries as places

from ..models import Organisation
from ._known import HOUSE


def districts() -> tuple[str, ...]:
    """The area of every district there is, on the map or as units only; the whole house before the first."""
    served = Organisation.objects.filter(kind="district").exclude(valid_to__lt=clock.now().date())
    areas = {one.path for one in places.children(HOUSE)}
    return tuple(sorted(areas.union(served.values_list("area_path", flat=True)))) or (EVERYWHERE,)
