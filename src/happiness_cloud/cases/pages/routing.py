"""A changed duty directory, tried on what came in before it is published."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from happiness_cloud.facade.entrance import to_sign_in
from happiness_cloud.institution import actions as institution_actions
from happiness_cloud.institution import queries as institution
from happiness_cloud.institution import rights as institution_rights
from happiness_cloud.institution import terms as institution_terms
from happiness_cloud.kernel.errors import Denied, Invalid, NotNow, Refused

from .. import queries, sheets
from ..sheets import story
from . import _desk

LASTS = (1000, 5000, 10_000)
LONGEST = 400_000


@dataclass(frozen=True, slots=True)
class _Sent:
    """What the form says: the text, how many matters, which area, on which day the rules are tried ("" = when begun)."""

    text: str
    last: int
    area: str
    on: str = ""

    @property
    def day(self) -> date | None:
        """The day on which the rules are tried."""
        try:
            return date.fromisoformat(self.on) if self.on else None
        except ValueError:
            raise Invalid("institution.not_in_force_then", field="on", day=self.on) from None


def _publishers(view: _desk.View) -> _desk.View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **told: Any) -> HttpResponse:
        who = _desk.actor(request)
        if who.kind == "visitor":
            return to_sign_in(request)
        if not who.holding(institution_rights.PUBLISH):
            raise Denied("ledger.no_right", right=institution_rights.PUBLISH)
        return view(request, *args, **told)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@_publishers
def routing(request: HttpRequest) -> HttpResponse:
    """Paste or upload a duties file; see its findings and who would have received what; publish just that text."""
    if request.method != "POST":
        return _show(request, _Sent("", LASTS[0], ""))
    sent = _Sent("", LASTS[0], "")
    try:
        sent = _sent(request)
        if request.POST.get("do") == "publish":
            return _publish(request, sent)
        told = queries.routing_trial(_desk.actor(request), sent.text, sent.last, sent.area, on=sent.day)
    except Refused as refused:
        return _show(request, sent, refused=refused)
    return _csv(told) if request.POST.get("do") == "csv" else _show(request, sent, told)


def _sent(request: HttpRequest) -> _Sent:
    """The form. A file goes before the box; browsers send lines of a box with CR, files as they are."""
    file = request.FILES.get("file")
    text = request.POST.get("text", "")
    if file is not None:
        try:
            text = file.read(LONGEST).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid("institution.unreadable", file=str(file.name)[:80]) from None
    text = text.replace("\r\n", "\n")[:LONGEST]
    last = request.POST.get("last", "")
    return _Sent(
        text,
        int(last) if last in map(str, LASTS) else LASTS[0],
        request.POST.get("area", "").strip()[:200],
        request.POST.get("on", "").strip()[:20],
    )


def _publish(request: HttpRequest, sent: _Sent) -> HttpResponse:
    """Publish what was tried: another text, or rules that changed since, are tried again first."""
    tried = institution.proposed(_desk.HOUSE, sent.text, on=sent.day)
    if request.POST.get("tried") != _mark(tried.digest, tried.now.edition):
        raise NotNow("cases.not_as_tried")
    institution_actions.publish(
        _desk.actor(request),
        kind="duties",
        body=sent.text,
        reason=request.POST.get("reason", "")[:500],
        origin=_desk.origin(request),
    )
    messages.success(request, _("The duty directory has been published."))
    return redirect(reverse("institution-duties"))


def _mark(digest: str, edition: int) -> str:
    return f"{digest}.{edition}"


def _show(
    request: HttpRequest,
    sent: _Sent,
    told: queries.RoutingTrial | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    findings = refused.facts.get("findings", ()) if refused else ()
    context: dict[str, Any] = {
        "sent": sent,
        "lasts": LASTS,
        "told": told,
        "refused": _desk.said(refused) if refused else "",
        "findings": [institution_terms.told(one) for one in findings],
    }
    if told is not None:
        who = _desk.actor(request)
        context |= _dressed(told)
        context["may_publish"] = institution.may_publish(who)
    return _desk.show(request, "cases/desk/routing.html", context, refused.status if refused else 200)


def _dressed(told: queries.RoutingTrial) -> dict[str, Any]:
    """The outcome in names."""
    leads = {unit for one in told.examples for unit in (one.before, one.after)}
    words = _desk.Words((one.area for one in told.examples), leads | {one.key for one in told.units})
    return {
        "tried": _mark(told.digest, told.edition),
        "notes": [institution_terms.told(one) for one in told.notes],
        "units": [(words.unit(one.key) or one.key, one) for one in told.units],
        "categories": [(words.category(one.key), one) for one in told.categories],
        "examples": [
            {
                "one": one,
                "url": _desk.case_url(one.number),
                "category": words.category(one.category, one.at),
                "area": words.area(one.area),
                "before": words.unit(one.before) or one.before,
                "after": words.unit(one.after) or one.after,
                "why_before": story.why(one.because_before, words),
                "why_after": story.why(one.because_after, words),
            }
            for one in told.examples
        ],
    }


def _csv(told: queries.RoutingTrial) -> HttpResponse:
    words = _desk.Words((), {one.key for one in told.units})
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow([_("Unit"), _("Path"), _("Before"), _("After"), _("Gains"), _("Loses")])
    for one in told.units:
        name = sheets.defused(words.unit(one.key))
        lines.writerow([name, one.key, one.before, one.after, one.gained, one.lost])
    # The mark at the start tells spreadsheet programs that this is UTF-8.
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="routing-trial.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


routing_urls = [path("rules/duties/try/", routing, name="cases-routing")]
