"""Matters on paper: the case file, the work order, many work orders at once. Every paper is written down."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from happiness_cloud.facade.paper import as_file
from happiness_cloud.kernel.errors import Refused

from .. import queries
from ..sheets import printing
from . import _desk
from ._case import can_look
from .case import PURPOSES


class Printing(forms.Form):
    """What goes onto the paper; a contact only for a purpose and with a reason."""

    unmasked = forms.BooleanField(
        label=gettext_lazy("With the contact and the full text"),
        required=False,
        help_text=gettext_lazy("Your name, the purpose and this reason are written down."),
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def case_file(request: HttpRequest, number: str) -> HttpResponse:
    """Ask what goes onto the paper, then hand over the case file (卷宗) as PDF."""
    who = _desk.actor(request)
    detail = queries.detail(who, number)
    form = Printing(request.POST if request.method == "POST" else None, auto_id="p-%s")
    purposes = can_look(who) if detail.has_contact or detail.hidden else ()
    form.fields["purpose"].choices = [(one, PURPOSES[one]) for one in purposes]  # type: ignore[attr-defined]
    if not purposes:
        form.fields.clear()
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                body = printing.case_file(who, detail, **form.cleaned_data, origin=_desk.origin(request))
                return as_file(body, f"{detail.row.number}.pdf")
            except Refused as refused:
                form.add_error(_desk.refused_at(refused, form.fields), _desk.said(refused))
                status = refused.status
    told = {"case": detail, "form": form, "url": request.path}
    told["back"] = _desk.onward(request, _desk.case_url(number))
    page = "_print.html" if _desk.small(request) else "print.html"
    return _desk.show(request, f"cases/desk/{page}", told, status)


@require_POST
@_desk.staff
def work_order(request: HttpRequest, number: str) -> HttpResponse:
    """The work order (派工单) of one matter."""
    row_id = queries.detail(_desk.actor(request), number).row.id
    return _work_orders(request, [row_id], f"{number}-order.pdf")


@require_POST
@_desk.staff
def work_orders(request: HttpRequest) -> HttpResponse:
    """The work orders of the matters that were ticked, one page each."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 19]
    return _work_orders(request, ids, "orders.pdf")


def _work_orders(request: HttpRequest, ids: list[int], name: str) -> HttpResponse:
    body = printing.work_orders(_desk.actor(request), ids, origin=_desk.origin(request))
    return as_file(body, name)


paper_urls = [
    path("cases/orders.pdf", work_orders, name="cases-work-orders"),
    path("cases/<str:number>/print/", case_file, name="cases-print"),
    path("cases/<str:number>/order.pdf", work_order, name="cases-work-order"),
]
