"""The list of receivers, and making and changing one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from happiness_cloud.kernel.errors import Denied, NotFound, Refused

from .. import actions, queries, rights, terms
from ..forms import Changed, SetUp
from . import _frame

# What a button does, and what is said when it is done.
_VERBS: dict[str, tuple[Callable[..., Any], Any]] = {
    "ping": (actions.ping, gettext_lazy("A test is on its way. How it went is shown below in a moment.")),
    "pause": (actions.pause, gettext_lazy("Paused. Nothing is lost: it goes on from here.")),
    "resume": (actions.resume, gettext_lazy("Sending again, from where it stopped.")),
    "remove": (actions.remove, gettext_lazy("The receiver has been removed.")),
}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The receivers of one's areas, with how each stands."""
    who = _frame.actor(request)
    found = queries.endpoints(who, before=_frame.number(request.GET.get("before", "")))
    lines = [{"line": one, "state": state(one), "tone": tone(one), "why": why(one)} for one in found.lines]
    told = {"lines": lines, "older": found.older, "can_edit": bool(who.holding(rights.EDIT))}
    return _frame.show(request, "webhooks/list.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new receiver; its secret is on the answering page and nowhere else."""
    who = _frame.actor(request)
    areas = [grant.area for grant in who.holding(rights.EDIT)]
    if not areas:
        raise Denied("ledger.no_right", right=rights.EDIT)
    choices = _frame.choices(request)
    start = {"area": areas[0], "picks": [pick for pick, _words in choices if pick.endswith(".*")]}
    form = SetUp(request.POST or None, choices=choices, initial=start)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = actions.set_up(who, **form.cleaned_data, origin=_frame.origin(request))
        except Refused as refused:
            status = _frame.refused_in(form, refused)
        else:
            line = queries.endpoint(who, made.endpoint_id)
            told = {"line": line, "secret": made.secret, "is_new": True}
            return _frame.show(request, "webhooks/secret.html", told)
    return _frame.show(request, "webhooks/form.html", {"form": form, "is_new": True}, status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Change name, address, what it hears of, contact."""
    who = _frame.actor(request)
    line = queries.endpoint(who, endpoint_id)
    if not line.can_edit:
        raise Denied("ledger.no_right", right=rights.EDIT)
    start = {"title": line.title, "url": line.url, "picks": list(line.picks), "contact": line.contact}
    form = Changed(request.POST or None, choices=_frame.choices(request), initial=start)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        version = _frame.number(request.POST.get("version", ""))
        try:
            actions.change(
                who, endpoint_id, version=version, **form.cleaned_data, origin=_frame.origin(request)
            )
        except Refused as refused:
            status = _frame.refused_in(form, refused)
        else:
            messages.success(request, _("Changed."))
            return redirect("webhooks-receiver", endpoint_id)
    return _frame.show(request, "webhooks/form.html", {"form": form, "line": line}, status)


@require_POST
def do(request: HttpRequest, endpoint_id: int, verb: str) -> HttpResponse:
    """One verb on a receiver: ping, pause, resume, remove."""
    if verb not in _VERBS:
        raise NotFound("ledger.not_found")
    action, said = _VERBS[verb]
    more = {"skip": bool(request.POST.get("skip"))} if verb == "resume" else {}
    version = _frame.number(request.POST.get("version", ""))
    action(_frame.actor(request), endpoint_id, version=version, origin=_frame.origin(request), **more)
    messages.success(request, str(said))
    return redirect("webhooks-list") if verb == "remove" else redirect("webhooks-receiver", endpoint_id)


def state(one: queries.Receiver) -> Any:
    """How it stands, in words."""
    failing = one.state == "active" and one.health.failing_since
    return _("Failing") if failing else terms.STATES[one.state]


def tone(one: queries.Receiver) -> str:
    """The colour of how it stands."""
    if one.state == "active" and one.health.failing_since:
        return "red"
    return terms.TONES[one.state]


def why(one: queries.Receiver) -> Any:
    """Why it is paused, in words."""
    return terms.PAUSED_FOR.get(one.paused_for, "")
