"""One matter: everything about it, its files, and the unmasked look."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from ninja import Header, Router
from pydantic import Field

from happiness_cloud.files import queries as files

from .. import queries
from ._asked import Strict
from ._request import HOUSE, STAFF, actor, origin, standing
from ._shapes import Attached, ContactLook, WholeMatter

router = Router(tags=["Matters"])


@router.get(
    "/{number}",
    response=WholeMatter,
    operation_id="readCase",
    summary="Read one matter",
    openapi_extra={
        **STAFF,
        "responses": {304: {"description": "Not changed since the ETag in If-None-Match."}},
    },
)
def detail(
    request: HttpRequest,
    number: str,
    if_none_match: str | None = Header(None, alias="If-None-Match", max_length=400),
) -> HttpResponse:
    """Everything about a matter, with its timeline and the verbs that are possible now.

    The ETag begins with the version (`"3-…"`) and can be sent back in If-Match as it is.
    """
    found = queries.detail(actor(request), number)
    body = WholeMatter.model_validate(found, from_attributes=True).model_dump_json().encode()
    # A note changes the timeline and not the version, and what is possible hangs on who asks.
    etag = f'"{found.row.version}-{hashlib.sha256(body).hexdigest()[:16]}"'
    held = {one.removeprefix("W/") for one in parse_etags(if_none_match or "")}
    answer = (
        HttpResponseNotModified()
        if etag in held
        else HttpResponse(body, content_type="application/json; charset=utf-8")
    )
    answer["ETag"] = etag
    return answer


@router.get(
    "/{number}/files",
    response=list[Attached],
    operation_id="listCaseFiles",
    summary="Files of a matter",
    openapi_extra=STAFF,
)
def attached(request: HttpRequest, number: str) -> list[dict[str, object]]:
    """The photos and documents of a matter, with links that end after a while."""
    proofs = queries.detail(actor(request), number).proofs
    known = {one.id: one for one in files.links(HOUSE, [proof.file_id for proof in proofs])}
    names = ("id", "kind", "name", "media_type", "bytes_size", "full", "thumb")
    return [
        {"role": proof.role, **{name: getattr(known[proof.file_id], name) for name in names}}
        for proof in proofs
        if proof.file_id in known
    ]


class Look(Strict):
    """Why the contact data are needed."""

    purpose: str = Field(
        max_length=40, description="One the actor's position names.", examples=["case-handling"]
    )
    reason: str = Field(
        min_length=1,
        max_length=1000,
        description="The person concerned can read it.",
        examples=["To agree on a visit."],
    )


@router.post(
    "/{number}/contact-look",
    response=ContactLook,
    operation_id="lookAtContact",
    summary="See the reporter's contact data",
    openapi_extra=STAFF,
)
def contact_look(request: HttpRequest, number: str, body: Look) -> queries.Contact:
    """Who reported, and the text as it was written. Each look is written down with its reason."""
    asker = actor(request)
    row_id = standing(asker, number)
    found: queries.Contact = queries.contacts(
        asker, row_id, purpose=body.purpose, reason=body.reason, origin=origin(request)
    )
    return found
