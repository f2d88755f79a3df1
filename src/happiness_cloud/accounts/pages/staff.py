"""Signing in with name and password, the second step, and signing out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Refused, TooMany

from .. import actions, queries, rights
from . import _frame
from .forms import Code, SignIn

PENDING = "accounts.pending"
PENDING_SECONDS = 300


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; on to the second step when the account has one."""
    if _frame.is_in(request):
        return redirect(_frame.onward(request))
    form = SignIn(request.POST) if request.method == "POST" else SignIn()
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                account_id = _proved(request, form.cleaned_data["username"], form.cleaned_data["password"])
            except Refused as refused:
                status = _frame.refused_in(form, refused)
            else:
                if account_id:
                    return _after_password(request, account_id)
                status = _frame.told_in(form, "accounts.wrong_password")
    told = {"form": form, "next": _frame.onward(request, "")}
    return _frame.show(request, "accounts/sign_in.html", told, status)


def _proved(request: HttpRequest, username: str, password: str) -> int:
    """The account these words open, 0 for none; a failure is written down. Refuses accounts.locked."""
    who, address = _frame.actor(request), _frame.address(request)
    wait = queries.pause(who, address)
    if wait:
        raise TooMany("accounts.locked", seconds=wait, minutes=-(-wait // 60))
    person = authenticate(request, username=username, password=password)
    if person is not None and person.pk:
        return int(person.pk)
    locked = bool(getattr(request, "axes_locked_out", False))
    # Told by us, in the reader's language; its own middleware would answer in plain text.
    request.axes_locked_out = False  # type: ignore[attr-defined]
    why = "locked" if locked else "password"
    actions.refused_sign_in(who, username=username, address=address, why=why, origin=_frame.origin(request))
    if locked:
        seconds = int(float(settings.AXES_COOLOFF_TIME) * 3600)
        raise TooMany("accounts.locked", seconds=seconds, minutes=seconds // 60)
    return 0


def _after_password(request: HttpRequest, account_id: int) -> HttpResponse:
    seat = queries.who(house("door", rights.SEAT), account_id)
    onward = _frame.onward(request)
    if seat is not None and seat.has_second_factor:
        request.session[PENDING] = {"id": account_id, "at": clock.now().timestamp(), "next": onward}
        return redirect("accounts-second")
    return redirect(_frame.first_duty(_frame.let_in(request, account_id, "password"), onward))


@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The code of the second step, within five minutes of the password."""
    pending: dict[str, Any] = request.session.get(PENDING, {})
    if not pending or clock.now().timestamp() - pending["at"] > PENDING_SECONDS:
        request.session.pop(PENDING, None)
        return redirect("accounts-sign-in")
    form = Code(request.POST) if request.method == "POST" else Code()
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                told = actions.second_step(
                    _frame.actor(request),
                    pending["id"],
                    code=form.cleaned_data["code"],
                    origin=_frame.origin(request),
                )
            except TooMany as refused:
                status = _frame.refused_in(form, refused)
            else:
                if told.ok:
                    del request.session[PENDING]
                    held = _frame.let_in(request, pending["id"], "second_step")
                    return redirect(_frame.first_duty(held, pending["next"]))
                status = _frame.told_in(form, told.why, "code")
    return _frame.show(request, "accounts/second.html", {"form": form}, status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    who = _frame.actor(request)
    if _frame.is_in(request) and request.session.session_key:
        actions.signed_out(
            who,
            _frame.own_id(request),
            session_key=request.session.session_key,
            origin=_frame.origin(request),
        )
    logout(request)
    return redirect("accounts-sign-in" if who.kind == "staff" else "/")
