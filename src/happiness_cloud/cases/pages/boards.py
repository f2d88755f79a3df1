"""Boards for those who command: dispatch with the directory's proposal, disputes, supervision."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from .. import queries, rights
from ..queries.by_unit import by_unit
from ..queries.proposals import proposals
from ..sheets import story
from . import _choices, _desk

SIZE = 30


@require_GET
@_desk.staff
def dispatch(request: HttpRequest) -> HttpResponse:
    """What waits to be dispatched: whom the directory names, why, and one key to accept it."""
    who = _desk.actor(request)
    wanted = queries.Filter(state="to_dispatch", area=request.GET.get("area", ""))
    page = queries.worklist(who, wanted, request.GET.get("cursor", ""), size=SIZE)
    named = proposals(who, [row.id for row in page.rows])
    units = [one for told in named.values() for one in (told.lead, *told.assists)]
    words = _desk.Words.of(page.rows, *units)
    entries = []
    for line in _desk.lines(page.rows, words, _desk.case_url):
        told = named.get(line.row.id)
        entries.append(
            {
                "line": line,
                "lead": words.unit(told.lead) if told and told.lead else "",
                "assists": [words.unit(one) for one in told.assists] if told else [],
                "why": story.why(told.because, words) if told else [],
                "key": _desk.new_key(),
            }
        )
    return _desk.show(
        request,
        "cases/desk/dispatch.html",
        {
            "entries": entries,
            "older": _older(request, page.next),
            "can_dispatch": bool(who.holding("cases.dispatch")),
            "areas": _choices.areas(who, wanted.area, words),
            "present": request.get_full_path(),
        },
    )


@require_GET
@_desk.staff
def disputes(request: HttpRequest) -> HttpResponse:
    """Matters whose unit denies its responsibility: the case for and against, one decision."""
    who = _desk.actor(request)
    page = queries.worklist(who, queries.Filter(state="disputed"), request.GET.get("cursor", ""), size=SIZE)
    named = proposals(who, [row.id for row in page.rows])
    words = _desk.Words.of(page.rows, *(told.lead for told in named.values()))
    entries = [
        {
            "line": line,
            "lead": words.unit(named[line.row.id].lead) if line.row.id in named else "",
            "why": story.why(named[line.row.id].because, words) if line.row.id in named else [],
        }
        for line in _desk.lines(page.rows, words, _desk.case_url)
    ]
    told = {
        "entries": entries,
        "older": _older(request, page.next),
        "can_adjudicate": bool(who.holding("cases.adjudicate")),
        "present": request.get_full_path(),
    }
    return _desk.show(request, "cases/desk/disputes.html", told)


@require_GET
@_desk.staff
def supervision(request: HttpRequest) -> HttpResponse:
    """Where it hurts: overdue by unit, what is supervised, reworked, urged, sent back."""
    who = _desk.actor(request)
    loads = by_unit(who)
    marks = [
        ("supervised", _("Supervised"), queries.Filter(flag="supervised", state="open")),
        ("overdue", _("Overdue longest"), queries.Filter(due="overdue")),
        ("rework", _("Reworked"), queries.Filter(flag="rework", state="open")),
        ("urged", _("Urged matters"), queries.Filter(flag="urged", state="open")),
    ]
    pages = [(name, label, wanted, queries.worklist(who, wanted, size=6)) for name, label, wanted in marks]
    rows = [row for *_rest, page in pages for row in page.rows]
    words = _desk.Words.of(rows, *(one.unit for one in loads))
    told: dict[str, Any] = {
        "units": [
            {"load": one, "name": words.unit(one.unit), "url": _list(unit=one.unit, due="overdue")}
            for one in loads
        ],
        "most": max((one.open for one in loads), default=1),
        "heaps": [
            {
                "name": name,
                "label": label,
                "url": _list(**wanted.words()),
                "more": bool(page.next),
                "lines": _desk.lines(page.rows, words, _desk.case_url),
            }
            for name, label, wanted, page in pages
        ],
        "can_supervise": bool(who.holding("cases.supervise")),
        "can_export": bool(who.holding(rights.EXPORT)),
    }
    return _desk.show(request, "cases/desk/supervision.html", told)


def _list(**words: str) -> str:
    return f"{reverse('cases-list')}?{urlencode(words)}"


def _older(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    told = request.GET.copy()
    told["cursor"] = cursor
    return f"{request.path}?{told.urlencode()}"
