"""Opening a matter: anybody may."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja.responses import Status
from pydantic import AwareDatetime, Field

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid

from .. import actions, queries, terms
from ._asked import DONE_AT, EARLIEST, LATEST, SEVERITY, Strict
from ._request import ANYBODY, IdempotencyKey, actor, at_the_door, file_ids, tagged
from ._shapes import Opened

# One address has one router: listing and reporting share theirs.
from .listing import router as router

Channel = Literal[*terms.CHANNELS]  # type: ignore[valid-type]


class Reporter(Strict):
    """Who reports. All of it may be left out: a report can be anonymous."""

    name: str = Field("", max_length=80, examples=["王芳"])
    phone: str = Field(
        "", max_length=40, description="For messages about this matter.", examples=["13800000000"]
    )
    kind: str = Field("resident", min_length=1, max_length=12)
    wants_reply: bool = True
    on_behalf: bool = Field(False, description="Written down by somebody else; needs the right to do so.")


class Report(Strict):
    """A matter to open: what, where, and if wanted who."""

    text: str = Field(
        description="What is the matter; at most 2,000 characters.", examples=["梧桐路12号门口的路灯不亮。"]
    )
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False, examples=[114.301])
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False, examples=[30.602])
    datum: Literal["wgs84", "gcj02", "bd09"] = Field("wgs84", description="What the point is measured in.")
    area: str = Field(
        "", max_length=200, description="Instead of a point: an area's path, as from a QR code."
    )
    address: str = Field("", max_length=200, examples=["梧桐路12号"])
    category: str = Field("", max_length=40, description="A code of `GET /categories`.", examples=["06010"])
    severity: SEVERITY = "ordinary"
    channel: Channel | None = Field(None, description="Left out: web, or partner for a key.")
    reporter: Reporter | None = None
    claims: list[str] = Field([], max_length=9, description="Claims of files taken in by `POST /files`.")
    happened_at: AwareDatetime | None = Field(None, ge=EARLIEST, le=LATEST)
    done_at: AwareDatetime | None = Field(None, description=DONE_AT)
    public: bool = Field(
        True, description="Whether it may be shown, coarsely and without words, to everybody."
    )
    external_id: str = Field(
        "", max_length=80, description="The caller's own number of it; staff and partners only."
    )
    same_as: str = Field(
        "", max_length=40, description="The number of an open matter that this repeats: adds a voice there."
    )
    answers: dict[str, str] = Field(
        {},
        max_length=20,
        description="Answers to questions of `GET /categories/{code}/questions`, by their codes: a key of those to "
        "choose from, else words of at most 500 characters.",
        examples=[{"bags": "few"}],
    )


@router.post(
    "",
    tags=["Reporting"],
    response={201: Opened},
    operation_id="reportCase",
    summary="Report a matter",
    openapi_extra={
        **ANYBODY,
        "responses": {
            201: {
                "headers": {
                    "Location": {"schema": {"type": "string"}},
                    "ETag": {"schema": {"type": "string"}},
                }
            }
        },
    },
)
def report(
    request: HttpRequest, response: HttpResponse, body: Report, idempotency_key: IdempotencyKey = None
) -> Status[dict[str, Any]]:
    """Open a matter. The platform finds the grid; photos are taken in first by `POST /files`."""
    asker = actor(request)
    told: actions.Reported = actions.report(
        asker, **_params(asker, body), **at_the_door(request, idempotency_key)
    )
    where = f"{request.path}/{told.number}"
    mine = asker.kind in ("visitor", "resident") and not (body.reporter and body.reporter.on_behalf)
    track = f"{request.path.removesuffix('/cases')}/track/{told.number}/{queries.token_of(told.id)}"
    response["Location"] = track if mine else where
    tagged(response, told.version)
    return Status(
        201,
        {
            "number": told.number,
            "state": told.state,
            "area_path": told.area,
            "border": told.border,
            "version": told.version,
            # Whoever bears it may rate as the reporter; staff must not.
            "track": track if mine else None,
        },
    )


def _params(asker: Actor, body: Report) -> dict[str, Any]:
    told = body.model_dump(exclude={"reporter", "claims", "channel"})
    told["channel"] = _channel(asker, body.channel)
    told["caller"] = actions.Caller(**body.reporter.model_dump()) if body.reporter else None
    told["file_ids"] = file_ids(asker, body.claims)
    told["language"] = "en" if (get_language() or "").startswith("en") else "zh-hans"
    if asker.kind in ("visitor", "resident"):
        told["external_id"] = ""
    return told


def _channel(asker: Actor, channel: str | None) -> str:
    """The door by which it came: what a visitor sends came by the web, whatever it says."""
    if asker.kind in ("visitor", "resident"):
        if channel not in (None, "web"):
            raise Invalid("cases.unknown_channel", field="channel", channel=channel)
        return "web"
    return channel or ("partner" if asker.kind == "partner" else "web")
