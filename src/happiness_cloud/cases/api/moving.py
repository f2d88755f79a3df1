"""Every verb of the lifecycle, one address each, made from the table; and one verb for many matters."""

from __future__ import annotations

from typing import Any, Literal

import pydantic
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import ValidationError
from pydantic import Field

from happiness_cloud.kernel.errors import Denied, NotFound

from .. import actions, rights
from ._asked import RENAMED, VERBS, Strict, action_of, body_of
from ._request import (
    STAFF,
    IdempotencyKey,
    IfMatch,
    actor,
    at_the_door,
    file_ids,
    standing,
    tagged,
    version_of,
)
from ._shapes import BulkResults, Moved

router = Router(tags=["Verbs"])
bulk_router = Router(tags=["Verbs"])
BULK = ("register", "file", "dispatch", "urge", "supervise", "note")


def told_of(request: HttpRequest, body: Strict) -> dict[str, Any]:
    """The verb's own parameters out of a body: what was left out keeps the verb's default."""
    told: dict[str, Any] = {}
    for name, value in body.model_dump(exclude_none=True, exclude={"reason"}).items():
        if name == "claims":
            value = file_ids(actor(request), value)
        elif name == "master":
            value = standing(actor(request), value)
        told[RENAMED.get(name, name)] = tuple(value) if isinstance(value, list) else value
    return told


def moved(
    request: HttpRequest,
    response: HttpResponse,
    verb: str,
    number: str,
    body: Strict,
    if_match: str | None,
    key: str | None,
) -> actions.Moved:
    """Do one verb to one matter; the door finds it by its number."""
    if not actor(request).holding(rights.READ):
        # Whoever sees no matter at all is asked to sign in, whatever the number.
        raise Denied("ledger.no_right", right=rights.READ)
    done: actions.Moved = action_of(verb)(
        actor(request),
        number,
        version=version_of(if_match),
        **at_the_door(request, key, getattr(body, "reason", None) or ""),
        **told_of(request, body),
    )
    tagged(response, done.version)
    return done


def open_door(router: Router, verb: str, body: type[Strict], doc: str | None) -> None:
    """Give a verb on one matter its address: `/{number}/verb`, told what `body` says."""

    def door(
        request: HttpRequest,
        response: HttpResponse,
        number: str,
        body: Strict,
        if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
    ) -> actions.Moved:
        return moved(request, response, verb, number, body, if_match, idempotency_key)

    door.__annotations__["body"] = body
    door.__doc__, door.__name__ = doc, verb
    first, *rest = verb.split("_")
    router.post(
        "/{number}/" + verb,
        response=Moved,
        operation_id=f"{first}{''.join(one.title() for one in rest)}Case",
        summary=verb.replace("_", " ").capitalize(),
        openapi_extra=STAFF,
    )(door)


for _verb in VERBS:
    open_door(router, _verb, body_of(_verb), action_of(_verb).__doc__)


class Order(Strict):
    """One verb for many matters."""

    verb: Literal[*BULK]  # type: ignore[valid-type]
    numbers: list[str] = Field(min_length=1, max_length=200, examples=[["HC-20261122-990106-000042"]])
    reason: str = Field("", max_length=1000)
    params: dict[str, Any] = Field({}, description="What the verb asks for, as in its own address.")


@bulk_router.post(
    "/bulk",
    response=BulkResults,
    operation_id="bulkCases",
    summary="One verb for many matters",
    openapi_extra=STAFF,
)
def bulk(request: HttpRequest, body: Order, idempotency_key: IdempotencyKey = None) -> dict[str, Any]:
    """Do a verb to up to 200 matters, each by itself: a refusal leaves the others done."""
    asker = actor(request)
    ids = {number: _known(asker, number) for number in dict.fromkeys(body.numbers)}
    known = {row_id: number for number, row_id in ids.items() if row_id is not None}
    told = _told(body)
    results: dict[int, list[Any]] = {}
    if known:
        done = actions.bulk(
            asker,
            ids=tuple(known),
            verb=body.verb,
            params=told_of(request, told),
            **at_the_door(request, idempotency_key, body.reason),
        )
        results = {one[0]: one for one in done.results}
    return {"results": [_result(number, row_id, results) for number, row_id in ids.items()]}


def _told(order: Order) -> Strict:
    reason = {"reason": order.reason} if order.reason else {}
    try:
        return body_of(order.verb).model_validate({**order.params, **reason})
    except pydantic.ValidationError as wrong:
        places = [{**one, "loc": ("body", "body", "params", *one["loc"])} for one in wrong.errors()]
        raise ValidationError(places) from wrong


def _known(asker: Any, number: str) -> int | None:
    try:
        return standing(asker, number)
    except NotFound:
        return None


def _result(number: str, row_id: int | None, results: dict[int, list[Any]]) -> dict[str, Any]:
    if row_id is None:
        return {"number": number, "done": False, "code": "ledger.not_found", "facts": {}}
    _id, _number, done, code, facts = results[row_id]
    return {"number": number, "done": done, "code": code, "facts": facts}
