"""What the pages of this room share: who asks, refusals told inside a form, letting somebody in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import load_backend, login, logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from happiness_cloud.facade.asking import actor as actor
from happiness_cloud.facade.asking import origin as origin
from happiness_cloud.facade.entrance import to_sign_in
from happiness_cloud.facade.refusals import sentence
from happiness_cloud.kernel.access import EVERYWHERE, Actor, Grant, house
from happiness_cloud.kernel.errors import Denied, Refused

from .. import actions, queries, rights

BACKEND = "django.contrib.auth.backends.ModelBackend"
View = Callable[..., HttpResponse]


def address(request: HttpRequest) -> str:
    """The network address that asks."""
    return str(request.META.get("REMOTE_ADDR", ""))


def own_id(request: HttpRequest) -> int:
    """The account of the person who asks."""
    return int(actor(request).id.removeprefix("account:"))


def signed_in(view: View) -> View:
    """Send visitors to the sign-in page, and back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **told: Any) -> HttpResponse:
        if not is_in(request):
            return to_sign_in(request)
        return view(request, *args, **told)

    return guarded


def is_in(request: HttpRequest) -> bool:
    """Whether somebody is signed in already."""
    return actor(request).id.startswith("account:")


def onward(request: HttpRequest, otherwise: str | None = None) -> str:
    """The address in `next` when it is one of ours, never the page of another house; else where one begins."""
    for told in (request.POST.get("next", ""), request.GET.get("next", "")):
        if told and url_has_allowed_host_and_scheme(told, {request.get_host()}, request.is_secure()):
            return told
    return str(settings.LOGIN_REDIRECT_URL) if otherwise is None else otherwise


def refused_in(form: Form, refused: Refused) -> int:
    """Tell a refusal at its field of the form; the status to answer with."""
    place = str(refused.facts.get("field", ""))
    form.add_error(place if place in form.fields else None, sentence(refused))
    return refused.status


def told_in(form: Form, code: str, place: str | None = None) -> int:
    """Tell a code of the terms inside the form; the status to answer with."""
    form.add_error(place, sentence(Refused(code)))
    return 422


def show(request: HttpRequest, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that no cache keeps."""
    answer = render(request, template, told, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def let_in(request: HttpRequest, account_id: int, how: str) -> str:
    """Begin the session of somebody who has just proved who it is; what must be done first ("" for nothing)."""
    seat = queries.who(house("door", rights.SEAT), account_id)
    person: Any = load_backend(BACKEND).get_user(account_id)
    if seat is None or person is None:
        raise Denied("accounts.account_ended")
    login(request, person, backend=BACKEND)
    if not request.session.session_key:
        # After a changed password the old session is emptied, and the new one has no key until it is kept.
        request.session.save()
    who = Actor(seat.actor_id, seat.kind, (Grant(rights.OWN, EVERYWHERE, subject=seat.own),), name=seat.name)
    try:
        actions.signed_in(
            who,
            account_id,
            session_key=request.session.session_key,
            agent=request.META.get("HTTP_USER_AGENT", "")[:400],
            how=how,
            origin=origin(request),
        )
    except Exception:
        # A session that is not on the list could not be ended from there.
        logout(request)
        raise
    return str(seat.held)


def first_duty(held: str, address_after: str) -> str:
    """Where to go after signing in: to what must be done first, else on."""
    return {"password": "/account/password/", "second_factor": "/enrol/"}.get(held, address_after)
