"""One receiver: how it stands, its deliveries with every try, a new secret."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from happiness_cloud.facade.pages import way_back
from happiness_cloud.kernel.errors import NotFound

from .. import actions, queries, terms
from . import _frame, receivers

_VERBS = {
    "retry": (actions.retry, gettext_lazy("It is sent again.")),
    "drop": (actions.drop, gettext_lazy("Dropped.")),
}


@require_GET
def receiver(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """One receiver and its deliveries, newest first, of one state or all."""
    who = _frame.actor(request)
    line = queries.endpoint(who, endpoint_id)
    state, before = request.GET.get("state", ""), _frame.number(request.GET.get("before", ""))
    found = queries.deliveries(who, endpoint_id=endpoint_id, state=state, before=before)
    here = reverse("webhooks-receiver", args=[endpoint_id])
    older = f"{here}?{urlencode({'state': state, 'before': found.older})}" if found.older else ""
    told = {
        "line": line,
        "state": receivers.state(line),
        "tone": receivers.tone(line),
        "why": receivers.why(line),
        "picks": [_frame.words(one) for one in line.picks],
        "rows": [_row(one) for one in found.lines],
        "tabs": _tabs(line, here, state),
        "older": older,
        "filtered": bool(state or before),
    }
    return _frame.show(request, "webhooks/receiver.html", told)


@require_POST
def rotate(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """A new secret, shown on the answering page and nowhere else."""
    who = _frame.actor(request)
    days = _frame.number(request.POST.get("days", "")) or 0
    version = _frame.number(request.POST.get("version", ""))
    made = actions.rotate(who, endpoint_id, version=version, days=days, origin=_frame.origin(request))
    told = {"line": queries.endpoint(who, endpoint_id), "secret": made.secret}
    return _frame.show(request, "webhooks/secret.html", told)


@require_POST
def do(request: HttpRequest, delivery_id: int, verb: str) -> HttpResponse:
    """One verb on a delivery: retry, drop."""
    if verb not in _VERBS:
        raise NotFound("ledger.not_found")
    action, said = _VERBS[verb]
    version = _frame.number(request.POST.get("version", ""))
    action(_frame.actor(request), delivery_id, version=version, origin=_frame.origin(request))
    messages.success(request, str(said))
    return redirect(way_back(request, reverse("webhooks-list")))


def _tabs(line: queries.Receiver, here: str, state: str) -> list[dict[str, Any]]:
    counts = {"waiting": line.health.waiting, "dead": line.health.dead}
    return [
        {
            "label": label,
            "url": f"{here}?state={name}" if name else here,
            "current": name == state,
            "count": counts.get(name),
        }
        for name, label in (("", _("All")), *terms.DELIVERIES.items())
    ]


def _row(one: queries.Line) -> dict[str, Any]:
    failed = one.state == "waiting" and one.tries > 0
    return {
        "line": one,
        "verb": _frame.words(one.verb),
        "state": _("Failed, will be tried again") if failed else terms.DELIVERIES[one.state],
        "tone": "amber" if failed else terms.DELIVERY_TONES[one.state],
        "last": _problem(one.attempts[-1]) if one.attempts else "",
        "attempts": [{"attempt": each, "problem": _problem(each)} for each in reversed(one.attempts)],
    }


def _problem(attempt: queries.Attempt) -> str:
    words = str(terms.PROBLEMS.get(attempt.problem, attempt.problem)) if attempt.problem else ""
    return f"{words} ({attempt.status})" if words and attempt.status else words
