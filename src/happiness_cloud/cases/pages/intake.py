"""The intake desk: somebody on the phone or at the counter, written down and accepted in one go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Denied, Refused

from .. import actions, queries, rights, terms
from ..actions._asking import ASKING
from . import _choices, _desk, _learned, _questions, pickers

CHANNELS = ("phone", "counter", "hotline", "letter", "media", "superior")
# What happens with the matter at once, and the verb that does it after the report.
DOES = {"register": "register", "answer": "answer", "refuse": "refuse", "report": ""}


class Intake(forms.Form):
    """One page: who calls, what, where; then what happens with it."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    name = forms.CharField(label=gettext_lazy("Name of the caller"), required=False, max_length=80)
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=30)
    wants_reply = forms.BooleanField(
        label=gettext_lazy("Wants messages about it"), required=False, initial=True
    )
    text = forms.CharField(
        label=gettext_lazy("What is the matter?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    category = forms.CharField(
        label=gettext_lazy("Category"), required=False, max_length=40, widget=forms.HiddenInput
    )
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), initial="ordinary")
    address = forms.CharField(
        label=gettext_lazy("Address or landmark"),
        required=False,
        max_length=200,
    )
    area = forms.ChoiceField(label=gettext_lazy("Area, when there is no pin"), required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("Answer, or why it cannot be taken up"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    instead = forms.CharField(label=gettext_lazy("Where to go instead"), required=False, max_length=500)


def form_of(who: Actor, data: Any = None) -> Intake:
    """The form with the choices of this reader."""
    form = Intake(data, auto_id="i-%s", initial={"channel": "phone"})
    fields: Any = form.fields
    fields["channel"].choices = [(one, terms.CHANNELS[one]) for one in CHANNELS]
    fields["severity"].choices = list(terms.SEVERITIES.items())
    areas = _choices.areas(who, "", _desk.Words())
    fields["area"].choices = [("", "–"), *((one["value"], one["label"]) for one in areas)]
    if data is not None:
        asked = _questions.questions(_desk.HOUSE, str(data.get("category", ""))[:40])
        can_ask = data.get("channel") in ASKING and not data.get("same_as")
        _questions.ask(form, asked, must=can_ask)
    return form


@require_POST
@_desk.staff
def asking(request: HttpRequest) -> HttpResponse:
    """What is to be asked about the category that was chosen: a fragment of the desk; what was typed stays."""
    form = form_of(_desk.actor(request), request.POST)
    # Nothing is wrong yet with what nobody could answer before.
    form.errors.clear()
    return _desk.show(request, "cases/desk/_asking.html", {"asking": _questions.bound(form)})


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def intake(request: HttpRequest) -> HttpResponse:
    """The desk; what was typed stays when something is missing."""
    who = _desk.actor(request)
    if not who.holding(rights.REPORT_FOR):
        raise Denied("ledger.no_right", right=rights.REPORT_FOR)
    if request.method != "POST":
        return _shown(request, form_of(who), 200)
    form = form_of(who, request.POST)
    does = request.POST.get("do", "")
    if does not in DOES:
        # Searching without scripts: the form comes back with suggestions and what is alike.
        return _shown(request, form_of(who, request.POST), 200, bound_errors=False)
    if not form.is_valid():
        return _shown(request, form, 422)
    try:
        reported = _report(request, form)
    except Refused as refused:
        return _again(request, form, refused)
    return _onward(request, form, does, reported)


def _onward(request: HttpRequest, form: Intake, does: str, reported: actions.Reported) -> HttpResponse:
    """What follows once it is written down: the next caller, or the page of the matter."""
    if reported.state == "merged":
        known = {"number": request.POST.get("same_as", "")[:40]}
        messages.success(request, _("Voice added to %(number)s. The next caller, please.") % known)
        return _desk.moved_to(request, reverse("cases-intake"))
    messages.success(request, _("Written down: %(number)s") % {"number": reported.number})
    try:
        _then(request, form, does, reported)
    except Refused as refused:
        # The matter exists; what could not be done with it is told on its own page.
        messages.error(request, _desk.said(refused))
        return _desk.moved_to(request, _desk.case_url(reported.number))
    if does == "register":
        messages.success(request, _("Accepted. The next caller, please."))
        return _desk.moved_to(request, reverse("cases-intake"))
    return _desk.moved_to(request, _desk.case_url(reported.number))


def _report(request: HttpRequest, form: Intake) -> actions.Reported:
    told = form.cleaned_data
    caller = actions.Caller(
        name=told["name"], phone=told["phone"], wants_reply=told["wants_reply"], on_behalf=True
    )
    key = request.POST.get("key", "")[:60]
    reported: actions.Reported = actions.report(
        _desk.actor(request),
        text=told["text"],
        channel=told["channel"],
        category=told["category"],
        severity=told["severity"],
        lon=told["lon"],
        lat=told["lat"],
        area=told["area"],
        address=told["address"],
        same_as=request.POST.get("same_as", "")[:40],
        answers=_questions.told(form),
        caller=caller,
        key=key,
        origin=_desk.origin(request),
    )
    return reported


def _then(request: HttpRequest, form: Intake, does: str, reported: actions.Reported) -> None:
    verb = DOES[does]
    if not verb:
        return
    told = form.cleaned_data
    params: dict[str, dict[str, Any]] = {
        "register": {"category": told["category"], "severity": told["severity"]},
        "answer": {"text": told["words"]},
        "refuse": {"instead": told["instead"]},
    }
    do: Any = getattr(actions, verb)
    do(
        _desk.actor(request),
        reported.id,
        reason=told["words"] if verb == "refuse" else "",
        key=f"{request.POST.get('key', '')[:60]}:then" if request.POST.get("key") else "",
        origin=_desk.origin(request),
        **params[verb],
    )


def _again(request: HttpRequest, form: Intake, refused: Refused) -> HttpResponse:
    place = str(refused.facts.get("field", ""))
    at = {"place": "address", "area": "area"}.get(place, place)
    form.add_error(at if at in form.fields else None, _desk.said(refused))
    return _shown(request, form, refused.status)


def _shown(request: HttpRequest, form: Intake, status: int, bound_errors: bool = True) -> HttpResponse:
    who = _desk.actor(request)
    if not bound_errors:
        form.errors.clear()
    data = request.POST if request.method == "POST" else request.GET
    chosen = str(data.get("category", ""))[:40]
    typed = data.get("category_words", "") or data.get("text", "")
    told = {
        "form": form,
        "key": data.get("key", "") or _desk.new_key(),
        "picks": _choices.categories(typed, chosen, _desk.Words()),
        "asking": _questions.bound(form),
        "asking_url": reverse("cases-intake-asking"),
        "pressing": _learned.pressing(str(data.get("text", ""))),
        "lon": data.get("lon", ""),
        "lat": data.get("lat", ""),
        "areas_url": reverse("cases-areas"),
        "pick_url": reverse("cases-pick-category"),
        "can": {one: bool(who.holding(f"cases.{one}")) for one in ("register", "answer", "refuse")},
        "recent": _recent(who),
        **pickers.alike(who, data),
    }
    return _desk.show(request, "cases/desk/intake.html", told, status)


def _recent(who: Actor) -> list[_desk.Line]:
    rows = queries.worklist(who, queries.Filter(state="registered", order="newest"), size=5).rows
    return _desk.lines(rows, _desk.Words.of(rows), _desk.case_url)
