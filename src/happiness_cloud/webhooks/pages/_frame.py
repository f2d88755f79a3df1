"""What the pages of this room share: who asks, what can be told in words, refusals told inside a form."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from happiness_cloud.facade import asking
from happiness_cloud.facade.asking import origin as origin
from happiness_cloud.facade.refusals import sentence
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Refused

from .. import queries, terms


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    return asking.actor(request).itself()


def number(text: str) -> int | None:
    """A whole number out of an address or a form; None when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def refused_in(form: Form, refused: Refused) -> int:
    """Tell a refusal at its field of the form; the status to answer with."""
    place = str(refused.facts.get("field", ""))
    form.add_error(place if place in form.fields else None, sentence(refused))
    return refused.status


def show(request: HttpRequest, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that no cache keeps."""
    answer = render(request, template, told, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def choices(request: HttpRequest) -> list[tuple[str, str]]:
    """What can be told, as (pick, words)."""
    return [(one, words(one)) for one in queries.tellable(actor(request))]


def words(verb: str) -> str:
    """`cases.close` as people say it; whole rooms and tests too."""
    if verb == terms.PING:
        return _("Test message")
    room, _dot, name = verb.partition(".")
    if name == "*":
        return _("Everything about %(room)s") % {"room": terms.ROOMS.get(room, room)}
    told = _verbs(room).get(name)
    return f"{told} ({verb})" if told else verb


@cache
def _verbs(room: str) -> dict[str, Any]:
    """The words a room has for its verbs, as the refusals are gathered: by name, for every room alike."""
    found = apps.get_app_config(room)
    if not found.module or not module_has_submodule(found.module, "terms"):
        return {}
    told: dict[str, Any] = getattr(import_module(f"{found.name}.terms"), "VERBS", {})
    return told
