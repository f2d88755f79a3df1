"""A dry run of a changed duty directory over the API; nothing is written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from happiness_cloud.facade.shapes import Shape

from .. import queries
from ._asked import Strict
from ._request import STAFF, actor

router = Router(tags=["Rules"])


class Trying(Strict):
    """The text of a duties file, and on which matters it is tried."""

    text: str = Field(max_length=200_000, description="A duties file (YAML), as it would be published.")
    last: int = Field(1000, ge=1, le=10_000, description="So many of the newest matters.")
    area: str = Field("", max_length=200, examples=["/990106/001/"])
    on: date | None = Field(
        None,
        description="Try the rules as they will stand on this day; without it the first on which the file and all that "
        "is new in it have begun.",
    )


class Shift(Shape):
    """What a unit (path) or a category (code) would gain and lose."""

    key: str
    before: int
    after: int
    gained: int
    lost: int


class MovedMatter(Shape):
    """A matter that would go elsewhere, with both leads and the reasons for each."""

    number: str
    category: str
    area: str
    at: datetime
    before: str
    after: str
    because_before: list[dict[str, Any]]
    because_after: list[dict[str, Any]]


class RoutingTrial(Shape):
    """Who would have received what."""

    n: int
    unchanged: int
    changed: int
    helpers: int = Field(description="Matters whose assisting units differ.")
    on: date = Field(description="The day as of whose rules it was tried; hour and season stay the matter's.")
    version: str
    digest: str = Field(description="SHA-256 of the text.")
    edition: int = Field(description="The edition of the rules it was compared with.")
    notes: list[dict[str, Any]] = Field(description="Findings that do not keep the file out.")
    units: list[Shift]
    categories: list[Shift]
    examples: list[MovedMatter] = Field(description="At most 50, of matters the caller may read.")


@router.post(
    "/trial",
    response=RoutingTrial,
    operation_id="tryRouting",
    summary="Try a duty directory",
    openapi_extra=STAFF,
)
def trial(request: HttpRequest, body: Trying) -> queries.RoutingTrial:
    """Route the last matters by the duties in force and by a proposed file: who would have received what."""
    told: queries.RoutingTrial = queries.routing_trial(
        actor(request), body.text, body.last, body.area, on=body.on
    )
    return told
