"""JSON and XML of the same answer, as the specification maps one to the other."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse

JSON, XML = "json", "xml"
TYPES = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}
# What an entry of each list is called in XML; JSON needs no name for it.
_ENTRIES = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
# Signs that no XML 1.0 document may hold, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer before it has a form: the name of its root in XML, and what it says."""

    root: str
    content: Mapping[str, Any] | Sequence[Any]
    # Discovery names its kind without a character set, as the public validator has it; ASCII reads alike in all.
    bare: bool = False


def rendered(told: Told, form: str, status: int = 200) -> HttpResponse:
    """The answer in the form that was asked for."""
    body = _json(told) if form == JSON else _xml(told)
    raw = body.encode("ascii", "xmlcharrefreplace") if told.bare else body.encode("utf-8", "replace")
    kind = TYPES[form].partition(";")[0] if told.bare else TYPES[form]
    return HttpResponse(raw, status=status, content_type=kind)


def _json(told: Told) -> str:
    return json.dumps(told.content, ensure_ascii=told.bare, allow_nan=False)


def _xml(told: Told) -> str:
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n']
    _write(parts, told.root, told.content)
    return "".join(parts)


def _write(parts: list[str], name: str, value: Any) -> None:
    if value is None or value == "":
        parts.append(f"<{name}/>")
        return
    parts.append(f"<{name}>")
    if isinstance(value, Mapping):
        for inner, content in value.items():
            _write(parts, inner, content)
    elif isinstance(value, list | tuple):
        for content in value:
            _write(parts, _ENTRIES[name], content)
    else:
        parts.append(_text(value))
    parts.append(f"</{name}>")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_FORBIDDEN.sub("", str(value)))
