"""Who the caller is to the house, and with which rights."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from happiness_cloud.facade.shapes import Shape
from happiness_cloud.kernel.access import Actor

router = Router(tags=["Who am I"])


class Right(Shape):
    """One right: where it holds, for which unit (empty: whatever unit), for which purposes of a look."""

    right: str = Field(examples=["cases.read"])
    area: str = Field(examples=["/990106/001/"])
    unit: str
    purposes: list[str]


class Me(Shape):
    """The caller."""

    id: str = Field(examples=["key:Q7WM2K9P"])
    kind: str = Field(description="staff, resident, partner or visitor", examples=["partner"])
    name: str
    unit: str
    rights: list[Right]


@router.get(
    "/me",
    response=Me,
    operation_id="whoAmI",
    summary="Who am I",
    openapi_extra={"security": [{}, {"key": []}, {"session": []}]},
)
def me(request: HttpRequest) -> dict[str, Any]:
    """Whom the house takes the caller for; without key and session, a visitor."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rights = [
        {"right": one.right, "area": one.area, "unit": one.unit, "purposes": sorted(one.purposes)}
        for one in actor.grants
        if not one.subject
    ]
    return {"id": actor.id, "kind": actor.kind, "name": actor.name, "unit": actor.unit, "rights": rights}
