"""News by mail: ask for it, confirm it, see and change what one follows, and stop it with one click.

The links of the mails are capabilities; no page here asks anybody to sign in. A GET never changes anything, since
mail programmes open links by themselves.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from happiness_cloud.kernel.access import EVERYWHERE, Actor, Grant, with_grants
from happiness_cloud.kernel.errors import Invalid, NotFound, Refused

from ... import actions, queries, rights
from ...queries import Target
from ...queries.follow_links import confirmer, holder, mine_link, stopper
from ...queries.follow_words import target_words
from . import _followed, _frame
from ._follow_form import Ask, Follow, follow_form

_POSTED = ("GET", "HEAD", "POST")


def _anybody(request: HttpRequest) -> Actor:
    """Whoever may read a public page may follow what it shows, members of the staff too."""
    return with_grants(_frame.actor(request), Grant(rights.FOLLOW, EVERYWHERE))


@never_cache
@require_http_methods(_POSTED)
def begin(request: HttpRequest) -> HttpResponse:
    """What to follow, whereto, how often."""
    told = request.POST if request.method == "POST" else request.GET
    name = told.get("matter", "")
    # The whole list of a filter, a point from a feed, or one matter: whatever the page before was about.
    story = queries.public_story(_frame.HOUSE, name) if name else None
    form = follow_form(told, bound=request.method == "POST" and "narrow" not in told, one=story is not None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                target = Target(case_id=story.id) if story else _target(form)
                actions.follow(
                    _anybody(request),
                    address=form.cleaned_data["address"],
                    often=form.cleaned_data["often"],
                    target=target,
                    language=get_language() or "zh-hans",
                    network=request.META.get("REMOTE_ADDR", ""),
                    origin=_frame.origin(request),
                )
            except Refused as refused:
                status = _frame.refused_in(form, refused, place="within")
            else:
                return redirect("cases-follow-sent")
    return _frame.show(request, "follow", _told(form, story, told), status)


def _target(form: Follow) -> Target:
    """What the form names; a point wins over the area when a distance is chosen."""
    told = form.cleaned_data
    if told["within"]:
        return Target.around(told["lon"], told["lat"], int(told["within"]), told["category"])
    return Target(area=told["area"], category=told["category"])


def _told(form: Follow, story: queries.PublicStory | None, told: Any) -> dict[str, Any]:
    area = told.get("area", "")
    try:
        centre, zoom = _frame.view_of(area or _frame.district())
    except (NotFound, Invalid):
        centre, zoom = _frame.view_of(_frame.district())
    name = story.name if story else ""
    return {
        "form": form,
        "name": name,
        "what": target_words(Target(case_id=story.id)) if story else "",
        "centre": centre,
        "zoom": zoom,
        "lon": form["lon"].value() if "lon" in form.fields else "",
        "lat": form["lat"].value() if "lat" in form.fields else "",
        "feeds": _followed.feeds(matter=name, area="" if story else area, category=told.get("category", "")),
    }


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail; said alike whether the address is known or not."""
    return _frame.show(request, "follow_sent", {})


@never_cache
@require_http_methods(_POSTED)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link in the first mail: one button."""
    who, follow_id = confirmer(_frame.actor(request), token)
    shown = queries.followed(who, follow_id)
    status, refusal = 200, None
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            actions.confirm_follow(who, follow_id, origin=_frame.origin(request))
        except Refused as refused:
            status, refusal = _frame.refused_in(form, refused), refused
        else:
            messages.success(
                request, _("You follow this now: %(what)s") % {"what": target_words(shown.target)}
            )
            return redirect(mine_link(shown.follower_id, shown.follower_salt))
    told = {
        "form": form,
        "what": target_words(shown.target),
        "state": shown.state,
        "refused": refusal is not None,
        "again_url": _again(shown.target),
    }
    return _frame.show(request, "follow_confirm", told, status)


# The key in the address is all that RFC 8058 lets a mail programme send: no cookie, no token of a form.
@csrf_exempt
@never_cache
@require_http_methods(_POSTED)
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """End one follow: GET shows one button, POST does it."""
    who, follow_id = stopper(_frame.actor(request), key)
    shown = queries.followed(who, follow_id)
    over = shown.state == "ended"
    if request.method == "POST":
        actions.unfollow(who, follow_id, origin=_frame.origin(request))
        over = True
    told = {
        "what": target_words(shown.target),
        "over": over,
        "again_url": _again(shown.target),
        "mine_url": mine_link(shown.follower_id, shown.follower_salt),
    }
    return _frame.show(request, "follow_stop", told)


@csrf_exempt
@never_cache
@require_http_methods(_POSTED)
def stop_all(request: HttpRequest, key: str) -> HttpResponse:
    """End all that an address follows: GET shows one button, POST does it."""
    who, follower_id = holder(_frame.actor(request), key)
    over = False
    if request.method == "POST":
        actions.unfollow_all(who, follower_id, origin=_frame.origin(request))
        over = True
    shown = queries.following(who, follower_id)
    told = {
        "count": len(shown.follows),
        "over": over or not shown.follows,
        "again_url": reverse("cases-follow"),
        "mine_url": reverse("cases-follow-mine", args=[key]),
    }
    return _frame.show(request, "follow_stop", told)


@never_cache
@require_http_methods(_POSTED)
def ask(request: HttpRequest) -> HttpResponse:
    """For whoever lost the mails: the page of all that an address follows, sent to it."""
    form = Ask(request.POST) if request.method == "POST" else Ask()
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                actions.ask_follows(
                    _anybody(request),
                    address=form.cleaned_data["address"],
                    network=request.META.get("REMOTE_ADDR", ""),
                    origin=_frame.origin(request),
                )
            except Refused as refused:
                status = _frame.refused_in(form, refused)
            else:
                return redirect("cases-follow-sent")
    return _frame.show(request, "follow_ask", {"form": form}, status)


@never_cache
@require_http_methods(_POSTED)
def mine(request: HttpRequest, key: str) -> HttpResponse:
    """All that an address follows; each can be had more or less often, or stopped."""
    who, follower_id = holder(_frame.actor(request), key)
    if request.method == "POST":
        _changed(request, who)
        return redirect("cases-follow-mine", key=key)
    shown = queries.following(who, follower_id)
    rows = [{"follow": one, "what": target_words(one.target)} for one in shown.follows]
    told = {"rows": rows, "address": shown.address, "key": key, "again_url": reverse("cases-follow")}
    return _frame.show(request, "follow_mine", told)


def _changed(request: HttpRequest, who: Actor) -> None:
    number, do = request.POST.get("follow", ""), request.POST.get("do", "")
    follow_id = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    origin = _frame.origin(request)
    if do == "stop":
        actions.unfollow(who, follow_id, origin=origin)
        messages.success(request, _("Stopped. Nothing more is sent about it."))
    else:
        actions.change_follow(who, follow_id, often=do, origin=origin)
        messages.success(request, _("Changed."))


def _again(target: Target) -> str:
    """Where to ask for the same anew."""
    query = urlencode(_followed.words_of(target))
    return reverse("cases-follow") + (f"?{query}" if query else "")
