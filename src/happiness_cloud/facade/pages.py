"""What every page shares: the frame's facts, the reader's preferences, and small ways to answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from happiness_cloud.kernel.errors import Denied

from .refusals import TITLES, refused_page, sentences

THEMES = ("auto", "light", "dark", "contrast")
SIZES = ("normal", "large", "larger")
YEAR = 365 * 24 * 3600


def frame(request: HttpRequest | None) -> dict[str, Any]:
    """Theme and text size for the frame of a page, from the reader's own cookies."""
    cookies = request.COOKIES if request is not None else {}
    theme, size = cookies.get("theme", "auto"), cookies.get("size", "normal")
    return {
        "theme": theme if theme in THEMES else "auto",
        "size": size if size in SIZES else "normal",
        "themes": THEMES,
        "sizes": SIZES,
    }


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the reader's theme and text size in cookies, and go back."""
    answer = HttpResponseRedirect(way_back(request, "/"))
    for name, known in (("theme", THEMES), ("size", SIZES)):
        value = request.POST.get(name, "")
        if value in known:
            answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=False)
    return answer


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The address in `next` (or the referring page), when it is one of ours."""
    for address in (
        request.POST.get("next", ""),
        request.GET.get("next", ""),
        request.META.get("HTTP_REFERER", ""),
    ):
        if address and url_has_allowed_host_and_scheme(address, {request.get_host()}):
            return address
    return otherwise


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was too old, or came from elsewhere."""
    return refused_page(request, Denied("facade.stale_form"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such address."""
    return render(request, "facade/refused.html", _plain(404), status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault; told without any detail, since the frame itself may be what broke."""
    return render(None, "facade/refused.html", _plain(500), status=500)  # type: ignore[arg-type]


def _plain(status: int) -> dict[str, Any]:
    told = {404: "facade.no_page", 500: "facade.broken"}[status]
    return {"status": status, "title": TITLES[status], "sentence": sentences()[told], "theme": "auto"}
