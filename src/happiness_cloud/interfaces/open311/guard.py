"""What stands before every address of Open311: the address read, who asks, pace; every fault as a list of errors."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.cache import patch_vary_headers

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Later, Refused

from ..openapi.guard import NotAllowed, slow_enough, too_large
from ..openapi.parsing import Unreadable, keepable
from ..openapi.problems import Broken
from ..seats import VISITOR, machine
from . import offered, reporting, requests
from .reading import Asked, body_of
from .rendering import JSON, XML, Told, rendered
from .wrong import errors, misread

log = logging.getLogger("happiness_cloud.interfaces")
_ROOT = re.compile(r"/open311(?P<test>/test)?(?:/v2)?/(?P<what>.*)", re.DOTALL)
_READING: dict[str, Callable[..., Told]] = {
    "discovery": offered.discovery,
    "services": offered.services,
    "services/": offered.definition,
    "requests": requests.listed,
    "requests/": requests.one,
    "tokens/": requests.token,
    "servicerequestupdates": requests.updates,
}
_SENDING: dict[str, Callable[[HttpRequest, Actor, Asked, bool], Told]] = {
    "requests": reporting.report,
    "servicerequestupdates": reporting.update,
}


@dataclass(frozen=True, slots=True)
class Address:
    """What an address names: a kind of thing, which one of it (or ""), in which form; `test` keeps nothing."""

    kind: str
    which: str
    form: str
    test: bool
    known: bool


def door(request: HttpRequest) -> HttpResponse:
    """Answer whatever is asked under /open311: never a page, never a traceback."""
    address = _read(request)
    try:
        answer = _answered(request, address)
    except Refused as refused:
        answer = errors(refused, address.form)
    except RequestDataTooBig:
        answer = errors(too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE), address.form)
    except (TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, SuspiciousOperation):
        answer = errors(Unreadable("interfaces.broken_form"), address.form)
    except UnreadablePostError:
        answer = errors(Unreadable("interfaces.broken_form"), address.form)
    except (OperationalError, InterfaceError):
        answer = errors(Later("ledger.database_away", seconds=5), address.form)
    except Exception as wrong:
        log.error("open311 failed", exc_info=wrong, extra={"path": request.path})
        answer = errors(Broken("facade.broken"), address.form)
    return _dressed(request, address, answer)


# No cookie says here who asks, so none can be made use of by another site.
door.csrf_exempt = True  # type: ignore[attr-defined]


def _read(request: HttpRequest) -> Address:
    found = _ROOT.fullmatch(request.path_info)
    what = found["what"] if found else ""
    stem, dot, end = what.rpartition(".")
    form = end if dot and end in (JSON, XML) else _wished(request)
    kind, slash, which = (stem if dot else what).partition("/")
    kind += slash
    fits = kind in _READING and bool(which) is bool(slash) and "/" not in which
    return Address(kind, which, form, bool(found and found["test"]), fits and (not dot or end in (JSON, XML)))


def _wished(request: HttpRequest) -> str:
    """Without a name of a form in the address: what the caller accepts, XML when it does not say."""
    told = request.headers.get("Accept", "")
    return JSON if "json" in told and "xml" not in told.partition("json")[0] else XML


def _answered(request: HttpRequest, address: Address) -> HttpResponse:
    if not keepable(request.path_info):
        raise Unreadable("interfaces.bad_sign")
    if not address.known:
        raise misread("", "no_address", 404, discovery=f"{settings.PUBLIC_URL}/open311/discovery.xml")
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    if request.method in ("GET", "HEAD"):
        told: Any = _READING[address.kind](request, *([address.which] if address.which else []))
    elif request.method == "POST" and address.kind in _SENDING:
        told = _sent(request, address)
    else:
        raise NotAllowed("interfaces.not_allowed", method=request.method)
    return rendered(told, address.form)


def _sent(request: HttpRequest, address: Address) -> Told:
    asked = body_of(request)
    asker = _asker(request, asked.text("api_key", 200))
    request.actor = asker  # type: ignore[attr-defined]
    slow_enough(request)
    return _SENDING[address.kind](request, asker, asked, address.test)


def _asker(request: HttpRequest, key: str) -> Actor:
    """The holder of the key, in the form or in the header as at the API; without a key, a visitor."""
    bearer = request.headers.get("Authorization", "")
    if not key and bearer.startswith("Bearer "):
        key = bearer.removeprefix("Bearer ").strip()
    return machine(key) if key else VISITOR


def _dressed(request: HttpRequest, address: Address, answer: HttpResponse) -> HttpResponse:
    patch_vary_headers(answer, ("Accept", "Accept-Language"))
    answer["Cache-Control"] = "no-cache" if request.method in ("GET", "HEAD") else "no-store"
    if request.method in ("GET", "HEAD", "OPTIONS"):
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    if answer.status_code in (204, 405):
        answer["Allow"] = "GET, HEAD, OPTIONS" + (", POST" if address.kind in _SENDING else "")
    return answer
