"""Reading what was asked, strictly: every parameter that does not fit is named, all of them at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from happiness_cloud.kernel import clock

from ..openapi.guard import UPLOAD_BYTES, WrongKind, too_large
from ..openapi.parsing import keepable
from .wrong import Misread, fault, misread

FORM, UPLOAD = "application/x-www-form-urlencoded", "multipart/form-data"
# The window that the specification gives to whoever asks for none.
WINDOW = timedelta(days=90)
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d{1,6})?\d*(?:(Z)|([+ -]\d\d:\d\d))", re.ASCII | re.IGNORECASE
)
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,20})?", re.ASCII)


class Asked:
    """The parameters of a request. What does not fit is gathered; `settled` refuses it all at once."""

    def __init__(self, given: dict[str, list[str]], files: tuple[UploadedFile, ...] = ()) -> None:
        self.given = given
        self.files = files
        self.faults: list[tuple[int, str, str]] = []

    def settled(self) -> None:
        """Refuse, if anything did not fit."""
        if self.faults:
            raise Misread(*self.faults)

    def wrong(self, name: str, word: str, code: int = 400, **facts: Any) -> None:
        """Note that a parameter does not fit."""
        self.faults.append(fault(name, word, code, **facts))

    def text(self, name: str, limit: int = 200, required: bool = False) -> str:
        """A single value; "" when it is not given, which is the same as given empty."""
        found = self.given.get(name, [])
        if len(found) > 1:
            self.wrong(name, "twice")
        value = found[0].strip() if found else ""
        if required and not value:
            self.wrong(name, "missing")
        if len(value) > limit:
            self.wrong(name, "too_long", limit=limit)
            return ""
        return value

    def many(self, name: str, limit: int = 1000) -> tuple[str, ...]:
        """Values divided by commas, or given several times; each once."""
        told = ",".join(self.given.get(name, [])).split(",")
        found = tuple(dict.fromkeys(one.strip() for one in told if one.strip()))
        if len(found) > limit:
            self.wrong(name, "too_many", limit=limit)
            return ()
        return found

    def number(self, name: str, most: float) -> float | None:
        """A number between plus and minus `most`."""
        value = self.text(name)
        if not value:
            return None
        if not _NUMBER.fullmatch(value) or abs(float(value)) > most:
            self.wrong(name, "not_number", low=f"-{most:g}", high=f"{most:g}")
            return None
        return float(value)

    def count(self, name: str, otherwise: int, most: int) -> int:
        """A whole number from 1 on."""
        value = self.text(name)
        if not value:
            return otherwise
        if not (value.isascii() and value.isdecimal() and len(value) < 10 and 1 <= int(value) <= most):
            self.wrong(name, "not_number", low=1, high=most)
            return otherwise
        return int(value)

    def moment(self, name: str, required: bool = False) -> datetime | None:
        """A moment with its zone, in the form of the W3C note."""
        value = self.text(name, required=required)
        found = _moment(value)
        if value and found is None:
            self.wrong(name, "not_moment")
        return found

    def window(self) -> tuple[datetime, datetime]:
        """From `start_date` to `end_date`: at most 90 days, the last ones when neither is given."""
        start, end = self.moment("start_date"), self.moment("end_date")
        if start and end:
            if end < start:
                self.wrong("end_date", "backwards")
            elif end - start > WINDOW:
                self.wrong("start_date", "too_wide", days=WINDOW.days)
            return start, end
        if start:
            return start, start + WINDOW
        end = end or clock.now()
        return end - WINDOW, end


def query_of(request: HttpRequest) -> Asked:
    """What stands behind the question mark."""
    return _for_here(Asked(_pairs(str(request.META.get("QUERY_STRING", "")).encode("latin-1", "replace"))))


def body_of(request: HttpRequest) -> Asked:
    """What was sent as a form, with files or without. What stands in the address counts too, but for less."""
    kind = request.content_type or ""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    size = int(length) if length.isdecimal() else 0
    limit = UPLOAD_BYTES if kind == UPLOAD else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if size > limit:
        raise too_large(limit)
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if size and (kind not in (FORM, UPLOAD) or charset not in ("utf-8", "utf8")):
        raise WrongKind("interfaces.wrong_kind", wanted=f"{FORM}; charset=utf-8 / {UPLOAD}")
    asked = _uploaded(request) if kind == UPLOAD else Asked(_pairs(request.body))
    for name, values in query_of(request).given.items():
        asked.given.setdefault(name, values)
    return _for_here(asked)


def web_address(value: str) -> bool:
    """Whether the words are the address of a web page."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"]", value)


def _for_here(asked: Asked) -> Asked:
    told = asked.text("jurisdiction_id")
    if told and told not in (settings.DIVISION, urlsplit(settings.PUBLIC_URL).hostname):
        raise misread("jurisdiction_id", "no_such_jurisdiction", 404, value=told)
    return asked


def _pairs(raw: bytes) -> dict[str, list[str]]:
    parts = [one for one in raw.split(b"&") if one]
    if len(parts) > settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        raise misread("", "too_many", limit=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
    given: dict[str, list[str]] = {}
    for one in parts:
        name, _, value = one.partition(b"=")
        told = _decoded(name, _shown(name))
        given.setdefault(told, []).append(_decoded(value, told))
    return given


def _shown(name: bytes) -> str:
    return "".join(sign for sign in name.decode("ascii", "replace") if sign.isprintable())[:60]


def _decoded(value: bytes, name: str) -> str:
    try:
        told = unquote_to_bytes(value.replace(b"+", b" ")).decode()
    except UnicodeDecodeError as wrong:
        raise misread(name, "not_utf8") from wrong
    if not keepable(told):
        raise misread(_shown(name.encode()), "bad_sign")
    return told


def _uploaded(request: HttpRequest) -> Asked:
    given = {name: [str(one) for one in values] for name, values in request.POST.lists()}
    for name, values in given.items():
        # Django has put this sign where bytes were not UTF-8.
        if any("\ufffd" in one for one in (name, *values)):
            raise misread(name, "not_utf8")
        if not all(keepable(one) for one in (name, *values)):
            raise misread(_shown(name.encode()), "bad_sign")
    files = [one for name in request.FILES for one in request.FILES.getlist(name)]
    return Asked(given, tuple(one for one in files if isinstance(one, UploadedFile)))


def _moment(value: str) -> datetime | None:
    found = _MOMENT.fullmatch(value)
    if found is None:
        return None
    day, minute, second, parts, zulu, zone = found.groups()
    # A plus sign that nobody escaped has become a space on its way.
    shift = "+00:00" if zulu else zone.replace(" ", "+")
    try:
        told = datetime.fromisoformat(
            f"{day}T{minute}{second or ':00'}{(parts or '.0').ljust(7, '0')}{shift}"
        )
        # Near the first and the last year there is, another zone has no date for it.
        return told.astimezone(UTC) if _EARLIEST <= told <= _LATEST else None
    except (ValueError, OverflowError):
        return None
