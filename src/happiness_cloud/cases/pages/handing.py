"""Handing a matter out to a partner: the form, the link shown once, and what staff do with a link afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow

from .. import actions, queries
from ..rules import handing as rule
from . import _desk
from ._case import pictures

DAYS = (3, 7, 14, 30, 60)


class HandOut(forms.Form):
    """To whom, what, until when, and what goes along."""

    organisation = forms.CharField(
        label=gettext_lazy("Partner"),
        max_length=80,
        help_text=gettext_lazy("The name of the organisation, for example a water company."),
    )
    to = forms.CharField(
        label=gettext_lazy("E-mail or mobile number of the partner"),
        max_length=120,
        help_text=gettext_lazy("The link is sent there. It is kept sealed."),
    )
    task = forms.CharField(
        label=gettext_lazy("What the partner is asked to do"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "The partner reads this and not the report itself. Personal numbers are masked."
        ),
    )
    answer_by = forms.DateTimeField(
        label=gettext_lazy("Answer by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    days = forms.TypedChoiceField(label=gettext_lazy("The link lives"), coerce=int, initial=rule.USUAL_DAYS)
    call = forms.CharField(label=gettext_lazy("Our telephone for questions"), max_length=20, required=False)
    photos = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Photos that go along"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    share_contact = forms.BooleanField(
        label=gettext_lazy("Share the reporter's name and telephone"),
        required=False,
        help_text=gettext_lazy(
            "Only when the work cannot be done without it. It needs a reason and is written down."
        ),
    )
    reason = forms.CharField(label=gettext_lazy("Reason for sharing"), max_length=300, required=False)


class Longer(forms.Form):
    """For how many days more."""

    days = forms.TypedChoiceField(label=gettext_lazy("From today"), coerce=int, initial=rule.USUAL_DAYS)


def _days() -> list[tuple[int, str]]:
    return [(one, _("%(n)s days") % {"n": one}) for one in DAYS]


def _form(detail: queries.Detail, shown: list[dict[str, Any]], data: Any = None) -> HandOut:
    form = HandOut(data, auto_id="h-%s", initial={"task": detail.text})
    form.fields["days"].choices = _days()  # type: ignore[attr-defined]
    form.fields["photos"].choices = [(one["id"], one["alt"]) for one in shown]  # type: ignore[attr-defined]
    if not shown:
        del form.fields["photos"]
    if not detail.has_contact:
        del form.fields["share_contact"], form.fields["reason"]
    return form


def _shown(detail: queries.Detail) -> list[dict[str, Any]]:
    """The photos of a matter with their ids, in the order of the page."""
    return [one for group, items in pictures(detail).items() if group != "paper" for one in items]


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def hand_out(request: HttpRequest, number: str) -> HttpResponse:
    """The form; once sent, the link, which is shown this once."""
    who = _desk.actor(request)
    detail = queries.detail(who, number)
    shown = _shown(detail)
    form = _form(detail, shown, request.POST if request.method == "POST" else None)
    may = queries.hand_outs(who, number).may_hand_out
    told: dict[str, Any] = {
        "case": detail,
        "form": form,
        "url": request.path,
        "shown": shown,
        "possible": may,
    }
    told["back"] = _desk.onward(request, _desk.case_url(number))
    status = 200 if may else 409
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                told["handed"] = _handed(request, detail, form.cleaned_data)
                status = 200
            except (Invalid, NotNow, Denied) as refused:
                form.add_error(_desk.refused_at(refused, form.fields), _desk.said(refused))
                status = refused.status
    return _desk.show(request, "cases/desk/hand_out.html", told, status)


def _handed(request: HttpRequest, detail: queries.Detail, asked: dict[str, Any]) -> actions.HandedOut:
    done: actions.HandedOut = actions.hand_out(
        _desk.actor(request),
        detail.row.id,
        reason=asked.get("reason", ""),
        origin=_desk.origin(request),
        organisation=asked["organisation"],
        to=asked["to"],
        task=asked["task"],
        days=asked["days"],
        answer_by=asked["answer_by"],
        call=asked["call"],
        file_ids=tuple(asked.get("photos") or ()),
        share_contact=bool(asked.get("share_contact")),
    )
    return done


STEPS: dict[str, tuple[Callable[..., Any], Any]] = {
    "withdraw": (actions.withdraw_hand_out, gettext_lazy("The link is withdrawn.")),
    "extend": (actions.extend_hand_out, gettext_lazy("The link lives longer.")),
    "noted": (actions.note_partner, gettext_lazy("Noted.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def tend(request: HttpRequest, number: str, hand_out_id: int, step: str) -> HttpResponse:
    """Withdraw, extend or take note; asked for once more when the link would end."""
    if step not in STEPS:
        raise NotFound("ledger.not_found")
    who = _desk.actor(request)
    detail = queries.detail(who, number)
    found = next((one for one in queries.hand_outs(who, number).rows if one.id == hand_out_id), None)
    if found is None:
        raise NotFound("ledger.not_found")
    form: forms.Form = (Longer if step == "extend" else forms.Form)(
        request.POST if request.method == "POST" else None, auto_id="h-%s"
    )
    if step == "extend":
        form.fields["days"].choices = _days()  # type: ignore[attr-defined]
    back = _desk.onward(request, _desk.case_url(number))
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            verb, said = STEPS[step]
            asked = {"days": form.cleaned_data["days"]} if step == "extend" else {}
            try:
                verb(who, detail.row.id, origin=_desk.origin(request), hand_out_id=hand_out_id, **asked)
                messages.success(request, said)
                return _desk.moved_to(request, back)
            except (Invalid, NotNow, Denied) as refused:
                form.add_error(None, _desk.said(refused))
                status = refused.status
    told = {"case": detail, "one": found, "step": step, "form": form, "url": request.path, "back": back}
    page = "_tend.html" if _desk.small(request) else "tend.html"
    return _desk.show(request, f"cases/desk/{page}", told, status)


handing_urls = [
    path("cases/<str:number>/hand-out/", hand_out, name="cases-hand-out"),
    path("cases/<str:number>/hand-outs/<int:hand_out_id>/<str:step>/", tend, name="cases-hand-out-step"),
]
