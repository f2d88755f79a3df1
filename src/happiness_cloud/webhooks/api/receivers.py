"""Receivers: making, changing, ending."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from .. import actions, queries
from ._request import STAFF, IfMatch, actor, do, origin, read
from ._shapes import (
    Done,
    NewReceiver,
    Nothing,
    Pinged,
    ReceiverChange,
    ReceiverShape,
    ReceiversShape,
    Resumption,
    Rotation,
    Secret,
)

router = Router(tags=["Webhooks"])


@router.get(
    "", response=ReceiversShape, operation_id="listReceivers", summary="Receivers", openapi_extra=STAFF
)
def listing(
    request: HttpRequest,
    before: int | None = Query(None, ge=1),
    limit: int = Query(50, ge=1, le=200),
) -> queries.Receivers:
    """The receivers of the caller's areas, with how each stands."""
    found: queries.Receivers = queries.endpoints(actor(request), before=before, limit=limit)
    return found


@router.post(
    "", response=Secret, operation_id="setUpReceiver", summary="Set a receiver up", openapi_extra=STAFF
)
def set_up(request: HttpRequest, body: NewReceiver) -> dict[str, Any]:
    """Let a system hear of what happens from now on. The answer holds its secret, this once."""
    made = actions.set_up(actor(request), **body.model_dump(), origin=origin(request))
    return {"id": made.endpoint_id, "secret": made.secret}


@router.get(
    "/verbs", response=list[str], operation_id="listTellable", summary="What can be told", openapi_extra=STAFF
)
def verbs(request: HttpRequest) -> list[str]:
    """Everything a receiver can choose to hear of: whole rooms, then single verbs."""
    return list(queries.tellable(actor(request)))


@router.get(
    "/{receiver_id}",
    response=ReceiverShape,
    operation_id="readReceiver",
    summary="One receiver",
    openapi_extra=STAFF,
)
def one(request: HttpRequest, response: HttpResponse, receiver_id: int) -> queries.Receiver:
    """One receiver and how it stands. The ETag can be sent back in If-Match."""
    found: queries.Receiver = queries.endpoint(actor(request), receiver_id)
    response["ETag"] = f'"{found.version}"'
    return found


@router.post(
    "/{receiver_id}/change",
    response=ReceiverShape,
    operation_id="changeReceiver",
    summary="Change a receiver",
    openapi_extra=STAFF,
)
def change(
    request: HttpRequest, receiver_id: int, body: ReceiverChange, if_match: IfMatch = None
) -> queries.Receiver:
    """Change what is given; what is on its way goes to the new address."""
    told = body.model_dump(exclude_none=True)
    do(request, actions.change, receiver_id, if_match, **told)
    return read(request, receiver_id)


@router.post(
    "/{receiver_id}/rotate",
    response=Secret,
    operation_id="rotateSecret",
    summary="Make a new secret",
    openapi_extra=STAFF,
)
def rotate(
    request: HttpRequest, receiver_id: int, body: Rotation, if_match: IfMatch = None
) -> dict[str, Any]:
    """A new secret, told this once; for a while both sign."""
    made = do(request, actions.rotate, receiver_id, if_match, days=body.days)
    return {"id": receiver_id, "secret": made.secret, "old_until": made.old_until}


@router.post(
    "/{receiver_id}/pause",
    response=ReceiverShape,
    operation_id="pauseReceiver",
    summary="Pause",
    openapi_extra=STAFF,
)
def pause(
    request: HttpRequest, receiver_id: int, body: Nothing, if_match: IfMatch = None
) -> queries.Receiver:
    """Send nothing more for now; nothing is lost."""
    do(request, actions.pause, receiver_id, if_match)
    return read(request, receiver_id)


@router.post(
    "/{receiver_id}/resume",
    response=ReceiverShape,
    operation_id="resumeReceiver",
    summary="Resume",
    openapi_extra=STAFF,
)
def resume(
    request: HttpRequest, receiver_id: int, body: Resumption, if_match: IfMatch = None
) -> queries.Receiver:
    """Send again, from where it stopped, or from now on."""
    do(request, actions.resume, receiver_id, if_match, skip=body.skip)
    return read(request, receiver_id)


@router.post(
    "/{receiver_id}/remove",
    response=Done,
    operation_id="removeReceiver",
    summary="Remove",
    openapi_extra=STAFF,
)
def remove(request: HttpRequest, receiver_id: int, body: Nothing, if_match: IfMatch = None) -> Done:
    """Take a receiver away; what waits is dropped, its secret erased."""
    do(request, actions.remove, receiver_id, if_match)
    return Done()


@router.post(
    "/{receiver_id}/ping",
    response=Pinged,
    operation_id="pingReceiver",
    summary="Send a test",
    openapi_extra=STAFF,
)
def ping(request: HttpRequest, receiver_id: int, body: Nothing) -> actions.Pinged:
    """Send a test that tells nothing; how it went is seen among the deliveries."""
    made: actions.Pinged = do(request, actions.ping, receiver_id, None)
    return made
