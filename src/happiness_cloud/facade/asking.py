"""What every door reads from a request: who asks, under which id it stands in the book, which version was seen."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse

from happiness_cloud.kernel.access import Actor

# For the document of the API: signed in or with a key; or anybody.
STAFF: dict[str, Any] = {"security": [{"key": []}, {"session": []}]}
ANYBODY: dict[str, Any] = {"security": [{}, {"key": []}, {"session": []}]}
_TAG = re.compile(r'(?:W/)?"(\d+)')


def actor(request: HttpRequest) -> Actor:
    """Who asks; found out when it is first looked at."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def origin(request: HttpRequest) -> str:
    """The id of the request, for the book."""
    told: str = request.origin  # type: ignore[attr-defined]
    return told


def version_of(if_match: str | None) -> int | None:
    """The version an ETag speaks of; None when nothing is asked."""
    found = _TAG.match(if_match or "")
    return int(found.group(1)) if found else None


def tagged(response: HttpResponse, version: int) -> None:
    """Say which version the answer speaks of."""
    response["ETag"] = f'"{version}"'
