"""Taking in photos and documents before the report or the step they belong to."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja import File, Form, Router, UploadedFile
from ninja.responses import Status

from happiness_cloud.files import actions as files

from ._request import ANYBODY, IdempotencyKey, actor, at_the_door
from ._shapes import TakenIn

router = Router(tags=["Files"])
FILE = File(..., description="JPEG, PNG, WebP, GIF, PDF, DOCX, XLSX or plain text.")


@router.post(
    "", response={201: TakenIn}, operation_id="addFile", summary="Take in a file", openapi_extra=ANYBODY
)
def add(
    request: HttpRequest,
    file: UploadedFile = FILE,
    area: str = Form("", max_length=200, description="The area it belongs to; left out: the whole district."),
    idempotency_key: IdempotencyKey = None,
) -> Status[files.Added]:
    """Take in one file; its kind is found in its content. The claim in the answer attaches it within a day."""
    added: files.Added = files.add(
        actor(request),
        area=area or f"/{settings.DIVISION}/",
        data=file,
        name=(file.name or "")[:120],
        **at_the_door(request, idempotency_key),
    )
    return Status(201, added)
