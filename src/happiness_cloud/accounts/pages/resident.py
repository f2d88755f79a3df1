"""Residents sign in with their phone and a code; no password, no form before the first report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from happiness_cloud.kernel.errors import Refused

from .. import actions
from . import _frame
from .forms import Code, Phone

ASKED = "accounts.asked"


@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Ask for the number and send a code to it."""
    if _frame.is_in(request):
        return redirect(_frame.onward(request))
    form = Phone(request.POST) if request.method == "POST" else Phone()
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                sent = actions.ask_code(
                    _frame.actor(request),
                    phone=form.cleaned_data["phone"],
                    address=_frame.address(request),
                    language=get_language() or "zh-hans",
                    origin=_frame.origin(request),
                )
            except Refused as refused:
                status = _frame.refused_in(form, refused)
            else:
                # The number itself goes into no session: the ticket is sealed.
                request.session[ASKED] = {
                    "ticket": sent.ticket,
                    "shown": sent.shown,
                    "minutes": sent.seconds // 60,
                    "next": _frame.onward(request),
                }
                return redirect("accounts-code")
    return _frame.show(
        request, "accounts/phone.html", {"form": form, "next": _frame.onward(request, "")}, status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code and sign in."""
    asked: dict[str, Any] = request.session.get(ASKED, {})
    if not asked:
        return redirect("accounts-phone")
    form = Code(request.POST) if request.method == "POST" else Code()
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                came = actions.sign_in_by_code(
                    _frame.actor(request),
                    code=form.cleaned_data["code"],
                    ticket=asked["ticket"],
                    address=_frame.address(request),
                    origin=_frame.origin(request),
                )
            except Refused as refused:
                status = _frame.refused_in(form, refused)
            else:
                if came.ok:
                    del request.session[ASKED]
                    _frame.let_in(request, came.account_id, "code")
                    return redirect(asked["next"])
                status = _frame.told_in(form, came.why, "code")
    return _frame.show(request, "accounts/code.html", {"form": form, "asked": asked}, status)
