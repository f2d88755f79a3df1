"""A text-message gateway described by two templates: its address, and the JSON it wants to be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit


class BadTemplate(ValueError):
    """The operator's template cannot be used; the message says why."""


def filled_address(template: str, values: Mapping[str, str]) -> str:
    """The address with `{to}`, `{text}`, `{reference}` put in, percent-encoded."""
    if urlsplit(template).scheme not in ("http", "https"):
        raise BadTemplate("the gateway address must begin with http:// or https://")
    return _put(template, {name: quote(value, safe="") for name, value in values.items()})


def filled_body(template: str, values: Mapping[str, str]) -> Any:
    """The JSON template with the placeholders in its strings put in; quotes in a text cannot break out."""
    try:
        shape = json.loads(template)
    except ValueError as wrong:
        raise BadTemplate("the gateway body must be JSON") from wrong
    return _filled(shape, values)


def _filled(shape: Any, values: Mapping[str, str]) -> Any:
    if isinstance(shape, dict):
        return {key: _filled(one, values) for key, one in shape.items()}
    if isinstance(shape, list):
        return [_filled(one, values) for one in shape]
    return _put(shape, values) if isinstance(shape, str) else shape


def _put(template: str, values: Mapping[str, str]) -> str:
    # One pass over the template: a text that itself says "{to}" stays as it was written.
    out, rest = "", template
    while rest:
        head, opening, tail = rest.partition("{")
        name, closing, after = tail.partition("}")
        if opening and closing and name in values:
            out, rest = out + head + values[name], after
        else:
            out, rest = out + head + opening, tail
    return out
