"""The worklist: filters, saved views, pages by keyset, many at once, and the sheet to take away."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import NotFound, Refused

from .. import queries, rights, sheets, terms
from ..actions.bulk import VERBS as BULK_VERBS
from ..actions.bulk import bulk as do_bulk
from ..actions.drop_view import drop_view as do_drop_view
from ..actions.save_view import save_view as do_save_view
from . import _choices, _desk
from ._case import case_parts

SIZE = 50
TRAIL = 30


@require_GET
@_desk.staff
def worklist(request: HttpRequest) -> HttpResponse:
    """The list; with `open=NUMBER` the matter stands beside it."""
    number = request.GET.get("open", "")
    if _desk.targets(request, "pane"):
        return _desk.show(request, "cases/desk/_pane.html", _pane(request, number))
    told = listing(request, number)
    if _desk.targets(request, "listing"):
        answer = _desk.show(request, "cases/desk/_listing.html", told, told["status"])
        answer["HX-Push-Url"] = told["here"]
        return answer
    told |= _pane(request, number)
    return _desk.show(request, "cases/desk/worklist.html", told, told["status"])


def listing(request: HttpRequest, number: str = "") -> dict[str, Any]:
    """What the list shows for the words of this address."""
    wanted = queries.Filter.read(request.GET.dict())
    wrong, status = "", 200
    who = _desk.actor(request)
    cursor, trail = request.GET.get("cursor", ""), _trail(request)
    try:
        page = queries.worklist(who, wanted, cursor, size=SIZE)
    except Refused as refused:
        if refused.status != 422:
            raise
        wrong, status = _desk.said(refused), 422
        page = queries.Page((), "")
    words = _desk.Words.of(page.rows)
    place = {"cursor": cursor, "trail": ".".join(trail)}
    views = queries.saved_views(who)
    here = _address(wanted)
    return {
        "wanted": wanted,
        "wrong": wrong,
        "status": status,
        "lines": _desk.lines(page.rows, words, _opening(_address(wanted, **place))),
        "here": here,
        "here_query": here.partition("?")[2],
        "present": _address(wanted, **place),
        "older": _address(wanted, cursor=page.next, trail=".".join([*trail, cursor or "-"][-TRAIL:]))
        if page.next
        else "",
        "newer": _newer(wanted, trail, cursor),
        "spoken": _spoken(len(page.rows), len(trail), bool(page.next)),
        # Only the list is asked for when a filter changes; the filters themselves stay on the page.
        "filters": {} if _desk.targets(request, "listing") else _choices.filters(who, wanted, words),
        "chips": _choices.chips(wanted, words, _address),
        "views": [
            {
                "id": one.id,
                "label": one.name,
                "url": f"{reverse('cases-list')}?{one.query}",
                "current": one.query == wanted_query(wanted),
            }
            for one in views
        ],
        "quick": _quick(wanted),
        "open_number": number,
        "can_export": bool(who.holding(rights.EXPORT)),
        "bulk_verbs": _bulk_verbs(request),
        "key": _desk.new_key(),
        # The list has its own search, in the same place as its filters.
        "search_url": "",
        "by_due": _address(replace(wanted, order="due")),
        "by_newest": _address(replace(wanted, order="newest")),
    }


def wanted_query(wanted: queries.Filter) -> str:
    """The filter as it stands in an address, always in the same order."""
    told = QueryDict(mutable=True)
    told.update(wanted.words())
    return told.urlencode()


def _address(wanted: queries.Filter, **more: str) -> str:
    told = QueryDict(mutable=True)
    told.update({**wanted.words(), **{name: value for name, value in more.items() if value}})
    query = told.urlencode()
    return f"{reverse('cases-list')}?{query}" if query else reverse("cases-list")


def _opening(address: str) -> Callable[[str], str]:
    """The address of this list with a matter open beside it."""
    stem = f"{address}{'&' if '?' in address else '?'}open="
    return lambda number: stem + quote(number)


def _trail(request: HttpRequest) -> list[str]:
    return [one for one in request.GET.get("trail", "").split(".") if one][:TRAIL]


def _newer(wanted: queries.Filter, trail: list[str], cursor: str) -> str:
    if not cursor:
        return ""
    before = trail[-1] if trail else "-"
    return _address(wanted, cursor="" if before == "-" else before, trail=".".join(trail[:-1]))


def _spoken(rows: int, pages: int, more: bool) -> str:
    if not rows:
        return ""
    told = {"first": pages * SIZE + 1, "last": pages * SIZE + rows}
    return (_("%(first)s–%(last)s of more") if more else _("%(first)s–%(last)s, that is all")) % told


def _quick(wanted: queries.Filter) -> list[dict[str, Any]]:
    """The views everybody has."""
    week = timezone.localdate(clock.now()) - timedelta(days=7)
    told = (
        (_("Open matters"), {"state": "open"}),
        (_("Overdue"), {"due": "overdue"}),
        (_("Due within 24 h"), {"due": "soon"}),
        (_("Reported this week"), {"since": week.isoformat(), "order": "newest"}),
        (_("Ended matters"), {"state": "ended", "order": "newest"}),
        (_("All matters"), {"order": "newest"}),
    )
    filters = [(label, queries.Filter.read(words)) for label, words in told]
    return [{"label": label, "url": _address(one), "current": one == wanted} for label, one in filters]


def _bulk_verbs(request: HttpRequest) -> list[tuple[str, str]]:
    who = _desk.actor(request)
    if not who.holding(rights.BULK):
        return []
    return [(one, str(terms.VERBS[one])) for one in BULK_VERBS if who.holding(f"cases.{one}")]


def _pane(request: HttpRequest, number: str) -> dict[str, Any]:
    if not number:
        return {"open_number": "", "case": None}
    wanted = queries.Filter.read(request.GET.dict())
    shut = _address(wanted, cursor=request.GET.get("cursor", ""), trail=request.GET.get("trail", ""))
    try:
        parts = case_parts(request, number, back=request.get_full_path())
    except NotFound:
        return {"open_number": number, "case": None, "shut": shut, "gone": True}
    return {"open_number": number, "shut": shut, **parts}


@require_POST
@_desk.staff
def bulk(request: HttpRequest) -> HttpResponse:
    """One verb for many; the answer tells what became of each."""
    verb, words = request.POST.get("verb", ""), request.POST.get("words", "").strip()[:1000]
    ids = tuple(int(one) for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 19)
    # A note is sent on even without words: the verb says what is missing.
    params: dict[str, Any] = {"text": words} if verb == "note" else {}
    if words and verb not in ("note", "supervise"):
        params = {"words": words} if verb == "urge" else {"note": words}
    told = do_bulk(
        _desk.actor(request),
        ids=ids,
        verb=verb,
        params=params,
        reason=words if verb in ("supervise", "dispatch") else "",
        key=request.POST.get("key", "")[:80],
        origin=_desk.origin(request),
    )
    results = [
        {
            "number": number,
            "url": _desk.case_url(number) if number else "",
            "done": done,
            "words": "" if done else _desk.said(Refused(code, **facts)),
        }
        for _id, number, done, code, facts in told.results
    ]
    done = sum(1 for one in results if one["done"])
    page = {
        "results": results,
        "verb": terms.VERBS[verb],
        "done": done,
        "left": len(results) - done,
        "back": _desk.onward(request, reverse("cases-list")),
    }
    return _desk.show(request, "cases/desk/bulk.html", page)


@require_POST
@_desk.staff
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filter under a name."""
    query = request.POST.get("query", "")
    kept = do_save_view(
        _desk.actor(request),
        name=request.POST.get("name", ""),
        query=query,
        key=request.POST.get("key", "")[:80],
        origin=_desk.origin(request),
    )
    messages.success(request, _("Kept as “%(name)s”.") % {"name": kept.name})
    wanted = queries.Filter.read(QueryDict(query[:2000]).dict())
    return redirect(_address(wanted))


