"""A matter like a parcel: where it is, who is waited for, and the reporter's own four verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Refused
from happiness_cloud.kernel.ids import digest
from happiness_cloud.kernel.ids import token as new_key

from ... import actions, queries, terms
from ...actions._reporting import phone_of
from ...queries import Track
from ...queries.find import find as find_link
from ...queries.public_name import name_of
from . import _frame
from .forms import Find, Rate, Reopen, Reply, Urge
from .words import entries, steps, waited_for

# A wrong phone can be tried this often for one number, and by one address, in this many seconds.
TRIES, TRIES_SECONDS = 6, 900
FORMS: dict[str, type[forms.Form]] = {"reply": Reply, "rate": Rate, "reopen": Reopen, "urge": Urge}


@never_cache
@require_safe
def tracking(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """The page behind the link that the reporter keeps."""
    holder, case_id = queries.bearer(_frame.actor(request), number, token)
    case = queries.track(holder, case_id)
    return _page(request, case, token, {})


def _page(
    request: HttpRequest, case: Track, token: str, bound: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    shown = {verb: bound.get(verb) or kind() for verb, kind in FORMS.items() if verb in case.possible}
    first = case.text.strip().splitlines()[0] if case.text.strip() else _("Your report")
    goes_on = case.followed or case
    lead = institution.unit_names(_frame.HOUSE, [goes_on.lead_unit]).get(goes_on.lead_unit, "")
    told = {
        "case": case,
        "token": token,
        "title": first if len(first) <= 40 else first[:39] + "…",
        "longer": case.text.strip() != first or len(first) > 40,
        "state_words": terms.PLAIN_STATES[case.state],
        "tone": _tone(case),
        "steps": steps(case),
        "promised": goes_on.promised,
        "done_at": goes_on.done_at,
        "waiting": waited_for(case, lead),
        "lead": lead,
        "kind": _frame.kind_name(case.category),
        "place_name": _frame.place_name(case.area_path),
        "entries": entries(case),
        "before": _frame.photos(case.before, _("Before"), _("Before")),
        "after": _frame.photos(goes_on.after, _("After"), _("After")),
        "forms": shown,
        "form": next(iter(bound.values()), None),
        "key": request.POST.get("key") or new_key(24),
        "link": queries.link_of(case.id, case.number),
        "ended": goes_on.state in terms.ENDED,
        "follow_url": f"{reverse('cases-follow')}?matter={name_of(case.id)}" if case.public else "",
        "standing": case.state in ("waiting", "suspended"),
    }
    return _frame.show(request, "track", told, status)


def _tone(case: Track) -> str:
    late = case.promised and not case.done_at and case.promised < clock.now()
    return "amber" if case.state == "waiting" or late else terms.TONES[case.state]


@never_cache
@require_POST
def act(request: HttpRequest, number: str, token: str, verb: str) -> HttpResponse:
    """One of reply, rate, reopen, urge."""
    if verb not in FORMS:
        raise Http404
    holder, case_id = queries.bearer(_frame.actor(request), number, token)
    case = queries.track(holder, case_id)
    form = FORMS[verb](request.POST, request.FILES)
    status = 422
    if form.is_valid():
        door = {
            "key": f"{verb}-{request.POST.get('key', '')[:40]}" if request.POST.get("key") else "",
            "origin": _frame.origin(request),
        }
        try:
            _VERBS[verb](request, holder, case, form, door)
        except Refused as refused:
            status = _frame.refused_in(form, refused)
        else:
            if not form.errors:
                return redirect("cases-track", number=number, token=token)
    return _page(request, case, token, {verb: form}, status)


def _reply(request: HttpRequest, holder: Actor, case: Track, form: forms.Form, door: dict[str, Any]) -> None:
    taken = _frame.take_in(request, form, case.area_path, door["key"])
    if form.errors:
        return
    actions.reply(holder, case.id, text=form.cleaned_data["text"], file_ids=taken, **door)
    messages.success(request, _("Thank you. Your answer has arrived, work goes on."))


def _rate(request: HttpRequest, holder: Actor, case: Track, form: forms.Form, door: dict[str, Any]) -> None:
    told = form.cleaned_data
    solved = told["solved"] == "yes"
    actions.rate(holder, case.id, stars=told["stars"], solved=solved, words=told["words"], **door)
    if solved:
        messages.success(request, _("Thank you for your word."))
    else:
        messages.warning(request, _("Thank you. We are sorry. Say below what is still wrong."))


def _reopen(request: HttpRequest, holder: Actor, case: Track, form: forms.Form, door: dict[str, Any]) -> None:
    actions.reopen(holder, case.id, reason=form.cleaned_data["reason"], **door)
    messages.success(request, _("It is open again. The responsible people have been told."))


def _urge(request: HttpRequest, holder: Actor, case: Track, form: forms.Form, door: dict[str, Any]) -> None:
    actions.urge(holder, case.id, words=form.cleaned_data["words"], **door)
    messages.success(request, _("Passed on. Whoever works on it can see that you asked."))


_VERBS: dict[str, Callable[[HttpRequest, Actor, Track, Any, dict[str, Any]], None]] = {
    "reply": _reply,
    "rate": _rate,
    "reopen": _reopen,
    "urge": _urge,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """By number and phone, for whoever lost the link; wrong in either part is told alike."""
    form = Find(request.POST) if request.method == "POST" else Find()
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            number = form.cleaned_data["number"].strip().upper()
            if _too_often(f"number:{number}") or _too_often(f"from:{request.META.get('REMOTE_ADDR', '')}"):
                form.add_error(None, _("That was tried too often. Please try again in a quarter of an hour."))
                status = 429
            else:
                try:
                    link = find_link(_frame.HOUSE, number, phone_of(form.cleaned_data["phone"]))
                except Refused as refused:
                    status = _frame.refused_in(form, refused)
                else:
                    if link:
                        return redirect("cases-track", number=number, token=link)
                    form.add_error(
                        None,
                        _(
                            "There is no report with this number and this phone. Look at both again, or call us."
                        ),
                    )
    return _frame.show(request, "find", {"form": form}, status)


def _too_often(what: str) -> bool:
    """Count a try; whether there were too many of late. The key is hashed: caches may be looked into."""
    key = f"cases-find:{digest(what)}"
    cache.add(key, 0, TRIES_SECONDS)
    try:
        return cache.incr(key) > TRIES
    except ValueError:
        return False
