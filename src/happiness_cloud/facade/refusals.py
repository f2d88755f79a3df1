"""A refusal in the reader's language: as a page, a fragment, or problem+json."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from django.apps import apps
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from happiness_cloud.kernel.errors import Later, Refused

TITLES = {
    400: gettext_lazy("That could not be read"),
    401: gettext_lazy("Please sign in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    409: gettext_lazy("Not now"),
    413: gettext_lazy("Too large"),
    422: gettext_lazy("Something needs mending"),
    429: gettext_lazy("Too many at once"),
    500: gettext_lazy("Something went wrong on our side"),
    503: gettext_lazy("Back in a moment"),
}


R = TypeVar("R", bound=HttpResponse)


@cache
def sentences() -> dict[str, Any]:
    """Every room's sentence for each of its refusal codes."""
    found: dict[str, Any] = {}
    for room in apps.get_app_configs():
        if (
            room.module
            and room.name.startswith("happiness_cloud.")
            and module_has_submodule(room.module, "terms")
        ):
            found.update(getattr(import_module(f"{room.name}.terms"), "SENTENCES", {}))
    return found


def sentence(refused: Refused) -> str:
    """What happened, where, and what to do, as one or two sentences."""
    told = sentences().get(refused.code)
    if told is None:
        return _("This is not possible at the moment.")
    try:
        return str(told) % {name: _shown(value) for name, value in refused.facts.items()}
    except (KeyError, ValueError, TypeError):
        return str(told)


def problem(refused: Refused) -> JsonResponse:
    """RFC 9457 problem details: type, title, status, detail, code and the facts."""
    body = {
        "type": f"urn:happiness-cloud:{refused.code}",
        "title": str(TITLES.get(refused.status, TITLES[400])),
        "status": refused.status,
        "detail": sentence(refused),
        "code": refused.code,
        **{name: value for name, value in refused.facts.items() if name not in ("type", "title", "status")},
    }
    answer = JsonResponse(body, status=refused.status, content_type="application/problem+json")
    return _with_pause(answer, refused)


def refused_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal as a whole page, or as a fragment when htmx asks."""
    small = bool(getattr(request, "htmx", False))
    # With the database away, nothing that a page frame asks for (session, rights) can be read either.
    bare = refused.code == "ledger.database_away"
    answer = render(
        None if bare else request,  # type: ignore[arg-type]
        "facade/_refused.html" if small else "facade/refused.html",
        {
            "status": refused.status,
            "title": TITLES.get(refused.status, TITLES[400]),
            "sentence": sentence(refused),
            "changed": refused.facts.get("changed", ()),
            "back": request.META.get("HTTP_REFERER", "") if request.method == "POST" else "",
        },
        status=refused.status,
    )
    return _with_pause(answer, refused)


def _with_pause(answer: R, refused: Refused) -> R:
    if isinstance(refused, Later) or "seconds" in refused.facts:
        answer["Retry-After"] = str(refused.facts.get("seconds", 5))
    return answer


def _shown(value: Any) -> Any:
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else value