@require_POST
@_desk.staff
def drop_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget a view."""
    do_drop_view(_desk.actor(request), view_id, origin=_desk.origin(request))
    messages.success(request, _("The view was removed."))
    return redirect(_desk.onward(request, reverse("cases-list")))


@require_GET
@_desk.staff
def export(request: HttpRequest, kind: str) -> Any:
    """Everything that fits the filter, as CSV or XLSX, streamed."""
    wanted = queries.Filter.read(request.GET.dict())
    rows = queries.rows(_desk.actor(request), wanted)
    name = f"matters-{timezone.localdate(clock.now()):%Y%m%d}.{kind}"
    language = translation.get_language() or "zh-hans"
    if kind == "csv":
        answer = StreamingHttpResponse(_csv(rows, language), content_type="text/csv; charset=utf-8")
    else:
        answer = StreamingHttpResponse(
            _xlsx(rows, language),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _csv(rows: Iterator[queries.Row], language: str) -> Iterator[bytes]:
    # The mark at the start tells spreadsheet programs that this is UTF-8.
    yield "\ufeff".encode()
    held: list[str] = []
    with translation.override(language):
        for line in sheets.csv_lines(rows):
            held.append(line)
            if len(held) >= 200:
                yield "".join(held).encode()
                held.clear()
    yield "".join(held).encode()


def _xlsx(rows: Iterator[queries.Row], language: str) -> Iterator[bytes]:
    with tempfile.TemporaryFile(suffix=".xlsx") as file:
        with translation.override(language):
            sheets.xlsx(rows, file)  # type: ignore[arg-type]
        file.seek(0)
        while chunk := file.read(65_536):
            yield chunk
