"""What every address of this room reads from a request besides its body, and writes beside its answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header

from happiness_cloud.files import queries as files
from happiness_cloud.kernel.access import Actor, house

from .. import queries

# Photos belong to no unit: whoever may see a matter is handed the links by the house.
HOUSE = house("cases-api", "files.read")

_TAG = re.compile(r'(?:W/)?"(\d+)')
TAG_PATTERN = r'^(\*|(W/)?"\d{1,9}(-[0-9a-f]{16})?")$'

IfMatch = Annotated[
    str | None,
    Header(
        None,
        alias="If-Match",
        pattern=TAG_PATTERN,
        description="The ETag the decision is based on. When the matter has moved on, 409 tells what changed.",
        examples=['"3"'],
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        None,
        alias="Idempotency-Key",
        min_length=8,
        max_length=80,
        description="A random word of the caller's. The same request sent again under it gets the first answer.",
        examples=["0b9f2c1e-5f0e-4f55-9d0b-6f3c1a1f4a10"],
    ),
]
# Signed in or with a key; or anybody.
STAFF: dict[str, Any] = {"security": [{"key": []}, {"session": []}]}
ANYBODY: dict[str, Any] = {"security": [{}, {"key": []}, {"session": []}]}


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found.itself()


def at_the_door(request: HttpRequest, key: str | None, reason: str = "") -> dict[str, Any]:
    """What each verb is told besides its own parameters."""
    told: str = request.origin  # type: ignore[attr-defined]
    return {"key": _own_key(request, key or ""), "reason": reason, "origin": told}


def version_of(if_match: str | None) -> int | None:
    """The version an ETag speaks of; None when nothing is asked."""
    found = _TAG.match(if_match or "")
    return int(found.group(1)) if found else None


def tagged(response: HttpResponse, version: int) -> None:
    """Say which version the answer speaks of."""
    response["ETag"] = f'"{version}"'


def standing(asker: Actor, number: str) -> int:
    """The key of the matter with this number, for whom it may be seen; NotFound alike when it is not there."""
    found: int = queries.known(asker, number)
    return found


def file_ids(asker: Actor, claims: Iterable[str]) -> tuple[int, ...]:
    """The files behind the claims that `POST /files` gave."""
    wanted = list(claims)
    found: tuple[int, ...] = files.claimed(asker, wanted) if wanted else ()
    return found


def _own_key(request: HttpRequest, key: str) -> str:
    """Visitors share one name, so a key of theirs counts for their network address only."""
    if not key or actor(request).kind != "visitor":
        return key
    told = f"{request.META.get('REMOTE_ADDR', '')} {key}"
    return hashlib.sha256(told.encode()).hexdigest()
