"""Matters on paper over the API: the same papers as the pages hand over, each written into the book."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from happiness_cloud.facade.paper import as_file

from .. import queries
from ..sheets import printing
from ._asked import Strict
from ._request import STAFF, actor, keys, origin, standing
from ._shapes import NUMBER

router = Router(tags=["Matters"])
# Before the addresses of single matters: `orders.pdf` is no number.
many_router = Router(tags=["Matters"])
_SHEET = {
    200: {
        "description": "A PDF (PDF/UA-1, A4).",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_PDF: dict[str, Any] = {**STAFF, "responses": _SHEET}


class Printing(Strict):
    """What goes onto the case file."""

    unmasked: bool = Field(
        False, description="With the contact and the full text, for a purpose and a reason."
    )
    purpose: str = Field(
        "", max_length=40, description="One the actor's position names.", examples=["case-handling"]
    )
    reason: str = Field("", max_length=1000, description="Needed for an unmasked file; it is written down.")


class Orders(Strict):
    """The matters of which work orders are wanted."""

    numbers: list[str] = Field(min_length=1, max_length=50, examples=[[NUMBER]])


@many_router.post(
    "/orders.pdf",
    operation_id="printWorkOrders",
    summary="Work orders of several matters",
    openapi_extra=_PDF,
)
def orders(request: HttpRequest, body: Orders) -> HttpResponse:
    """One page each, in the order asked; all or nothing, so that a paper is never short of a page unnoticed."""
    return _orders(request, keys(actor(request), body.numbers), "orders.pdf")


@router.post(
    "/{number}/order.pdf", operation_id="printWorkOrder", summary="Work order of a matter", openapi_extra=_PDF
)
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One A4 page to take along, masked, with a code that leads staff to the matter."""
    return _orders(request, (standing(actor(request), number),), f"{number}-order.pdf")


@router.post(
    "/{number}/file.pdf", operation_id="printCaseFile", summary="Case file of a matter", openapi_extra=_PDF
)
def case_file(request: HttpRequest, number: str, body: Printing) -> HttpResponse:
    """Everything about the matter, masked like its page; unmasked only by the same look as at the contact."""
    asker = actor(request)
    detail = queries.detail(asker, number)
    return as_file(
        printing.case_file(asker, detail, **body.model_dump(), origin=origin(request)),
        f"{detail.row.number}.pdf",
    )


def _orders(request: HttpRequest, ids: Iterable[int], name: str) -> HttpResponse:
    return as_file(printing.work_orders(actor(request), ids, origin=origin(request)), name)
