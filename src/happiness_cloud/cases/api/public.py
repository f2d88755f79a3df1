"""For everybody: what is public, and the reporter's own view of a matter by its link."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from happiness_cloud.files import queries as files

from .. import actions, queries
from ..queries import Track
from ._asked import REPORTERS, Asked, Strict, action_of, body_of
from ._narrowing import box
from ._request import ANYBODY, HOUSE, IdempotencyKey, IfMatch, actor, at_the_door, tagged, version_of
from ._shapes import LikelyMatter, MapPin, Moved, PublicMatters, Tracked
from .listing import BBOX
from .moving import told_of

router = Router(tags=["Public"])
track_router = Router(tags=["Tracking"])
# The reporter gives no reason but for reopening; the words of a rating are enough.
_ASKED = {
    "reply": Asked(("text",), ("claims",)),
    "rate": Asked(("stars", "solved"), ("words",)),
    "reopen": Asked(("reason",)),
    "urge": Asked(may=("words",)),
}


@router.get(
    "/cases",
    response=PublicMatters,
    operation_id="listPublicCases",
    summary="Public matters",
    openapi_extra=ANYBODY,
)
def public(
    request: HttpRequest,
    done: bool = Query(False, description="What was done, instead of what is open."),
    area: str = Query("", max_length=200),
    cursor: str = Query("", max_length=200),
    limit: int = Query(30, ge=1, le=100),
) -> queries.PublicPage:
    """What is open, or what was done: coarse, with consent, without anybody's words."""
    found: queries.PublicPage = queries.public(actor(request), done, area, cursor, limit)
    return found


class About(Strict):
    """What is about to be reported."""

    text: str = Field(min_length=1, max_length=2000, examples=["梧桐路12号门口的路灯不亮。"])
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    area: str = Field("", max_length=200, description="Instead of a point: an area's path.")
    category: str = Field("", max_length=40)
    address: str = Field("", max_length=200)


@router.post(
    "/likely",
    response=list[LikelyMatter],
    operation_id="listLikelyCases",
    summary="Is it known already?",
    openapi_extra=ANYBODY,
)
def likely(request: HttpRequest, body: About) -> list[dict[str, Any]]:
    """At most five open matters nearby that probably speak of the same; `same_as` of a report adds a voice to one."""
    found = queries.likely_public(actor(request), queries.Asked(**body.model_dump()))
    return [
        {
            **{name: getattr(one, name) for name in LikelyMatter.model_fields},
            "area_path": queries.community_of(one.area_path),
            "shared": list(one.shared),
        }
        for one in found
    ]


@router.get(
    "/pins", response=list[MapPin], operation_id="mapPublicCases", summary="Public map", openapi_extra=ANYBODY
)
def public_pins(request: HttpRequest, bbox: str = BBOX) -> list[queries.Pin]:
    """Open matters inside a box, to about a hundred metres."""
    return list(queries.public_pins(actor(request), box(bbox)))


@track_router.get(
    "/{number}/{token}",
    response=Tracked,
    operation_id="trackCase",
    summary="Follow a matter",
    openapi_extra=ANYBODY,
)
def track(request: HttpRequest, response: HttpResponse, number: str, token: str) -> dict[str, Any]:
    """The reporter's own view. A wrong number and a wrong token are told alike: 404."""
    holder, case_id = queries.bearer(actor(request), number, token)
    told: Track = queries.track(holder, case_id)
    tagged(response, told.version)
    parts = {name: getattr(told, name) for name in Tracked.model_fields}
    return {**parts, "before": _pictures(told.before), "after": _pictures(told.after)}


def _pictures(file_ids: Iterable[int]) -> list[Any]:
    return [one for one in files.links(HOUSE, file_ids) if one.full]


def _door(verb: str) -> Callable[..., actions.Moved]:
    def door(
        request: HttpRequest,
        response: HttpResponse,
        number: str,
        token: str,
        body: Strict,
        if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
    ) -> actions.Moved:
        holder, case_id = queries.bearer(actor(request), number, token)
        done: actions.Moved = action_of(verb)(
            holder,
            case_id,
            version=version_of(if_match),
            **at_the_door(request, idempotency_key, getattr(body, "reason", "")),
            **told_of(request, body),
        )
        tagged(response, done.version)
        return done

    door.__annotations__["body"] = body_of(f"{verb}_as_reporter", _ASKED[verb])
    door.__doc__ = action_of(verb).__doc__
    door.__name__ = f"track_{verb}"
    return door


for _verb in REPORTERS:
    track_router.post(
        "/{number}/{token}/" + _verb,
        response=Moved,
        operation_id=f"{_verb}AsReporter",
        summary=f"{_verb.capitalize()}, as the reporter",
        openapi_extra=ANYBODY,
    )(_door(_verb))
