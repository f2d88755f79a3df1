"""Telling a receiver again what happened: counted first, then done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from happiness_cloud.facade.pages import way_back
from happiness_cloud.kernel.errors import Denied, Refused

from .. import actions, queries, rights
from ..forms import Span
from . import _frame


@require_http_methods(["GET", "HEAD", "POST"])
def replay(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """The form; how many entries it would be; and, confirmed, the replay."""
    who = _frame.actor(request)
    line = queries.endpoint(who, endpoint_id)
    if not line.can_edit:
        raise Denied("ledger.no_right", right=rights.EDIT)
    start = {"since": line.health.failing_since or line.paused_at}
    form = Span(request.POST or None, choices=_frame.choices(request), initial=start)
    status, found = (422 if form.is_bound else 200), None
    if form.is_bound and form.is_valid():
        wanted: dict[str, Any] = form.cleaned_data
        try:
            if request.POST.get("sure"):
                done = actions.replay(who, endpoint_id, **wanted, origin=_frame.origin(request))
                messages.success(request, _("%(count)s entries are told again.") % {"count": done.count})
                return redirect("webhooks-receiver", endpoint_id)
            found = queries.replay_count(who, endpoint_id, **wanted)
            status = 200
        except Refused as refused:
            status = _frame.refused_in(form, refused)
    told = {"line": line, "form": form, "found": found, "too_many": found and found.count > found.most}
    return _frame.show(request, "webhooks/replay.html", told, status)


@require_POST
def stop(request: HttpRequest, replay_id: int) -> HttpResponse:
    """End a replay before its time."""
    actions.stop_replay(_frame.actor(request), replay_id, origin=_frame.origin(request))
    messages.success(request, _("The replay has been stopped."))
    return redirect(way_back(request, reverse("webhooks-list")))
