"""What every address of this room reads from a request besides its body."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header

from happiness_cloud.facade import asking
from happiness_cloud.facade.asking import STAFF as STAFF
from happiness_cloud.facade.asking import origin as origin
from happiness_cloud.facade.asking import version_of
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Denied

from .. import queries, rights

IfMatch = Annotated[
    str | None,
    Header(
        None,
        alias="If-Match",
        pattern=r'^(W/)?"\d{1,9}"$',
        description="The ETag the decision is based on. When the receiver was changed meanwhile: 409.",
        examples=['"3"'],
    ),
]


def do(request: HttpRequest, verb: Any, row_id: int, if_match: str | None, **told: Any) -> Any:
    """One verb on one thing (a receiver, a delivery, a replay), at the version the caller has seen."""
    who = actor(request)
    if not who.holding(rights.READ):
        # Whoever sees none of them at all is asked to sign in, whatever the number.
        raise Denied("ledger.no_right", right=rights.READ)
    return verb(who, row_id, version=version_of(if_match), origin=origin(request), **told)


def read(request: HttpRequest, receiver_id: int) -> queries.Receiver:
    """One receiver as it stands now."""
    found: queries.Receiver = queries.endpoint(actor(request), receiver_id)
    return found


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    return asking.actor(request).itself()
