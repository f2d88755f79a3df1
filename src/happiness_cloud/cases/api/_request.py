"""What every address of this room reads from a request besides its body, and writes beside its answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header

from happiness_cloud.facade import asking
from happiness_cloud.facade.asking import ANYBODY as ANYBODY
from happiness_cloud.facade.asking import STAFF as STAFF
from happiness_cloud.facade.asking import origin as origin
from happiness_cloud.facade.asking import tagged as tagged
from happiness_cloud.facade.asking import version_of as version_of
from happiness_cloud.files import queries as files
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import Denied, Invalid

from .. import queries, rights

# Photos belong to no unit: whoever may see a matter is handed the links by the house.
HOUSE = house("cases-api", "files.read")

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


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    return asking.actor(request).itself()


def at_the_door(request: HttpRequest, key: str | None, reason: str = "") -> dict[str, Any]:
    """What each verb is told besides its own parameters."""
    return {"key": _own_key(request, key or ""), "reason": reason, "origin": origin(request)}


def standing(asker: Actor, number: str) -> int:
    """The key of the matter with this number, for whom it may be seen; NotFound alike when it is not there."""
    found: int = queries.known(asker, number)
    return found


def keys(asker: Actor, numbers: list[str]) -> tuple[int, ...]:
    """The keys of these numbers. Raises Invalid naming the first that is not there for the asker."""
    if not asker.holding(rights.READ):
        raise Denied("ledger.no_right", right=rights.READ)
    if any("\x00" in one for one in numbers):
        raise Invalid("cases.bad_filter", name="numbers", field="numbers")
    found = queries.keys_of(asker, numbers)
    for one in numbers:
        if one not in found:
            raise Invalid("cases.no_such_number", field="numbers", number=one[:40])
    return tuple(found[one] for one in numbers)


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
