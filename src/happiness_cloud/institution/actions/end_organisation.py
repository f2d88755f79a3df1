from __future__ import annotations

from datetime import date

from django.db.models import Q

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..events import OrganisationEnded
from ..models import Organisation, Position
from . import _publishing as publishing
from .change_organisation import Changed


@action("institution.end_organisation", on="institution.Organisation", right=rights.EDIT, see=rights.READ)
def end_organisation(deed: Deed, unit: Organisation, *, last: date) -> Changed:
    """Let a unit serve until the end of `last`; from then on its matters route to the unit above it.

    Refuses without a reason; institution.already_ended, dates_reversed, has_parts while units below it serve, and
    has_people while somebody holds a position there longer.
    """
    if not deed.reason.strip():
        raise Invalid("ledger.no_reason", field="reason")
    if unit.valid_to is not None:
        raise NotNow("institution.already_ended", last=unit.valid_to.isoformat())
    if unit.valid_from is not None and last < unit.valid_from:
        raise Invalid(
            "institution.dates_reversed",
            field="last",
            first=unit.valid_from.isoformat(),
            last=last.isoformat(),
        )
    longer = Q(valid_to__isnull=True) | Q(valid_to__gt=last)
    parts = Organisation.objects.filter(longer, path__startswith=unit.path).exclude(pk=unit.pk).count()
    if parts:
        raise NotNow("institution.has_parts", count=parts)
    people = Position.objects.filter(Q(to_day__isnull=True) | Q(to_day__gt=last), unit=unit.path).count()
    if people:
        raise NotNow("institution.has_people", count=people)
    unit.valid_to = last
    publishing.next_edition()
    deed.publish(OrganisationEnded(unit.path, last.isoformat()))
    return Changed(id=unit.pk, path=unit.path, version=unit.version)
