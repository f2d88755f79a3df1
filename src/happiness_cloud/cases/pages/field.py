"""The grid worker's pages: my grid today, report in twenty seconds, confirm and verify with a photo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from happiness_cloud.facade.entrance import to_sign_in
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Denied, NotFound, Refused
from happiness_cloud.kernel.ids import token as new_key
from happiness_cloud.places import queries as places

from .. import actions, queries, rights, terms
from ..queries import Filter
from ..queries.commonest import commonest
from . import _sides
from ._on_site import OnSite, Quick
from .resident import _frame

LISTS = {
    "confirm": (Filter(state="to_confirm"), "cases.confirm"),
    "verify": (Filter(state="to_check"), "cases.check"),
    "overdue": (Filter(due="overdue"), rights.READ),
}
CHIPS = 8
# What a verb of the site is called, its tone, icon, and whether it needs words.
SITE = ("confirm", "not_found", "verify", "rework")


def _show(request: HttpRequest, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    here = request.resolver_match.url_name if request.resolver_match else ""
    pages = (
        ("cases-field", _("Today"), "home"),
        ("cases-field-list", _("List"), "list"),
        ("cases-nearby", _("Map"), "map"),
        ("cases-home", _("Residents"), "people"),
    )
    items = [
        {"label": label, "url": reverse(name), "icon": icon, "current": name == here}
        for name, label, icon in pages
    ]
    frame = {
        "areas_url": _frame.areas_url("grid", _my_areas(_frame.actor(request))),
        "home_url": reverse("cases-field"),
        "navigation": [("", items)],
        "place": _my_place(request),
        # Whose the page is: what is written in it without network waits for this account only.
        "writer": _frame.actor(request).id,
    }
    return render(request, f"cases/field/{template}.html", {**frame, **told}, status=status)


def _my_areas(who: Actor) -> list[str]:
    """The areas this actor walks, widest first."""
    return sorted({grant.area for right in ("cases.confirm", "cases.check") for grant in who.holding(right)})


def _shelf(mine: list[str]) -> str:
    """Where photos lie until it is known where they belong."""
    return (mine or [_frame.district()])[0]


def _my_place(request: HttpRequest) -> str:
    area = _common(_my_areas(_frame.actor(request)))
    return _frame.place_name(area).split(" · ")[-1] if area else ""


def _common(areas: list[str]) -> str:
    """The smallest area that holds all of them; "" for none."""
    shared = areas[0] if areas else ""
    while not all(one.startswith(shared) for one in areas):
        shared = shared.rsplit("/", 2)[0] + "/"
    return shared


def _worker(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send visitors to the sign-in page, others without the right nowhere."""

    def guarded(request: HttpRequest, *args: Any, **told: Any) -> HttpResponse:
        who = _frame.actor(request)
        if who.kind != "staff":
            return to_sign_in(request)
        if not who.holding(rights.READ):
            raise Denied("ledger.no_right", right=rights.READ)
        return view(request, *args, **told)

    return guarded


@require_safe
@never_cache
@_worker
def today(request: HttpRequest) -> HttpResponse:
    """My grid today: how much waits for me, the most pressing first."""
    who = _frame.actor(request)
    counts = queries.counts(who)
    numbers = {
        "confirm": counts.by_state.get("to_confirm", 0),
        "verify": counts.by_state.get("to_check", 0),
        "overdue": counts.overdue,
    }
    groups = []
    for name, (wanted, right) in LISTS.items():
        if who.holding(right):
            page = queries.worklist(who, wanted, size=5 if numbers[name] else 1)
            groups.append(
                {"name": name, "title": _titles()[name], "count": numbers[name], "rows": _rows(page.rows)}
            )
    return _show(request, "today", {"groups": groups, "tones": _TONES, "nothing": not any(numbers.values())})


_TONES = {"confirm": "blue", "verify": "violet", "overdue": "red"}


def _titles() -> dict[str, str]:
    return {
        "confirm": _("To confirm on site"),
        "verify": _("To verify"),
        "overdue": _("Overdue here"),
    }


