"""Who plays in the tests of webhooks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.cast import DISTRICT, FIRST, SECOND

from happiness_cloud.kernel.access import Actor, Grant, house
from happiness_cloud.webhooks import actions
from happiness_cloud.webhooks.models import Delivery

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUSE = house("webhooks", "webhooks.carry", "ledger.read")


def administrator(area: str, number: int = 90) -> Actor:
    """Somebody who looks after the receivers of an area."""
    return Actor(
        f"account:{number}", "staff", (Grant("webhooks.read", area), Grant("webhooks.edit", area)), name="高"
    )


ADMIN = administrator(DISTRICT)
READER = Actor("account:91", "staff", (Grant("webhooks.read", DISTRICT),))
FIRST_ADMIN, SECOND_ADMIN = administrator(FIRST, 92), administrator(SECOND, 93)


def set_up(receiver: Any, by: Actor = ADMIN, **told: Any) -> Any:
    """A receiver that hears of all matters of the district, unless told otherwise."""
    wanted = {
        "title": "城管平台",
        "url": getattr(receiver, "url", ""),
        "area": DISTRICT,
        "picks": ["cases.*"],
    } | told
    return actions.set_up(by, **wanted)


def row(delivery_id: int | None = None) -> Delivery:
    """A delivery as it stands, or the only one."""
    return Delivery.objects.get(**({"pk": delivery_id} if delivery_id else {}))
