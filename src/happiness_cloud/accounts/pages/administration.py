"""Staff accounts for those who administer them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from happiness_cloud.kernel import ids
from happiness_cloud.kernel.errors import NotFound, Refused

from .. import actions, queries, rights
from . import _frame
from .forms import NewAccount

# Readable aloud over a phone, about 69 bits; it must be changed at the first sign-in.
TEMPORARY = 14


def _edits(request: HttpRequest) -> bool:
    return bool(_frame.actor(request).holding(rights.EDIT))


@require_GET
@_frame.signed_in
def accounts(request: HttpRequest) -> HttpResponse:
    """The list, by sign-in name."""
    words = request.GET.get("q", "")[:80]
    found = queries.listing(_frame.actor(request), words=words, after=request.GET.get("after", "")[:60])
    told = {
        "found": found,
        "words": words,
        "can_edit": _edits(request),
        "can_keys": bool(_frame.actor(request).holding(rights.KEYS)),
    }
    return _frame.show(request, "accounts/list.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@_frame.signed_in
def create(request: HttpRequest) -> HttpResponse:
    """A new account with a temporary password, shown once."""
    areas = [grant.area for grant in _frame.actor(request).holding(rights.EDIT)]
    form = (
        NewAccount(request.POST)
        if request.method == "POST"
        else NewAccount(initial={"area": areas[0] if areas else ""})
    )
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        password = ids.token(TEMPORARY)
        try:
            made = actions.create_account(
                _frame.actor(request), **form.cleaned_data, password=password, origin=_frame.origin(request)
            )
        except Refused as refused:
            status = _frame.refused_in(form, refused)
        else:
            return _one(request, made.account_id, password)
    return _frame.show(request, "accounts/new.html", {"form": form}, status)


@require_GET
@_frame.signed_in
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account and what may be done with it."""
    return _one(request, account_id)


@require_POST
@_frame.signed_in
def change(request: HttpRequest, account_id: int, verb: str) -> HttpResponse:
    """Give a new temporary password, forget the second step, or end the account."""
    version = request.POST.get("version", "")
    told: dict[str, Any] = {
        "version": int(version) if version.isdecimal() else None,
        "reason": request.POST.get("reason", "")[:500],
        "origin": _frame.origin(request),
    }
    if verb == "password":
        password = ids.token(TEMPORARY)
        actions.set_password(_frame.actor(request), account_id, password=password, **told)
        return _one(request, account_id, password)
    doing = {"second-step": actions.reset_second_factor, "end": actions.end_account}.get(verb)
    if doing is None:
        raise NotFound("ledger.not_found")
    doing(_frame.actor(request), account_id, **told)
    messages.success(request, _("Done. Open sessions of this account have ended."))
    return redirect("accounts-account", account_id)


def _one(request: HttpRequest, account_id: int, password: str = "") -> HttpResponse:
    found = queries.listing(_frame.actor(request), account_id=account_id)
    if not found.lines:
        raise NotFound("ledger.not_found")
    told = {"line": found.lines[0], "password": password, "can_edit": _edits(request)}
    return _frame.show(request, "accounts/account.html", told)
