"""The shell of the site: what the navigation offers, and to whom. It never offers what the door would refuse."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from happiness_cloud.kernel.access import Actor

# Group, label, address name, icon, and the rights of which one is needed.
ENTRIES = (
    (gettext_lazy("Work"), gettext_lazy("My desk"), "cases-desk", "home", ("cases.read",)),
    (gettext_lazy("Work"), gettext_lazy("Matters"), "cases-list", "list", ("cases.read",)),
    (gettext_lazy("Work"), gettext_lazy("Intake"), "cases-intake", "inbox", ("cases.report_for",)),
    (gettext_lazy("Work"), gettext_lazy("Dispatch"), "cases-dispatch", "dispatch", ("cases.dispatch",)),
    (gettext_lazy("Work"), gettext_lazy("Adjudication"), "cases-disputes", "split", ("cases.adjudicate",)),
    (gettext_lazy("Work"), gettext_lazy("Supervision"), "cases-supervision", "flag", ("cases.supervise",)),
    (gettext_lazy("Work"), gettext_lazy("Hot topics"), "cases-topics", "chart", ("cases.read",)),
    (gettext_lazy("Work"), gettext_lazy("My grid"), "cases-field", "grid", ("cases.confirm",)),
    (gettext_lazy("Ground"), gettext_lazy("Map"), "cases-map", "map", ("cases.read",)),
    (gettext_lazy("Ground"), gettext_lazy("Areas"), "places-index", "pin", ("places.edit",)),
    (
        gettext_lazy("Rules"),
        gettext_lazy("Rules in force"),
        "institution-rules",
        "calendar",
        ("institution.read",),
    ),
    (
        gettext_lazy("Rules"),
        gettext_lazy("Duty directory"),
        "institution-duties",
        "link",
        ("institution.read",),
    ),
    (gettext_lazy("Rules"), gettext_lazy("Dry run"), "cases-routing", "split", ("institution.publish",)),
    (
        gettext_lazy("Rules"),
        gettext_lazy("Organisations"),
        "institution-organisations",
        "building",
        ("institution.read",),
    ),
    (
        gettext_lazy("Rules"),
        gettext_lazy("Forwarding"),
        "cases-forwardings",
        "link",
        ("institution.publish", "cases.dispatch"),
    ),
    (gettext_lazy("House"), gettext_lazy("Accounts"), "accounts-list", "people", ("accounts.edit",)),
    (gettext_lazy("House"), gettext_lazy("Keys"), "accounts-keys", "key", ("accounts.keys",)),
    (gettext_lazy("House"), gettext_lazy("Messages out"), "post-outbox", "bell", ("post.read",)),
    (gettext_lazy("House"), gettext_lazy("Webhooks"), "webhooks-list", "link", ("webhooks.read",)),
)


def navigation(request: HttpRequest | None) -> dict[str, Any]:
    """The frame's facts: groups of links, the place, who is signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    frame: dict[str, Any] = {
        "place": settings.PLACE_NAME,
        "home_url": "/",
        "phone": settings.HOTLINE,
        "help_url": _address("cases-help"),
    }
    if request is None or actor is None or actor.kind != "staff":
        return frame
    groups: dict[str, list[dict[str, Any]]] = {}
    first = _address("accounts-own") or "/"
    for group, label, name, icon, rights in ENTRIES:
        url = _address(name)
        if url and any(actor.holding(right) for right in rights):
            first = url if not groups else first
            here = request.path == url
            groups.setdefault(str(group), []).append(
                {"label": label, "url": url, "icon": icon, "current": here}
            )
    return frame | {
        "navigation": list(groups.items()),
        "home_url": first,
        "search_url": _address("cases-list"),
        "who": actor.name or _("Staff"),
        "account_url": _address("accounts-own"),
        "sign_out_url": _address("accounts-sign-out"),
    }


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where somebody begins who has just signed in: staff at the first page they may use, others at the first."""
    return redirect(navigation(request)["home_url"])


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
