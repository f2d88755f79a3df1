"""What is shown and what is kept of a matter: hiding, covering, erasing; and the looks at what was covered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field, create_model

from .. import actions, queries, terms
from ._asked import FIELDS, Strict
from ._moderation_shapes import Moderated, OriginalWords
from ._request import STAFF, actor, origin, standing, tagged
from .moving import open_door

router = Router(tags=["Moderation"])
_FILE = (
    int,
    Field(ge=1, le=2**63 - 1, description="A photo of the matter (`photos` of `GET …/moderation`)."),
)
_BOX = tuple[int, int, int, int]
_BOXES = (
    list[_BOX],
    Field(
        min_length=1,
        max_length=40,
        description="Left, top, width, height of each box, in pixels of the picture.",
        examples=[[[120, 40, 60, 50]]],
    ),
)
_REASON = (str, Field(**FIELDS["reason"][1]))
# Verb -> the members of its body beside the reason.
_BODIES: Mapping[str, Mapping[str, Any]] = {
    "hide": {},
    "show_again": {},
    "redact": {
        "part": (str, Field(max_length=40, examples=["text"], description="A part of `GET …/moderation`.")),
        "spans": (
            list[tuple[int, int]] | None,
            Field(None, max_length=200, description="Places among the `hits` of the part: start and end."),
        ),
        "words": (
            list[str] | None,
            Field(None, max_length=40, description="Words to cover wherever they stand in the part."),
        ),
        "wording": (str | None, Field(None, max_length=4000, description="Instead: the whole part anew.")),
    },
    "restore_words": {"wording_id": (int, Field(ge=1, le=2**63 - 1))},
    "cover_photo": {"file_id": _FILE, "boxes": _BOXES},
    "uncover_photo": {"file_id": _FILE},
    "show_photo": {"file_id": _FILE},
    "hide_photo": {"file_id": _FILE},
    "caption_photo": {"file_id": _FILE, "caption": (str, Field(max_length=120))},
    "ask_erasure": {
        "basis": (str, Field(max_length=20, examples=["withdrawn"], description=", ".join(terms.BASES)))
    },
    "decline_erasure": {},
    "erase": {},
}
_WITHOUT_REASON = frozenset({"caption_photo", "erase"})


@router.get(
    "/{number}/moderation",
    response=Moderated,
    operation_id="getModeration",
    summary="What the public sees of a matter",
    openapi_extra=STAFF,
)
def moderation(request: HttpRequest, response: HttpResponse, number: str) -> queries.Moderation:
    """What the public sees, the places in the words that tell somebody (all of them, masked), what was covered."""
    told: queries.Moderation = queries.moderation(actor(request), number)
    tagged(response, told.version)
    return told


class Look(Strict):
    """Why somebody looks at what was covered."""

    purpose: str = Field(max_length=40, examples=["audit"])
    reason: str = Field(min_length=1, max_length=300, examples=["A complaint about the covering."])


@router.post(
    "/{number}/originals/{wording_id}",
    response=OriginalWords,
    operation_id="lookAtOriginal",
    tags=["Matters"],
    summary="Look at what was covered",
    openapi_extra=STAFF,
)
def original(request: HttpRequest, number: str, wording_id: int, body: Look) -> dict[str, str]:
    """What stood in a part before it was covered. Purpose and reason are written into the book."""
    asker = actor(request)
    words = queries.wording(
        asker,
        standing(asker, number),
        wording_id=wording_id if wording_id < 2**63 else 0,
        origin=origin(request),
        **body.model_dump(),
    )
    return {"words": words}


def _body(verb: str) -> type[Strict]:
    members: dict[str, Any] = {**_BODIES[verb]}
    if verb not in _WITHOUT_REASON:
        members["reason"] = _REASON
    title = "".join(part.title() for part in verb.split("_"))
    return create_model(f"{title}Body", __base__=Strict, __doc__=f"What `{verb}` is told.", **members)


for _verb in _BODIES:
    open_door(router, _verb, _body(_verb), getattr(actions, _verb).__doc__)
