"""Signed words that stand for one file until a moment: links to look at it, claims to attach it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from happiness_cloud.kernel.errors import Invalid, NotFound

FULL, THUMB, CLAIM = "full", "thumb", "claim"
LONGEST_LIFE = 7 * 24 * 3600


def ticket(file_id: int, use: str, until: int, variant: int = 0) -> str:
    """A word for one use of one file, as it is now, until `until` (seconds since 1970)."""
    return _signer().sign(f"{file_id}.{use}.{until}" + (f".{variant}" if variant else ""))


def read_ticket(word: str, uses: tuple[str, ...], at: datetime) -> tuple[int, str, int, int]:
    """File, use, end and variant of a ticket; NotFound when it was changed, has ended or is for another use."""
    try:
        file_id, use, until, *variant = _signer().unsign(word).split(".")
    except (BadSignature, ValueError) as wrong:
        raise NotFound("files.bad_link") from wrong
    if use not in uses or int(until) <= at.timestamp():
        raise NotFound("files.bad_link")
    return int(file_id), use, int(until), int(variant[0]) if variant else 0


def address(file_id: int, size: str, at: datetime, seconds: int, variant: int = 0) -> str:
    """The address of a file, alive for at most `seconds` and at least half of them, or until it is made anew.

    The end is rounded, so that a page opened again shows the same address and the browser its own copy.
    """
    if not 1 <= seconds <= LONGEST_LIFE:
        raise Invalid("files.bad_life", field="seconds", limit_days=LONGEST_LIFE // 86400)
    step = max(1, seconds // 2)
    until = int(at.timestamp()) // step * step + seconds
    return reverse("files-serve", args=[ticket(file_id, FULL if size == FULL else THUMB, until, variant)])


def _signer() -> Signer:
    return Signer(key=settings.LINK_SECRET, salt="happiness_cloud.files", sep="~")
