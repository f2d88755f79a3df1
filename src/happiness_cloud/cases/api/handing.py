"""Matters handed out to partners beside the house, and what is done with such a link afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from happiness_cloud.facade.shapes import Shape
from happiness_cloud.kernel.errors import NotFound

from .. import actions, queries
from ._asked import Strict
from ._request import STAFF, IdempotencyKey, actor, at_the_door, standing

router = Router(tags=["Partners"])


class PartnerSaid(Shape):
    """One answer of a partner."""

    at: datetime
    kind: str = Field(description="done, cannot or more_time", examples=["done"])
    text: str = Field(description="Personal numbers are masked.")
    until: date | None
    photos: int


class HandedTo(Shape):
    """One link to a partner and what came back by it."""

    id: int
    organisation: str = Field(examples=["Yunhu Water"])
    to: str = Field(description="The address, masked.", examples=["r****@water.example"])
    task: str
    at: datetime
    answer_by: datetime | None
    expires_at: datetime
    standing: str = Field(description="open, done, withdrawn, moved or expired", examples=["open"])
    shares_contact: bool
    photos: int
    opens: int
    looked_at: datetime | None
    unread: bool
    answers: list[PartnerSaid]


class NewLink(Shape):
    """The new link. It is told this once: only its digest is kept."""

    id: int
    link: str
    expires_at: datetime


class Asking(Strict):
    """Who is asked for what, and what goes along."""

    organisation: str = Field(min_length=1, max_length=80, examples=["Yunhu Water"])
    to: str = Field(
        description="E-mail address or telephone.", max_length=120, examples=["repair@water.example"]
    )
    task: str = Field(min_length=1, max_length=4000, examples=["Please shut the valve at the east gate."])
    days: int = Field(14, ge=1, le=60, description="How long the link lives.")
    answer_by: datetime | None = None
    call: str = Field("", max_length=20, description="The unit's own telephone for questions.")
    file_ids: list[int] = Field([], max_length=9, description="Photos of this matter: ids of its files.")
    share_contact: bool = Field(False, description="Needs the right to see contacts, and a reason.")
    reason: str = Field("", max_length=1000)


class Days(Strict):
    """For how long."""

    days: int = Field(ge=1, le=60, examples=[14])


@router.get(
    "/{number}/hand-outs",
    response=list[HandedTo],
    operation_id="listHandOuts",
    summary="What of a matter was handed out",
    openapi_extra=STAFF,
)
def listed(request: HttpRequest, number: str) -> tuple[queries.HandedTo, ...]:
    """The links of a matter to partners, newest first, with the answers."""
    found: queries.HandOuts = queries.hand_outs(actor(request), number)
    return found.rows


@router.post(
    "/{number}/hand-outs",
    response={201: NewLink},
    operation_id="handOutCase",
    summary="Hand a matter out to a partner",
    openapi_extra=STAFF,
)
def hand_out(request: HttpRequest, number: str, body: Asking) -> Status[actions.HandedOut]:
    """Make and send a link that ends. The same partner is asked once at a time: 409 tells of an open link.

    The clocks of the matter go on. The answer holds the link, which is told only here.
    """
    asker = actor(request)
    asked = body.model_dump(exclude={"file_ids", "reason"})
    done: actions.HandedOut = actions.hand_out(
        asker,
        standing(asker, number),
        **at_the_door(request, None, body.reason),
        **asked,
        file_ids=tuple(body.file_ids),
    )
    return Status(201, done)


def _tended(
    verb: Any, request: HttpRequest, number: str, hand_out_id: int, key: str | None, **told: Any
) -> queries.HandedTo:
    """Do one thing to a link; how it stands then."""
    asker = actor(request)
    known = {one.id: one for one in queries.hand_outs(asker, number).rows}
    if hand_out_id not in known:
        raise NotFound("ledger.not_found")
    verb(asker, standing(asker, number), **at_the_door(request, key), hand_out_id=hand_out_id, **told)
    found: queries.HandOuts = queries.hand_outs(asker, number)
    return next(one for one in found.rows if one.id == hand_out_id)


@router.post(
    "/{number}/hand-outs/{hand_out_id}/withdraw",
    response=HandedTo,
    operation_id="withdrawHandOut",
    summary="Take a link back",
    openapi_extra=STAFF,
)
def withdraw(
    request: HttpRequest, number: str, hand_out_id: int, idempotency_key: IdempotencyKey = None
) -> queries.HandedTo:
    """From now on the link opens nothing."""
    return _tended(actions.withdraw_hand_out, request, number, hand_out_id, idempotency_key)


@router.post(
    "/{number}/hand-outs/{hand_out_id}/extend",
    response=HandedTo,
    operation_id="extendHandOut",
    summary="Let a link live longer",
    openapi_extra=STAFF,
)
def extend(
    request: HttpRequest, number: str, hand_out_id: int, body: Days, idempotency_key: IdempotencyKey = None
) -> queries.HandedTo:
    """So many days from now."""
    return _tended(actions.extend_hand_out, request, number, hand_out_id, idempotency_key, days=body.days)


@router.post(
    "/{number}/hand-outs/{hand_out_id}/noted",
    response=HandedTo,
    operation_id="notePartnerAnswer",
    summary="Take note of a partner's answer",
    openapi_extra=STAFF,
)
def noted(
    request: HttpRequest, number: str, hand_out_id: int, idempotency_key: IdempotencyKey = None
) -> queries.HandedTo:
    """The answer leaves the heap of the desk."""
    return _tended(actions.note_partner, request, number, hand_out_id, idempotency_key)
