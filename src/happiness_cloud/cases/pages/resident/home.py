"""The first page, and the page that explains."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ... import rights
from . import _draft, _frame


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Four large actions; staff are offered their desk, an unfinished report is offered again."""
    who = _frame.actor(request)
    told = {
        "staff": who.kind == "staff",
        "walks": bool(who.holding("cases.confirm")),
        "sits": bool(who.holding(rights.READ)),
        "staff_url": settings.LOGIN_URL if who.kind == "visitor" else "",
        "reports": bool(who.holding(rights.REPORT)),
        "draft": bool(_draft.read(request).text),
        "sent": _draft.last_sent(request),
    }
    return _frame.show(request, "home", told)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to call, who sees what, and how these pages were made usable."""
    return _frame.show(request, "help", {})
