"""News by mail and feeds, for everybody: ask, confirm, see, change, stop. A link of a mail opens what is its own."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Path, Query, Router
from ninja.responses import Status
from pydantic import Field

from .. import actions, queries
from ..queries import Target
from ..queries.follow_links import confirmer, holder, stopper
from ..queries.public_name import name_of
from ._asked import Strict
from ._request import ANYBODY, actor, origin
from ._shapes_following import Feeds, FollowAsked, Following, FollowState, Stopped

router = Router(tags=["Public"])
Often = Literal["now", "daily"]
_KEY = Path(..., max_length=80, description="The last part of the link in a mail.")


class Wanted(Strict):
    """What is followed: one matter by its public name, or an area, a kind, what lies around a point."""

    matter: str = Field(
        "", max_length=40, description="The public name of a matter, as its page and the feeds link it."
    )
    area: str = Field("", max_length=200, examples=["/990106/001/002/"])
    category: str = Field("", max_length=40, description="A code, or the two digits of a class.")
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    within: int | None = Field(None, description="Metres around the point: 200, 500 or 1000.", examples=[500])


class Asking(Wanted):
    """What to follow, whereto, how often."""

    address: str = Field(max_length=254, examples=["chen@example.org"])
    often: Often = "daily"
    language: Literal["zh-hans", "en"] = "zh-hans"


class Changing(Strict):
    """How often the news of a follow shall come."""

    follow: int
    often: Often


@router.post(
    "/follows",
    response={202: FollowAsked},
    operation_id="follow",
    summary="Follow by e-mail",
    openapi_extra=ANYBODY,
)
def follow(request: HttpRequest, body: Asking) -> Status[actions.Asked]:
    """A mail with a link is sent; nothing more until it is used. The answer never tells whether an address is known."""
    done = actions.follow(
        actor(request),
        address=body.address,
        target=_target(request, body),
        often=body.often,
        language=body.language,
        network=request.META.get("REMOTE_ADDR", ""),
        origin=origin(request),
    )
    return Status(202, done)


@router.post(
    "/follows/confirm/{token}",
    response=FollowState,
    operation_id="confirmFollow",
    summary="Confirm a follow",
    openapi_extra=ANYBODY,
)
def confirm(request: HttpRequest, token: str = _KEY) -> Any:
    """Begin the follow whose confirmation mail carried this token."""
    who, follow_id = confirmer(actor(request), token)
    return actions.confirm_follow(who, follow_id, origin=origin(request))


@router.post(
    "/follows/stop/{key}",
    response=FollowState,
    operation_id="unfollow",
    summary="Stop one follow",
    openapi_extra=ANYBODY,
)
def stop(request: HttpRequest, key: str = _KEY) -> Any:
    """End the follow whose mails carried this key."""
    who, follow_id = stopper(actor(request), key)
    return actions.unfollow(who, follow_id, origin=origin(request))


@router.post(
    "/follows/stop-all/{key}",
    response=Stopped,
    operation_id="unfollowAll",
    summary="Stop all follows of an address",
    openapi_extra=ANYBODY,
)
def stop_all(request: HttpRequest, key: str = _KEY) -> Any:
    """End all that the address follows to whose page this key belongs."""
    who, follower_id = holder(actor(request), key)
    return actions.unfollow_all(who, follower_id, origin=origin(request))


@router.get(
    "/follows/{key}",
    response=Following,
    operation_id="listFollows",
    summary="What an address follows",
    openapi_extra=ANYBODY,
)
def mine(request: HttpRequest, key: str = _KEY) -> dict[str, Any]:
    """All that the address follows to whose page this key belongs."""
    who, follower_id = holder(actor(request), key)
    shown = queries.following(who, follower_id)
    return {"address": shown.address, "follows": [_row(one) for one in shown.follows]}


@router.post(
    "/follows/{key}",
    response=FollowState,
    operation_id="changeFollow",
    summary="Change how often",
    openapi_extra=ANYBODY,
)
def change(request: HttpRequest, body: Changing, key: str = _KEY) -> Any:
    """Have the news of one of these follows at once or once a day."""
    who, _follower = holder(actor(request), key)
    return actions.change_follow(who, body.follow, often=body.often, origin=origin(request))


@router.get(
    "/feeds", response=Feeds, operation_id="listFeeds", summary="Addresses of feeds", openapi_extra=ANYBODY
)
def feeds(request: HttpRequest, wanted: Query[Wanted], lang: Literal["zh-hans", "en"] = "zh-hans") -> Any:
    """Atom and RSS of what is public: of one matter, an area, a kind, or around a point."""
    target = _target(request, wanted)
    words = {"matter": wanted.matter, "area": target.area, "category": target.category}
    if target.metres is not None:
        words |= {"near": f"{target.lon},{target.lat}", "within": str(target.metres)}
    query = urlencode({**{name: one for name, one in words.items() if one}, "lang": lang})
    return {
        form: f"{settings.PUBLIC_URL}{reverse('cases-feed', args=[form])}?{query}" for form in ("atom", "rss")
    }


def _target(request: HttpRequest, told: Wanted) -> Target:
    if told.matter:
        return Target(case_id=queries.public_story(actor(request), told.matter).id)
    if told.within is not None:
        return Target.around(told.lon, told.lat, told.within, told.category)
    return Target(area=told.area, category=told.category)


def _row(one: queries.Followed) -> dict[str, Any]:
    target = one.target
    return {
        "id": one.id,
        "what": target.what,
        "matter": "" if target.case_id is None else name_of(target.case_id),
        "area": target.area,
        "category": target.category,
        "lon": target.lon,
        "lat": target.lat,
        "within": target.metres,
        "often": one.often,
        "confirmed_at": one.confirmed_at,
    }
