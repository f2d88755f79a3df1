"""Where a visitor is sent who asks for what is not for everybody."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from happiness_cloud.kernel.errors import Refused

from .refusals import refused_page


class SignedOut(Refused):
    """Somebody signed in before, or never did."""

    status = 401


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back afterwards.

    A page that asks for a part of itself was open when the session ended. What it only shows is left for the
    sign-in page as a whole; a form that is sent stays where it is, with its words and the reason (401).
    """
    if "HX-Request" not in request.headers:
        return redirect(_address(request.get_full_path()))
    answer = refused_page(request, SignedOut("facade.signed_out"))
    shown = request.headers.get("HX-Current-URL", "")
    if request.method == "GET" and url_has_allowed_host_and_scheme(shown, {request.get_host()}):
        answer["HX-Redirect"] = _address(shown.partition(request.get_host())[2] or "/")
    return answer


def _address(onward: str) -> str:
    return f"{settings.LOGIN_URL}?{urlencode({'next': onward})}"
