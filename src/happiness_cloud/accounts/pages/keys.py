"""Keys of machines and partners."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from happiness_cloud.kernel.errors import Denied, Refused

from .. import actions, queries, rights
from . import _frame
from .forms import NewKey


@require_http_methods(["GET", "HEAD", "POST"])
@_frame.signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """The list, and a form for a new key; the new token is on the answering page and nowhere else."""
    who = _frame.actor(request)
    holding = who.holding(rights.KEYS)
    if not holding:
        raise Denied("ledger.no_right", right=rights.KEYS)
    known = {grant.right for grant in who.grants} - rights.NOT_FOR_KEYS
    purposes = {one for grant in who.grants for one in grant.purposes}
    start = {"area": holding[0].area, "unit": holding[0].unit}
    form = NewKey(request.POST or None, initial=start, rights=known, purposes=purposes)
    status, token = (422 if form.is_bound else 200), ""
    if form.is_bound and form.is_valid():
        try:
            token = actions.make_key(who, **form.cleaned_data, origin=_frame.origin(request)).token
        except Refused as refused:
            status = _frame.refused_in(form, refused)
        else:
            form, status = NewKey(initial=start, rights=known, purposes=purposes), 200
    before = request.GET.get("before", "")
    found = queries.keys(who, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    return _frame.show(request, "accounts/keys.html", {"form": form, "found": found, "token": token}, status)


@require_POST
@_frame.signed_in
def end(request: HttpRequest, key_id: int) -> HttpResponse:
    """End a key."""
    actions.end_key(_frame.actor(request), key_id, origin=_frame.origin(request))
    messages.success(request, _("The key has ended."))
    return redirect("accounts-keys")
