"""What the staff pages share: who asks, the frame, the words for areas, units, categories and people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from happiness_cloud.facade.asking import actor as actor
from happiness_cloud.facade.asking import origin as origin
from happiness_cloud.facade.entrance import to_sign_in
from happiness_cloud.facade.refusals import sentence
from happiness_cloud.kernel import ids
from happiness_cloud.kernel.errors import Denied, Refused

from .. import rights
from ..sheets.names import HOUSE as HOUSE
from ..sheets.names import Line as Line
from ..sheets.names import Words as Words
from ..sheets.names import case_url as case_url
from ..sheets.names import in_language as in_language
from ..sheets.names import lines as lines

View = Callable[..., HttpResponse]


def staff(view: View) -> View:
    """Send visitors to the sign-in page and back afterwards; refuse those who read no matters."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **told: Any) -> HttpResponse:
        who = actor(request)
        if who.kind == "visitor":
            return to_sign_in(request)
        if not who.holding(rights.READ):
            raise Denied("ledger.no_right", right=rights.READ)
        return view(request, *args, **told)

    return guarded


def targets(request: HttpRequest, place: str) -> bool:
    """Whether htmx asks for just this part of the page; never when it restores a page for Back."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request and htmx.target == place


def small(request: HttpRequest) -> bool:
    """Whether a fragment is wanted and not the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


def show(request: HttpRequest, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that no cache keeps, since it shows matters of people."""
    told.setdefault("search_url", reverse("cases-list"))
    answer = render(request, template, told, status=status)
    answer["Cache-Control"] = "no-store"
    # The same address answers with a part or the whole, as the caller asks.
    answer["Vary"] = "HX-Request, Cookie, Accept-Language"
    return answer


def onward(request: HttpRequest, otherwise: str) -> str:
    """The address in `next` when it is one of ours."""
    for told in (request.POST.get("next", ""), request.GET.get("next", "")):
        if told and url_has_allowed_host_and_scheme(told, {request.get_host()}, request.is_secure()):
            return told
    return otherwise


def moved_to(request: HttpRequest, address: str) -> HttpResponse:
    """See other: told to htmx so that it goes there too."""
    if small(request):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = address
        return answer
    return HttpResponseRedirect(address)


def new_key() -> str:
    """A key for a form: sent twice, the second time gets the first answer."""
    return ids.token(24)


def refused_at(refused: Refused, names: Iterable[str]) -> str | None:
    """The field of a form that a refusal is about, None when it is about the whole."""
    told = str(refused.facts.get("field", ""))
    return told if told in names else None


def said(refused: Refused) -> str:
    """The sentence of a refusal."""
    return str(sentence(refused))
