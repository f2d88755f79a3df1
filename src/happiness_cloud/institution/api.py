"""Categories and units over the API, read only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from happiness_cloud.facade.shapes import Shape

from . import queries

router = Router(tags=["Rules"])
ANYBODY: dict[str, Any] = {"security": [{}, {"key": []}, {"session": []}]}
ALL = 500


class Category(Shape):
    """A kind of matter that is offered today, with its official and its plain name in the reader's language."""

    code: str = Field(examples=["06010"])
    standard: str = Field(examples=["GB/T 47678.5-2026"])
    kind: str
    name: str
    plain: str
    zh: str
    en: str
    group: str
    group_name: str
    urgent: bool = Field(description="Whether it is proposed as urgent.")


class Unit(Shape):
    """A unit that serves today."""

    path: str = Field(examples=["/yunhu/cgj/sz2/"])
    kind: str
    line: str
    area: str
    name: str
    zh: str
    en: str
    depth: int
    takes_matters: bool


@router.get(
    "/categories",
    response=list[Category],
    operation_id="listCategories",
    summary="Kinds of matters",
    openapi_extra=ANYBODY,
)
def categories(
    request: HttpRequest,
    text: str = Query("", max_length=200, description="Official or plain words, or a code; best first."),
    limit: int = Query(ALL, ge=1, le=ALL),
) -> list[queries.Category]:
    """What a matter can be filed under today."""
    # A tuple of two would be taken for a status and an answer.
    return list(queries.categories(_actor(request), text, limit))


@router.get("/units", response=list[Unit], operation_id="listUnits", summary="Units", openapi_extra=ANYBODY)
def units(request: HttpRequest) -> list[queries.Unit]:
    """Every unit that serves today, parents before their children."""
    return list(queries.units(_actor(request)))


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]
