"""Reading what was sent, strictly: no broken JSON, no figures that are none, no signs that cannot be kept."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from happiness_cloud.kernel.errors import Refused

DEEPEST = 20
_UNKEPT = re.compile("[\0\ud800-\udfff]")


class Unreadable(Refused):
    """What was sent is not JSON, or not text."""

    status = 400


class StrictParser(Parser):
    """JSON bodies only; an empty body is an empty object."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as an object. Raises Unreadable with the place of the fault."""
        try:
            told = json.loads(request.body.decode() or "{}", parse_constant=_no_figure)
        except json.JSONDecodeError as wrong:
            raise Unreadable("interfaces.broken_json", line=wrong.lineno, column=wrong.colno) from wrong
        except (UnicodeDecodeError, ValueError, RecursionError) as wrong:
            raise Unreadable("interfaces.broken_json", line=1, column=1) from wrong
        _checked(told, 0)
        if not isinstance(told, dict):
            raise Unreadable("interfaces.not_an_object")
        return told


def keepable(text: str) -> bool:
    """Whether the database can keep the text: no null sign, no half of a sign."""
    return not _UNKEPT.search(text)


def _no_figure(name: str) -> NoReturn:
    raise ValueError(name)


def _checked(told: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Unreadable("interfaces.too_deep", limit=DEEPEST)
    if isinstance(told, str):
        if not keepable(told):
            raise Unreadable("interfaces.bad_sign")
    elif isinstance(told, dict):
        for name, value in told.items():
            _checked(name, depth + 1)
            _checked(value, depth + 1)
    elif isinstance(told, list):
        for value in told:
            _checked(value, depth + 1)
