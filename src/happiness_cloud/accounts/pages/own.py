"""The own account: its sessions, its password, its second step."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from happiness_cloud.kernel.errors import Refused

from .. import actions, queries
from . import _frame
from .forms import Code, Password


@require_GET
@_frame.signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and where I am signed in."""
    mine = queries.mine(_frame.actor(request), session_key=request.session.session_key or "")
    held = _frame.first_duty("password" if mine.must_change_password else _factor_due(mine), "")
    if held:
        return redirect(held)
    face = "staff" if mine.kind == "staff" else "resident"
    return _frame.show(request, "accounts/own.html", {"mine": mine, "base": f"facade/base_{face}.html"})


def _factor_due(mine: queries.Mine) -> str:
    return "second_factor" if mine.needs_second_factor and not mine.has_second_factor else ""


@require_POST
@_frame.signed_in
def end_session(request: HttpRequest, sign_id: int) -> HttpResponse:
    """End one of my sessions."""
    actions.end_session(
        _frame.actor(request), _frame.own_id(request), sign_id=sign_id, origin=_frame.origin(request)
    )
    messages.success(request, _("That session has ended."))
    return redirect("accounts-own")


@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@_frame.signed_in
def password(request: HttpRequest) -> HttpResponse:
    """Change my password; all other sessions end."""
    form = Password(request.POST) if request.method == "POST" else Password()
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        status = _changed(request, form)
        if status == 200:
            messages.success(request, _("The password is changed. All other sessions have ended."))
            held = _frame.let_in(request, _frame.own_id(request), "password")
            return redirect(_frame.first_duty(held, _frame.onward(request)))
    mine = queries.mine(_frame.actor(request))
    return _frame.show(request, "accounts/password.html", {"form": form, "mine": mine}, status)


def _changed(request: HttpRequest, form: Password) -> int:
    given = form.cleaned_data
    if given["password"] != given["again"]:
        return _frame.told_in(form, "accounts.passwords_differ", "again")
    try:
        told = actions.change_password(
            _frame.actor(request),
            _frame.own_id(request),
            old=given["old"],
            password=given["password"],
            origin=_frame.origin(request),
        )
    except Refused as refused:
        return _frame.refused_in(form, refused)
    return 200 if told.ok else _frame.told_in(form, "accounts.wrong_old_password", "old")


@require_http_methods(["GET", "HEAD", "POST"])
@_frame.signed_in
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up the second step: begin, read the picture with an app, confirm by a code."""
    who, mine = _frame.actor(request), queries.mine(_frame.actor(request))
    begins = request.POST.get("step") == "begin"
    form = Code(request.POST if request.method == "POST" else None)
    if begins and not mine.has_second_factor:
        form.fields["code"].required = False
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        status = (_begun if begins else _confirmed)(request, form)
        if status == 200:
            return redirect("accounts-enrol" if begins else _frame.onward(request))
    offer = queries.offered_factor(who, _("Happiness Cloud"))
    told = {
        "form": form,
        "mine": mine,
        "picture": _picture(offer[0]) if offer else "",
        "secret": " ".join(offer[1][at : at + 4] for at in range(0, len(offer[1]), 4)) if offer else "",
    }
    return _frame.show(request, "accounts/enrol.html", told, status)


def _begun(request: HttpRequest, form: Code) -> int:
    try:
        told = actions.enrol_second_factor(
            _frame.actor(request),
            _frame.own_id(request),
            code=form.cleaned_data["code"],
            origin=_frame.origin(request),
        )
    except Refused as refused:
        return _frame.refused_in(form, refused)
    return _frame.told_in(form, told.why, "code") if told.why else 200


def _confirmed(request: HttpRequest, form: Code) -> int:
    try:
        actions.confirm_second_factor(
            _frame.actor(request),
            _frame.own_id(request),
            code=form.cleaned_data["code"],
            origin=_frame.origin(request),
        )
    except Refused as refused:
        return _frame.refused_in(form, refused)
    messages.success(request, _("The second step is set up. It is asked for at every sign-in."))
    return 200


def _picture(address: str) -> SafeString:
    # Black on white whatever the theme, with its quiet edge: cameras need both.
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=5, dark="#000", light="#fff")
    return format_html(
        '<div role="img" aria-label="{}">{}</div>',
        _("Picture for your authenticator app"),
        mark_safe(drawn),  # noqa: S308 -- drawn by segno from the address, no text inside
    )
