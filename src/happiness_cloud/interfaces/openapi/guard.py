"""What stands before every address of the API: size, kind, signs, forgery, pace; and how answers are kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from ninja.utils import check_csrf

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied, Refused, TooMany

from . import problems
from .parsing import Unreadable, keepable

View = Callable[..., HttpResponseBase]
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# A document of 20 MB and the frame of the form around it.
UPLOAD_BYTES = 21 * 1024 * 1024
# Posts of one network address that says nothing of who it is, in a minute and one process.
ANONYMOUS_POSTS, WINDOW = 30, 60


class TooLarge(Refused):
    """The body is larger than this address takes."""

    status = 413


class WrongKind(Refused):
    """The body is of a kind that this address does not take."""

    status = 415


class NotAllowed(Refused):
    """The address has no such method."""

    status = 405


def guarded(view: View) -> View:
    """Stand before a view of the API."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **told: Any) -> HttpResponseBase:
        answer = _dressed(request, lambda: _answered(view, request, args, told))
        patch_vary_headers(answer, ("Authorization", "Cookie", "Accept-Language"))
        if not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-cache" if answer.has_header("ETag") else "no-store"
        return answer

    # Forgery is checked here, and only where a browser lends its cookie.
    door.csrf_exempt = True  # type: ignore[attr-defined]
    return door


def _dressed(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return answer()
    except Refused as refused:
        return problems.refused(request, refused)
    except Http404:
        return problems.no_address(request)
    except RequestDataTooBig:
        return problems.refused(request, too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
    except (TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, SuspiciousOperation):
        return problems.refused(request, Unreadable("interfaces.broken_form"))


def _answered(view: View, request: HttpRequest, args: Any, told: Any) -> HttpResponseBase:
    if not all(keepable(one) for one in (request.path, *request.GET, *_values(request))):
        raise Unreadable("interfaces.bad_sign")
    if request.method in UNSAFE:
        _fits(request)
        _not_forged(request, view)
        slow_enough(request)
    answer = view(request, *args, **told)
    if answer.status_code == 405:
        refusal = problems.refused(request, NotAllowed("interfaces.not_allowed", method=request.method))
        refusal["Allow"] = answer["Allow"]
        return refusal
    return answer


def _values(request: HttpRequest) -> list[str]:
    return [one for name in request.GET for one in request.GET.getlist(name)]


def _fits(request: HttpRequest) -> None:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    length = int(told) if told.isdecimal() else 0
    upload = request.path.endswith("/files")
    limit = UPLOAD_BYTES if upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if length > limit:
        raise too_large(limit)
    wanted = "multipart/form-data" if upload else "application/json"
    if length and request.content_type != wanted:
        raise WrongKind("interfaces.wrong_kind", wanted=wanted)


def too_large(limit: int) -> TooLarge:
    """The refusal of a body of more than `limit` bytes."""
    return TooLarge("interfaces.too_large", limit_mb=limit // (1024 * 1024))


def _not_forged(request: HttpRequest, view: View) -> None:
    """A session cookie travels by itself, a key does not: only the first can be made use of by another site."""
    if request.headers.get("Authorization", "").startswith("Bearer "):
        return
    if settings.SESSION_COOKIE_NAME in request.COOKIES and check_csrf(request, _not_exempt) is not None:
        raise Denied("facade.stale_form")


def _not_exempt() -> None:
    """Stands for a view that forgery protection does not leave out."""


def slow_enough(request: HttpRequest) -> None:
    """Count a visitor's post, and refuse it when his network address has sent too many in this minute."""
    # Found by now, so what comes after need not ask the one who stands for him.
    actor = request.actor = request.actor.itself()  # type: ignore[attr-defined]
    if actor.kind != "visitor":
        return
    second = int(clock.now().timestamp())
    name = f"api-posts:{request.META.get('REMOTE_ADDR', '')}:{second // WINDOW}"
    cache.add(name, 0, WINDOW * 2)
    if cache.incr(name) > ANONYMOUS_POSTS:
        raise TooMany("interfaces.too_many", seconds=WINDOW - second % WINDOW)
