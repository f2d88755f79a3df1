from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Forwarding
from ..rules import reach
from ..rules.forwarding import Offer
from ..rules.georeport import unmet
from ._moving import HOUSE
from .report import in_force

LIMITS = {"label": 80, "jurisdiction": 100, "service_code": 100, "api_key": 300}


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rule that holds now."""

    id: int
    version: int = 0


@action("cases.set_forwarding", right=rights.FORWARDINGS)
def set_forwarding(
    deed: Deed,
    *,
    category: str,
    area: str,
    label: str,
    endpoint: str,
    service_code: str,
    offer: Offer,
    jurisdiction: str = "",
    api_key: str = "",
    attributes: dict[str, str] | None = None,
    shares_contact: bool = False,
    safe_to_repeat: bool = False,
    on: bool = True,
) -> Ruling:
    """Say where matters of a category in an area are forwarded; the rule there was for them is replaced.

    `offer` is what the other side offers now (`queries.offered_there`): the service must be in it and every attribute
    that it requires must have a value. An empty `api_key` keeps the one there is, as long as the endpoint stays the same.
    Errors: Invalid naming the field.
    """
    deed.require(area)
    in_force(institution.rulebook(HOUSE), category, deed.at)
    told = {"label": label, "jurisdiction": jurisdiction, "service_code": service_code, "api_key": api_key}
    for name, value in told.items():
        if len(value.strip()) > LIMITS[name] or (name in ("label", "service_code") and not value.strip()):
            raise Invalid("cases.bad_forwarding", field=name, limit=LIMITS[name])
    endpoint = endpoint.strip().rstrip("/")
    if reach.misfit(endpoint, plain=settings.OUTGOING_HTTP):
        raise Invalid("cases.bad_endpoint", field="endpoint")
    given = {name: value.strip() for name, value in (attributes or {}).items() if value.strip()}
    _fits(offer, service_code.strip(), given)
    row = _row(deed, category, area)
    if api_key.strip() or row.endpoint != endpoint:
        row.key_sealed = cipher().seal(api_key.strip(), f"cases.Forwarding:{endpoint}")
    row.label, row.endpoint, row.jurisdiction = label.strip(), endpoint, jurisdiction.strip()
    row.service_code, row.service_label = service_code.strip(), offer.services[service_code.strip()][:200]
    row.attributes, row.form, row.tells_updates = given, offer.form, offer.updates
    row.shares_contact, row.safe_to_repeat, row.on = shares_contact, safe_to_repeat, on
    row.failing_since, row.problem = None, ""
    row.version += bool(row.pk)
    row.save()
    deed.created(row)
    deed.record(
        category=category,
        area=area,
        host=reach.host_of(endpoint),
        service=row.service_code,
        shares_contact=shares_contact,
        on=on,
    )
    return Ruling(id=row.pk, version=row.version)


def _fits(offer: Offer, service_code: str, given: dict[str, str]) -> None:
    if service_code not in offer.services:
        some = ", ".join(list(offer.services)[:8])
        raise Invalid("cases.no_service_there", field="service_code", value=service_code[:40], some=some)
    missing, unknown, bad = unmet(offer.attributes, given)
    for code, names in (("missing", missing), ("unknown", unknown), ("bad", bad)):
        if names:
            facts: dict[str, Any] = {"field": "attributes", "names": ", ".join(names)[:200]}
            raise Invalid(f"cases.attributes_{code}", **facts)


def _row(deed: Deed, category: str, area: str) -> Forwarding:
    """The rule for this category and area that is in force, locked, or a new one."""
    found = Forwarding.objects.select_for_update().filter(category=category, area_path=area, ended_at=None)
    return found.first() or Forwarding(category=category, area_path=area, made_at=deed.at)
