"""What the pages of moderation share: one deed sent by a form, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Denied, Refused

from .. import actions, queries, rights, terms
from ..queries.timeline import Happening
from . import _desk

PURPOSES = {"case-handling": gettext_lazy("Handling the matter"), "audit": gettext_lazy("Audit")}


def number(text: str) -> int:
    """A whole number of a form; -1 for what is none, which every verb refuses."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def did(
    request: HttpRequest, shown: queries.Moderation, verb: str, params: dict[str, Any], onward: str
) -> HttpResponse | Refused:
    """Do one verb with what the form says; see other when it is done, the refusal when it is not."""
    do: Any = getattr(actions, verb)
    version = request.POST.get("version", "")
    try:
        do(
            _desk.actor(request),
            shown.id,
            version=int(version) if version.isdecimal() and len(version) < 10 else None,
            key=request.POST.get("key", "")[:60],
            reason=request.POST.get("reason", "")[:1000],
            origin=_desk.origin(request),
            **params,
        )
    except Refused as refused:
        return refused
    messages.success(request, _("Done: %(verb)s") % {"verb": terms.MODERATION[verb]})
    return _desk.moved_to(request, onward)


def frame(request: HttpRequest, shown: queries.Moderation, refused: Refused | None = None) -> dict[str, Any]:
    """What each of these pages is told."""
    who = _desk.actor(request)
    return {
        "case": shown,
        "state": terms.STATES[shown.state],
        "tone": terms.TONES[shown.state],
        "url": request.path,
        "back": _desk.case_url(shown.number),
        "may": {
            name: bool(who.holding(f"cases.{name}"))
            for name in ("hide", "redact", "restore", "originals", "erase_ask", "erase")
        },
        "key": _desk.new_key(),
        "refused": _desk.said(refused) if refused else "",
        "reason": request.POST.get("reason", "")[:1000] if refused else "",
    }


def steps(listed: tuple[Happening, ...]) -> list[dict[str, Any]]:
    """The history of moderation, newest first."""
    return [{"step": one, "label": terms.MODERATION[one.verb], "unit": one.unit} for one in reversed(listed)]


class Look(forms.Form):
    """Why somebody wants to see what is hidden: a contact, what was covered."""

    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Your name, the purpose and this reason are written down."),
    )


def looked(
    request: HttpRequest,
    shown: queries.Moderation,
    look: Callable[[Actor, dict[str, Any]], str | HttpResponse],
    title: str,
) -> HttpResponse:
    """Ask for purpose and reason, then show the words once; or hand over the answer that the look gave."""
    who = _desk.actor(request)
    held = {purpose for grant in who.holding(rights.ORIGINALS) for purpose in grant.purposes}
    if not held:
        raise Denied("ledger.no_right", right=rights.ORIGINALS)
    form = Look(request.POST if request.method == "POST" else None, auto_id="l-%s")
    form.fields["purpose"].choices = [(one, said) for one, said in PURPOSES.items() if one in held]  # type: ignore[attr-defined]
    words, status = "", 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            found = look(who, form.cleaned_data)
            if isinstance(found, HttpResponse):
                return found
            words, status = found, 200
        except Refused as refused:
            form.add_error(_desk.refused_at(refused, form.fields), _desk.said(refused))
            status = refused.status
    told = {**frame(request, shown), "form": form, "title": title, "words": words}
    return _desk.show(request, "cases/desk/original.html", told, status)
