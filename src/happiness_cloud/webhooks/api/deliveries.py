"""Deliveries, and telling again what happened."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from .. import actions, queries
from ._request import STAFF, actor, do
from ._shapes import CountShape, DeliveriesShape, Done, Nothing, Replaying, Span

router = Router(tags=["Webhooks"])


@router.get(
    "/deliveries",
    response=DeliveriesShape,
    operation_id="listDeliveries",
    summary="Deliveries",
    openapi_extra=STAFF,
)
def deliveries(
    request: HttpRequest,
    receiver: int | None = Query(None, ge=1),
    state: str = Query("", max_length=8, description="waiting, done, dead or dropped."),
    before: int | None = Query(None, ge=1),
    limit: int = Query(50, ge=1, le=200),
) -> queries.Deliveries:
    """Deliveries with their tries, newest first; `state=dead` are the dead letters."""
    found: queries.Deliveries = queries.deliveries(
        actor(request), endpoint_id=receiver, state=state, before=before, limit=limit
    )
    return found


@router.post(
    "/deliveries/{delivery_id}/retry",
    response=Done,
    operation_id="retryDelivery",
    summary="Send one again",
    openapi_extra=STAFF,
)
def retry(request: HttpRequest, delivery_id: int, body: Nothing) -> Done:
    """Send one delivery again now, under the same id."""
    do(request, actions.retry, delivery_id, None)
    return Done()


@router.post(
    "/deliveries/{delivery_id}/drop",
    response=Done,
    operation_id="dropDelivery",
    summary="Drop a dead letter",
    openapi_extra=STAFF,
)
def drop(request: HttpRequest, delivery_id: int, body: Nothing) -> Done:
    """Say that a delivery that was given up is not needed any more."""
    do(request, actions.drop, delivery_id, None)
    return Done()


@router.post(
    "/replays/{replay_id}/stop",
    response=Done,
    operation_id="stopReplay",
    summary="Stop a replay",
    openapi_extra=STAFF,
)
def stop_replay(request: HttpRequest, replay_id: int, body: Nothing) -> Done:
    """End a replay before its time; what of it waits is dropped."""
    do(request, actions.stop_replay, replay_id, None)
    return Done()


@router.post(
    "/{receiver_id}/replay/count",
    response=CountShape,
    operation_id="countReplay",
    summary="Count a replay",
    openapi_extra=STAFF,
)
def count(request: HttpRequest, receiver_id: int, body: Span) -> queries.Replayable:
    """How many entries a replay would tell; nothing is changed."""
    found: queries.Replayable = queries.replay_count(actor(request), receiver_id, **body.model_dump())
    return found


@router.post(
    "/{receiver_id}/replay",
    response=Replaying,
    operation_id="replay",
    summary="Tell again",
    openapi_extra=STAFF,
)
def replay(request: HttpRequest, receiver_id: int, body: Span) -> actions.Replaying:
    """Tell a receiver again what happened in a span of time, under the same ids, marked `replay`."""
    made: actions.Replaying = do(request, actions.replay, receiver_id, None, **body.model_dump())
    return made
