"""The outbox as staff see it: what went out, what is stuck, send again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from . import actions, queries, terms


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _problem(word: str) -> str:
    start, _, number = word.rpartition("_")
    if number.isdigit():
        return f"{terms.PROBLEMS.get(start, start)} ({number})"
    return str(terms.PROBLEMS.get(word, word))


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """The list, newest first, filtered by state."""
    state = request.GET.get("state", "")
    found = queries.outbox(request.actor, state=state, before=_number(request.GET.get("before", "")))  # type: ignore[attr-defined]
    lines = [
        {
            "line": one,
            "channel": terms.CHANNELS[one.channel],
            "state": terms.STATES[one.state],
            "tone": terms.TONES[one.state],
            "kind": terms.KINDS.get(one.kind, one.kind),
            "problem": _problem(one.problem),
        }
        for one in found.lines
    ]
    picks = [
        {"value": name, "label": label, "current": name == state} for name, label in terms.STATES.items()
    ]
    told = {"lines": lines, "older": found.older, "state": state, "picks": picks}
    return render(request, "post/outbox.html", told)


@require_POST
def resend(request: HttpRequest, message_id: int) -> HttpResponse:
    """Send a message that was given up once more."""
    actions.resend(
        request.actor,  # type: ignore[attr-defined]
        message_id,
        version=_number(request.POST.get("version", "")),
        origin=request.origin,  # type: ignore[attr-defined]
    )
    return redirect("post-outbox")


urlpatterns = [
    path("post/", outbox, name="post-outbox"),
    path("post/<int:message_id>/resend/", resend, name="post-resend"),
]
