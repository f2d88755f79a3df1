"""The first page of the desk: what waits for whoever opens it; and the addresses of all staff pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from .. import queries, rights
from ..queries.queues import Queue, queues
from . import _desk, boards, case, geo, intake, lists, pickers
from .moderation import moderation_urls

# Queue -> label, icon, where it leads, key.
SHOWN: dict[str, tuple[Any, str, str, dict[str, str]]] = {
    "accept": (_("To accept"), "inbox", "cases-list", {"state": "registered"}),
    "confirm": (_("To confirm on site"), "pin", "cases-list", {"state": "to_confirm"}),
    "file": (_("To file"), "file", "cases-list", {"state": "to_file"}),
    "dispatch": (_("To dispatch"), "dispatch", "cases-dispatch", {}),
    "sign": (_("To sign for"), "edit", "cases-list", {"state": "to_sign"}),
    "handle": (_("Being handled"), "play", "cases-list", {"state": "handling"}),
    "adjudicate": (_("Disputes to decide"), "shield", "cases-disputes", {}),
    "check": (_("To verify"), "eye", "cases-list", {"state": "to_check"}),
    "call_back": (_("To call back"), "phone", "cases-list", {"state": "to_call_back"}),
    "extension": (_("Extensions to decide"), "clock", "cases-list", {"flag": "extension"}),
    "partner": (_("Partners answered"), "link", "cases-list", {"flag": "partner"}),
    "told": (_("My unit was told of a delay"), "chevron-up", "cases-list", {"state": "open"}),
    "overdue": (_("Overdue"), "warning", "cases-list", {"due": "overdue"}),
    "supervised": (_("Supervised"), "eye", "cases-list", {"flag": "supervised", "state": "open"}),
    "urged": (_("Urged matters"), "bell", "cases-list", {"flag": "urged", "state": "open"}),
    "waiting": (_("Standing still"), "pause", "cases-list", {"state": "waiting,suspended"}),
}
WATCHED = ("told", "overdue", "supervised", "urged", "waiting")


@require_GET
@_desk.staff
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, by what my rights allow; every number opens its list."""
    who = _desk.actor(request)
    heaps = [_heap(one, who.unit) for one in queues(who)]
    mine = [one for one in heaps if one["name"] not in WATCHED]
    # Most pressing of one's own work: what lies in a queue of one's own comes first.
    states = ",".join(one["words"]["state"] for one in mine if one["words"].get("state")) or "open"
    if any(one["name"] == "dispatch" for one in mine):
        states = "to_dispatch" if states == "open" else f"{states},to_dispatch"
    page = queries.worklist(who, queries.Filter(state=states), size=8)
    told = {
        "mine": mine,
        "watched": [one for one in heaps if one["name"] in WATCHED],
        "lines": _desk.lines(page.rows, _desk.Words.of(page.rows), _desk.case_url),
        "more_url": f"{reverse('cases-list')}?{urlencode({'state': states})}",
        "can_report": bool(who.holding(rights.REPORT_FOR)),
        "views": [
            {"label": one.name, "url": f"{reverse('cases-list')}?{one.query}"}
            for one in queries.saved_views(who)
        ],
        "greeted": who.name,
    }
    return _desk.show(request, "cases/desk/desk.html", told)


def _heap(queue: Queue, unit: str) -> dict[str, Any]:
    label, icon, where, words = SHOWN[queue.name]
    if queue.name == "told":
        words = {**words, "told": unit}
    url = reverse(where)
    return {
        "name": queue.name,
        "label": label,
        "icon": icon,
        "words": words,
        "url": f"{url}?{urlencode(words)}" if words else url,
        "late_url": f"{reverse('cases-list')}?{urlencode({**words, 'due': 'overdue'})}",
        "count": queue.count,
        "overdue": queue.overdue,
    }


desk_urls = [
    path("desk/", desk, name="cases-desk"),
    path("desk/categories/", pickers.categories, name="cases-pick-category"),
    path("desk/matters/", pickers.matters, name="cases-pick-matter"),
    path("cases/", lists.worklist, name="cases-list"),
    path("cases/bulk/", lists.bulk, name="cases-bulk"),
    path("cases/views/", lists.save_view, name="cases-save-view"),
    path("cases/views/<int:view_id>/drop/", lists.drop_view, name="cases-drop-view"),
    path("cases/export.csv", lists.export, {"kind": "csv"}, name="cases-export-csv"),
    path("cases/export.xlsx", lists.export, {"kind": "xlsx"}, name="cases-export-xlsx"),
    path("cases/pins/", geo.pins, name="cases-pins"),
    path("cases/areas/", geo.areas, name="cases-areas"),
    *moderation_urls,
    path("cases/<str:number>/", case.case, name="cases-case"),
    path("cases/<str:number>/contacts/", case.contacts, name="cases-contacts"),
    path("cases/<str:number>/<str:verb>/", case.verb, name="cases-verb"),
    path("intake/", intake.intake, name="cases-intake"),
    path("intake/asking/", intake.asking, name="cases-intake-asking"),
    path("intake/similar/", pickers.similar, name="cases-similar"),
    path("dispatch/", boards.dispatch, name="cases-dispatch"),
    path("disputes/", boards.disputes, name="cases-disputes"),
    path("supervision/", boards.supervision, name="cases-supervision"),
    path("map/", geo.the_map, name="cases-map"),
]
