"""The frame around every request: its id, the content policy, and refusals made readable."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from happiness_cloud.kernel.errors import Later, Refused

from .refusals import problem, refused_page

log = logging.getLogger("happiness_cloud.facade")
Answering = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class RequestMiddleware:
    """Gives each request an id and each answer its safety headers."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and dress the answer."""
        request.origin = secrets.token_hex(8)  # type: ignore[attr-defined]
        try:
            answer = self.get_response(request)
        except (OperationalError, InterfaceError):
            answer = _refusal(request, Later("ledger.database_away", seconds=5))
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        answer.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        answer.headers["X-Request-Id"] = request.origin  # type: ignore[attr-defined]
        return answer


class RefusalMiddleware:
    """A `Refused` that leaves a view becomes a page, a fragment, or problem+json."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; refusals come by `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        """Translate refusals; leave true errors to the error page, noted without their values."""
        if isinstance(wrong, Refused):
            return _refusal(request, wrong)
        if isinstance(wrong, OperationalError | InterfaceError):
            return _refusal(request, Later("ledger.database_away", seconds=5))
        log.error("a view failed", exc_info=wrong, extra={"path": request.path})
        return None


def _refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    return problem(refused) if request.path.startswith("/api/") else refused_page(request, refused)
