"""The page behind a partner's link: what was shared, and the form to answer. No account, no session, no index."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound, Refused, TooMany
from happiness_cloud.kernel.ids import digest
from happiness_cloud.kernel.ids import token as new_key

from .. import actions, queries, terms
from ..rules import plan
from .resident import _frame
from .resident.forms import Photos

# So many unknown links by one address, so many answers by one link, in this many seconds.
TRIES, ANSWERS, SECONDS = 20, 12, 900
GONE = ("withdrawn", "moved", "expired")


class Answer(forms.Form):
    """The partner's word."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How does it stand?"),
        choices=list(terms.ANSWERS.items()),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What was done, or why not, or what is still missing."),
    )
    until = forms.DateField(
        label=gettext_lazy("Will be done by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Only when you need more time."),
    )
    photos = Photos(label=gettext_lazy("Photos"), required=False, help_text=gettext_lazy("Up to nine."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was shared and take the answer; a link that has ended says so kindly."""
    who, case_id = _holder(request, token)
    found = queries.shared(who, token)
    if found.standing in GONE:
        return _page(request, "gone", {"found": found, "unit": _unit(found), "why": _why(found)}, 410)
    form, status = Answer(), 200
    if request.method == "POST" and found.standing == "open":
        form = Answer(request.POST, request.FILES)
        status = _answer(request, who, case_id, token, form, found.area_path)
        if status == 200:
            return redirect("cases-partner", token=token)
    elif found.to_note and request.method == "GET":
        actions.open_hand_out(who, case_id, token=token, origin=_frame.origin(request))
    return _page(request, "partner", _told(request, found, form), status)


def _holder(request: HttpRequest, token: str) -> tuple[Actor, int]:
    address = f"partner-from:{request.META.get('REMOTE_ADDR', '')}"
    if _count(address, add=False) > TRIES:
        raise TooMany("cases.too_often", seconds=SECONDS)
    try:
        return queries.holder(token)
    except NotFound:
        _count(address)
        raise


def _count(what: str, *, add: bool = True) -> int:
    """How often of late; the key is hashed: caches may be looked into."""
    key = f"cases-partner:{digest(what)}"
    if not add:
        return int(cache.get(key, 0))
    cache.add(key, 0, SECONDS)
    try:
        return int(cache.incr(key))
    except ValueError:
        return 0


def _answer(request: HttpRequest, who: Actor, case_id: int, token: str, form: Answer, area: str) -> int:
    """Take the answer; the status, 200 when it was kept."""
    if not form.is_valid():
        return 422
    if _count(f"answer:{token}") > ANSWERS:
        form.add_error(None, _("That was tried too often. Please try again in a quarter of an hour."))
        return 429
    key = request.POST.get("key", "")[:40]
    taken = _taken_in(request, who, form, area, key)
    if form.errors:
        return 422
    try:
        actions.partner_answer(
            who,
            case_id,
            token=token,
            kind=form.cleaned_data["kind"],
            text=form.cleaned_data["text"],
            until=form.cleaned_data["until"],
            file_ids=taken,
            key=f"partner-{key}" if key else "",
            origin=_frame.origin(request),
        )
    except Refused as refused:
        return _frame.refused_in(form, refused)
    messages.success(request, _("Thank you. Your answer has arrived."))
    return 200


def _taken_in(request: HttpRequest, who: Actor, form: Answer, area: str, key: str) -> tuple[int, ...]:
    return _frame.take_in(request, form, area, key, by=who)


def _told(request: HttpRequest, found: queries.Shared, form: Answer) -> dict[str, Any]:
    return {
        "found": found,
        "form": form,
        "unit": _unit(found),
        "open": found.standing == "open",
        "kind": _frame.kind_name(found.category),
        "place_name": _frame.place_name(found.area_path),
        "plan": _plan(found),
        "photos": _frame.photos(found.file_ids, _("Photo of the place")),
        "answers": [{"said": one, "kind": terms.ANSWERS[one.kind]} for one in found.answers],
        "key": request.POST.get("key") or new_key(24),
    }


def _plan(found: queries.Shared) -> str:
    if found.lon is None or found.lat is None:
        return ""
    around = _frame.around(found.area_path)
    # Made of numbers and escaped names only.
    return mark_safe(plan.drawn(around, found.area_path, found.lon, found.lat, _("N")))  # noqa: S308


def _unit(found: queries.Shared) -> str:
    return (
        institution.unit_names(_frame.HOUSE, [found.by_unit]).get(found.by_unit, "") if found.by_unit else ""
    )


def _why(found: queries.Shared) -> str:
    told = {
        "withdrawn": _("The unit has taken its request back."),
        "moved": _("The matter has gone on without it."),
        "expired": _("Its time is over."),
    }
    return str(told[found.standing])


def _page(request: HttpRequest, template: str, told: dict[str, Any], status: int) -> HttpResponse:
    answer = render(request, f"cases/partner/{template}.html", told, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Cache-Control"] = "no-store"
    return answer


partner_urls = [path("p/<str:token>/", partner, name="cases-partner")]