def _rows(rows: tuple[queries.Row, ...]) -> list[dict[str, Any]]:
    named = places.names(_frame.HOUSE, {one.area_path for one in rows})
    return [
        {
            "row": one,
            "where": one.address or named[one.area_path],
            "kind": _frame.kind_name(one.category),
            "state": terms.STATES[one.state],
            "tone": terms.TONES[one.state],
        }
        for one in rows
    ]


@require_safe
@never_cache
@_worker
def listing(request: HttpRequest) -> HttpResponse:
    """One of the lists in full, a page at a time."""
    who = _frame.actor(request)
    name = request.GET.get("show", "confirm")
    wanted, _right = LISTS.get(name, LISTS["confirm"])
    page = queries.worklist(who, wanted, request.GET.get("cursor", ""), size=30)
    told = {
        "rows": _rows(page.rows),
        "title": _titles().get(name, _titles()["confirm"]),
        "tabs": [
            {"label": title, "url": f"?show={key}", "current": key == name}
            for key, title in _titles().items()
            if who.holding(LISTS[key][1])
        ],
        "older": "?" + urlencode({"show": name, "cursor": page.next}) if page.next else "",
    }
    return _show(request, "list", told)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_worker
def report(request: HttpRequest) -> HttpResponse:
    """Report what I see, on one page."""
    who = _frame.actor(request)
    kinds, areas = _kinds(who), _grids(who)
    form = Quick(
        _sides.answered(request.POST) if request.POST else None,
        request.FILES or None,
        kinds=kinds,
        areas=areas,
        sides=_sides.sides(request.POST),
        initial={"area": areas[1][0] if len(areas) == 2 else "", "category": ""},
    )
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            told = _reported(request, who, form, dict(kinds))
            if told is not None:
                messages.success(
                    request, _("Reported: %(number)s. Thank you for looking.") % {"number": told.number}
                )
                return redirect("cases-field")
    mine = _my_areas(who)
    centre, zoom = _frame.view_of(_common(mine) or _frame.district())
    shown = {
        "form": form,
        "key": request.POST.get("key") or new_key(24),
        "centre": centre,
        "lon": form.data.get("lon", ""),
        "lat": form.data.get("lat", ""),
        "side_at": _sides.pin(request.POST),
        "zoom": zoom,
        "shelf": _shelf(mine),
    }
    return _show(request, "report", shown, status)


@require_safe
@never_cache
@_worker
def side(request: HttpRequest) -> HttpResponse:
    """The question for the side, when the pin is close to a border: a fragment of the report; nothing for the same pin."""
    if request.GET.get("side_at") == _sides.pin(request.GET):
        return HttpResponse(status=204)
    told = {"form": _sides.Side(request.GET), "side_at": _sides.pin(request.GET)}
    return render(request, "cases/field/_side.html", told)


def _reported(
    request: HttpRequest, who: Actor, form: Quick, kinds: dict[str, str]
) -> actions.Reported | None:
    told, key = form.cleaned_data, request.POST.get("key", "")[:40]
    area = told["area"] or _shelf(_my_areas(who))
    taken = _frame.take_in(request, form, area, key)
    if form.errors:
        return None
    try:
        done: actions.Reported = actions.report(
            who,
            text=told["text"].strip() or kinds.get(told["category"], ""),
            channel="patrol",
            category=told["category"],
            lon=told["lon"],
            lat=told["lat"],
            # On a border the person who stands there knows the side, whichever grid the list says.
            area=told.get("side") or told["area"],
            address=told["address"],
            caller=actions.Caller(kind="grid_worker", wants_reply=False),
            file_ids=taken,
            language=get_language() or "zh-hans",
            key=key,
            origin=_frame.origin(request),
        )
    except Refused as refused:
        _frame.refused_in(form, refused, place="area")
        return None
    return done


def _kinds(who: Actor) -> list[tuple[str, str]]:
    """The kinds this worker's area sees most, filled up with what the dictionary puts first."""
    found = {code: _frame.kind_name(code) for code in commonest(who, CHIPS)}
    for one in institution.categories(_frame.HOUSE, "", CHIPS):
        if len(found) < CHIPS:
            found.setdefault(one.code, _frame.plain(one))
    return [(code, name) for code, name in found.items() if name]


