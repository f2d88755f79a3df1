from __future__ import annotations

from collections.abc import Sequence

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Endpoint
from ..rules.reach import host_of
from . import _shape


@action("webhooks.change", on="webhooks.Endpoint", right=rights.EDIT, see=rights.READ)
def change(
    deed: Deed,
    endpoint: Endpoint,
    *,
    title: str | None = None,
    url: str | None = None,
    picks: Sequence[str] | None = None,
    contact: str | None = None,
) -> None:
    """Change what is given; what is None stays. What is on its way goes to the new address.

    Refuses as `set_up` does, and webhooks.removed.
    """
    _shape.there(endpoint)
    if title is not None:
        endpoint.title = _shape.checked_title(title)
    if url is not None and url.strip() != endpoint.url:
        endpoint.url = _shape.checked_url(url)
        deed.record(host=host_of(endpoint.url))
    if picks is not None:
        endpoint.picks = _shape.checked_picks(picks)
    if contact is not None:
        endpoint.contact_sealed = _shape.sealed_contact(contact, endpoint.reference)
