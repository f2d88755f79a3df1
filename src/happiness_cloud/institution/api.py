"""Categories and units over the API, read only."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from happiness_cloud.facade.asking import ANYBODY, actor
from happiness_cloud.facade.shapes import Shape
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import NotFound

from . import queries

router = Router(tags=["Rules"])
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


class Question(Shape):
    """A question about a kind of matter, in the reader's language."""

    code: str = Field(examples=["bags"])
    words: str = Field(examples=["How many bags"])
    required: bool = Field(description="By web, telephone and counter it must be answered.")
    answers: dict[str, str] = Field(
        description="Key to words, to choose from; empty when it is answered in one's own words.",
        examples=[{"few": "One or two", "many": "Many"}],
    )


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
    return list(queries.categories(actor(request), text, limit))


@router.get(
    "/categories/{code}/questions",
    response=list[Question],
    operation_id="listQuestions",
    summary="What is asked about a kind of matter",
    openapi_extra=ANYBODY,
)
def questions(request: HttpRequest, code: str) -> list[queries.Question]:
    """What whoever reports such a matter is asked beyond words and place; mostly nothing."""
    book = queries.rulebook(actor(request))
    if book.category(code, clock.now()) is None:
        raise NotFound("ledger.not_found")
    return list(book.questions(code, clock.now()))


@router.get("/units", response=list[Unit], operation_id="listUnits", summary="Units", openapi_extra=ANYBODY)
def units(request: HttpRequest) -> list[queries.Unit]:
    """Every unit that serves today, parents before their children."""
    return list(queries.units(actor(request)))