def _grids(who: Actor) -> list[tuple[str, str]]:
    """The grids to choose from without GPS: those of my areas, when they are few."""
    paths: list[str] = []
    for area in _my_areas(who):
        if area.count("/") > 4:
            paths.append(area)
        elif area.count("/") == 4:
            paths.extend(one.path for one in places.tree(_frame.HOUSE, area, 1))
    named = places.names(_frame.HOUSE, paths)
    return [("", _("By GPS or the pin")), *((one, named[one].split(" · ", 1)[-1]) for one in paths)]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_worker
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One matter on site: where it is, how it looked, and the two verbs that fit."""
    who = _frame.actor(request)
    found = queries.detail(who, number)
    offered = [verb for verb in SITE if verb in found.possible]
    form = OnSite(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        if verb not in SITE:
            raise NotFound("ledger.not_found")
        form = OnSite(request.POST, request.FILES)
        status = _done(request, who, found, verb, form) if form.is_valid() else 422
        if not status:
            messages.success(request, _DONE[verb]() % {"number": number})
            return redirect("cases-field")
    row = found.row
    earlier = [one.file_id for one in found.proofs if one.role == "before"]
    later = [one.file_id for one in found.proofs if one.role == "after"]
    told = {
        "case": found,
        "point": f"{row.lon},{row.lat}",
        "point_geo": f"{row.lat},{row.lon}",
        "form": form,
        "offered": offered,
        "key": request.POST.get("key") or new_key(24),
        "kind": _frame.kind_name(found.row.category),
        "place_name": _frame.place_name(found.row.area_path),
        "state": terms.STATES[found.row.state],
        "tone": terms.TONES[found.row.state],
        "before": _frame.photos(earlier, _("Before"), _("Before")),
        "after": _frame.photos(later, _("After"), _("After")),
    }
    return _show(request, "case", told, status)


@require_safe
@_worker
def pin(request: HttpRequest, number: str) -> JsonResponse:
    """The one pin of a matter's map, as GeoJSON."""
    row = queries.detail(_frame.actor(request), number).row
    point = {"type": "Point", "coordinates": [row.lon, row.lat]}
    facts = {"title": row.title, "tone": "red", "count": 1}
    features = [{"type": "Feature", "geometry": point, "properties": facts}] if row.lon is not None else []
    return JsonResponse({"type": "FeatureCollection", "features": features})


_DONE: dict[str, Callable[[], str]] = {
    "confirm": lambda: _("%(number)s is confirmed."),
    "not_found": lambda: _("%(number)s: noted that it is not there."),
    "verify": lambda: _("%(number)s is verified."),
    "rework": lambda: _("%(number)s goes back to work."),
}


def _done(request: HttpRequest, who: Actor, found: queries.Detail, verb: str, form: OnSite) -> int:
    """Do it; 0 when it went, else the status of the refusal that was told in the form."""
    words, key = form.cleaned_data["reason"].strip(), request.POST.get("key", "")[:40]
    taken = _frame.take_in(request, form, found.row.area_path, f"{verb}-{key}" if key else "")
    if form.errors:
        return 422
    version = request.POST.get("version", "")
    door = {
        "version": int(version) if version.isdecimal() else None,
        "key": f"{verb}-{key}" if key else "",
        "origin": _frame.origin(request),
    }
    said = {"reason": words} if verb in ("not_found", "rework") else {"note": words}
    try:
        getattr(actions, verb)(who, found.row.id, file_ids=taken, **said, **door)
    except Refused as refused:
        return _frame.refused_in(form, refused, text="reason")
    return 0


field_urls = [
    path("field/", today, name="cases-field"),
    path("field/list/", listing, name="cases-field-list"),
    path("field/report/", report, name="cases-field-report"),
    path("field/report/side/", side, name="cases-field-side"),
    path("field/<str:number>/pin.json", pin, name="cases-field-pin"),
    path("field/<str:number>/", case, name="cases-field-case"),
]
urlpatterns = field_urls
