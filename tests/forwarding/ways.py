"""Short ways through forwarding for the tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from happiness_cloud.cases import actions, forwarder, queries
from happiness_cloud.cases.models import Case, Forwarded
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant
from tests.cases import story

from .other_side import OtherSide

# Publishes rules, reads no matters: the administrator of the house.
ADMIN = Actor("account:900", "staff", (Grant("institution.publish", "/"),), "管理员")
LITTER = story.LITTER
# Of these nobody asks a photo of the result.
WATER = "54001"


def ruled(side: OtherSide, **more: Any) -> Any:
    """A rule: litter in the district goes to the other side."""
    told: dict[str, Any] = {
        "category": LITTER,
        "area": "/990106/",
        "label": "市水务集团",
        "endpoint": side.endpoint,
        "jurisdiction": "water.example",
        "service_code": "W1",
        "api_key": "their-secret-key",
        **more,
    }
    offer = queries.offered_there(
        ADMIN,
        endpoint=told["endpoint"],
        jurisdiction=told["jurisdiction"],
        service_code=told["service_code"],
    )
    return actions.set_forwarding(ADMIN, offer=offer, **told)


def dispatched(stage: Any, note: str = "西门外，靠近公交站", **told: Any) -> int:
    """A matter of the rule's category, dispatched with a note."""
    case_id = story.to_dispatch(stage, category=told.pop("category", LITTER), **told)
    actions.dispatch(stage.actor("zhao"), case_id, lead="/yunhu/cgj/sz2/", reason="明确由该队负责", note=note)
    return case_id


def out(case_id: int) -> Forwarded:
    """The newest forwarding of a matter."""
    return Forwarded.objects.filter(case_id=case_id).latest("id")


def carried(case_id: int) -> Forwarded:
    """After one try."""
    forwarder.carry(out(case_id).pk)
    return out(case_id)


def later(minutes: float) -> Any:
    """Some minutes from now."""
    return clock.at(clock.now() + timedelta(minutes=minutes))


def there(stage: Any, side: OtherSide, **more: Any) -> tuple[int, str]:
    """A matter at work here that has a number there."""
    ruled(side, **more)
    case_id = dispatched(stage, category=more.get("category", LITTER))
    actions.sign(stage.actor("sun"), case_id)
    row = carried(case_id)
    assert row.state == "there"
    return case_id, row.remote_id


def row(case_id: int) -> Case:
    """The matter as it stands."""
    return Case.objects.get(pk=case_id)
