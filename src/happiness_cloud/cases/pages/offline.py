"""The grid worker's pages without network: the installable app, its worker, the page kept by the browser, its tasks."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Actor
from happiness_cloud.places import queries as places

from .. import queries, rights, terms
from ..queries import Filter
from ..queries.commonest import commonest
from .resident import _frame

SHELL, WORKER = "cases/field/offline.html", "cases/field/worker.js"
# What the kept page needs to stand: styles, scripts and the mark; nothing that differs by who asks.
ASSETS = (
    *("built/app.css", "built/app.js", "built/favicon.svg"),
    *("cases/resident.css", "cases/field.css", "cases/offline.css", "cases/kept.js", "cases/offline.js"),
)
# State, the verbs of the site there, and the right they need.
HEAPS = (
    ("to_confirm", ("confirm", "not_found"), "cases.confirm"),
    ("to_check", ("verify", "rework"), "cases.check"),
)
CARRIED, CHIPS = 60, 12
# Drawn by tools/icons.py: a phone cuts the maskable ones to its own shape.
ICONS = {
    f"icon-{kind}{size}": {"sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
    for kind, purpose in (("", "any"), ("maskable-", "maskable"))
    for size in (192, 512)
}
# The paper of the light theme, and the colour of the mark.
PAPER, BRAND = "#ffffff", "#c43a10"


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to know to put the grid worker's pages on its home screen."""
    told = {
        "id": reverse("cases-field"),
        "name": _("Happiness Cloud: my grid"),
        "short_name": _("My grid"),
        "lang": get_language() or "zh-hans",
        "start_url": reverse("cases-field"),
        "scope": reverse("cases-field"),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": BRAND,
        "icons": [
            {"src": static("built/favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            *({"src": static(f"built/{name}.png"), **told} for name, told in ICONS.items()),
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its address lies under /field/, so it reaches no other page."""
    assets = [static(one) for one in ASSETS]
    template = get_template(WORKER)
    facts = {
        "version": _version(assets),
        "assets": assets,
        "shell": reverse("cases-offline"),
        "scope": reverse("cases-field"),
    }
    told = {"facts": mark_safe(json.dumps(facts))}  # noqa: S308 -- our own addresses
    answer = HttpResponse(template.render(told), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("cases-field")
    return answer


def _version(assets: list[str]) -> str:
    """Another one when a style, a script or the page itself is another."""
    sources = [get_template(one).template.source for one in (SHELL, WORKER)]  # type: ignore[attr-defined]
    return hashlib.sha256("\n".join([*assets, *sources]).encode()).hexdigest()[:16]


@require_safe
@never_cache
def shell(request: HttpRequest) -> HttpResponse:
    """The page that is kept by the browser: the same for everybody, whoever is signed in; what it shows lies in IndexedDB."""
    nobody: dict[str, Any] = {"csrf_token": "", "navigation": [], "who": "", "place": ""}
    return render(request, SHELL, {**nobody, "home_url": reverse("cases-field")})


@require_safe
@never_cache
def tasks(request: HttpRequest) -> JsonResponse:
    """What the device may keep: the tasks of the lists, masked as there; never who reported.

    `who` binds it to the account; `csrf` is for sending and is not kept.
    """
    who = _frame.actor(request)
    if who.kind != "staff" or not who.holding(rights.READ):
        return JsonResponse({"who": ""}, status=401)
    told = {
        "who": who.id,
        "csrf": get_token(request),
        "tasks": _carried(who),
        "kinds": _kinds(who),
        "areas": _areas(who),
        "states": {code: str(words) for code, words in terms.STATES.items()},
    }
    return JsonResponse(told)


def _carried(who: Actor) -> list[dict[str, Any]]:
    """The tasks, the most pressing first. Whether it is one's own work is known to the door only."""
    noting = ("note",) if who.holding("cases.note") else ()
    found = [
        (row, verbs)
        for state, verbs, right in HEAPS
        if who.holding(right)
        for row in queries.worklist(who, Filter(state=state), size=CARRIED).rows
    ]
    named = places.names(_frame.HOUSE, {row.area_path for row, _verbs in found})
    return [
        {
            "number": row.number,
            "title": row.title,
            "where": row.address or named[row.area_path],
            "area": row.area_path,
            "state": row.state,
            "due": row.stage_due_at.isoformat() if row.stage_due_at else "",
            "version": row.version,
            "verbs": [*verbs, *noting],
        }
        for row, verbs in found
    ]


def _kinds(who: Actor) -> list[tuple[str, str]]:
    codes = [*commonest(who, CHIPS)]
    found = {code: _frame.kind_name(code) for code in codes}
    for one in institution.categories(_frame.HOUSE, "", CHIPS):
        if len(found) < CHIPS:
            found.setdefault(one.code, _frame.plain(one))
    return [(code, name) for code, name in found.items() if name]


def _areas(who: Actor) -> list[tuple[str, str]]:
    """Where this actor walks: grids to choose from, else the areas themselves."""
    held = sorted({grant.area for right in ("cases.confirm", "cases.check") for grant in who.holding(right)})
    paths: list[str] = []
    for area in held:
        below = [one.path for one in places.tree(_frame.HOUSE, area, 1)] if area.count("/") == 4 else []
        paths.extend(below or [area])
    paths = list(dict.fromkeys(paths))
    named = places.names(_frame.HOUSE, paths)
    return [(one, named[one].split(" · ", 1)[-1]) for one in paths]


# These stand before the address of one matter, which would take them for numbers.
offline_urls = [
    path("field/app.webmanifest", manifest, name="cases-manifest"),
    path("field/worker.js", worker, name="cases-worker"),
    path("field/offline/", shell, name="cases-offline"),
    path("field/tasks.json", tasks, name="cases-tasks"),
]
