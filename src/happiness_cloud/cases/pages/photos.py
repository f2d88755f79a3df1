"""One photo of a matter: boxes drawn over it, by pointer or by numbers, and the look at the clear one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from happiness_cloud.files import queries as files
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound, Refused

from .. import queries
from . import _desk, _moderating

# So many rows of numbers; with scripts, drawing fills the first that is free.
ROWS, MORE, MOST = 4, 4, 40
SIDES = ("left", "top", "width", "height")


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def photo(request: HttpRequest, number: str, file_id: int) -> HttpResponse:
    """The photo with its boxes; complete by number fields, drawn by pointer where there are scripts."""
    shown = queries.moderation(_desk.actor(request), number)
    rows = _sent(request)
    verb = request.POST.get("do", "")
    if verb == "suggest":
        return _suggested(request, shown, file_id, rows)
    if request.method != "POST" or verb == "more":
        return _page(request, shown, file_id, rows)
    if verb not in ("cover_photo", "uncover_photo"):
        raise NotFound("ledger.not_found")
    params: dict[str, Any] = {"file_id": file_id}
    if verb == "cover_photo":
        params["boxes"] = tuple(tuple(map(_moderating.number, row)) for row in rows if any(row))
    done = _moderating.did(request, shown, verb, params, request.path)
    if isinstance(done, Refused):
        return _page(request, queries.moderation(_desk.actor(request), number), file_id, rows, done)
    return done


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def clear(request: HttpRequest, number: str, file_id: int) -> HttpResponse:
    """Ask for the reason, then hand over the photo as it was before it was covered, once."""
    shown = queries.moderation(_desk.actor(request), number)

    def look(who: Actor, told: dict[str, Any]) -> HttpResponse:
        held = queries.clear_photo(who, shown.id, **told, file_id=file_id, origin=_desk.origin(request))
        answer = HttpResponse(held, content_type="image/jpeg")
        answer["Cache-Control"] = "no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    return _moderating.looked(request, shown, look, _("The photo before it was covered"))


def _suggested(
    request: HttpRequest, shown: queries.Moderation, file_id: int, rows: list[tuple[str, ...]]
) -> HttpResponse:
    """The rows that were typed, and one for each face or plate that may be there."""
    try:
        found = queries.telling_boxes(_desk.actor(request), shown.number, file_id)
    except Refused as refused:
        return _page(request, shown, file_id, rows, refused)
    new = [tuple(map(str, (one.left, one.top, one.width, one.height))) for one in found]
    faces = sum(one.kind == "face" for one in found)
    said = _(
        "%(faces)s that may be faces, %(plates)s that may be plates. Look at each, and at the whole photo."
    )
    told = said % {"faces": faces, "plates": len(found) - faces}
    typed = [one for one in rows if any(one)]
    return _page(
        request, shown, file_id, [*typed, *(one for one in new if one not in typed)][:MOST], said=told
    )


def _sent(request: HttpRequest) -> list[tuple[str, ...]]:
    columns = [[one.strip()[:9] for one in request.POST.getlist(side)[:MOST]] for side in SIDES]
    return list(zip(*columns, strict=False))


def _page(
    request: HttpRequest,
    shown: queries.Moderation,
    file_id: int,
    rows: list[tuple[str, ...]],
    refused: Refused | None = None,
    said: str = "",
) -> HttpResponse:
    photo = next((one for one in shown.photos if one.file_id == file_id), None)
    found = files.links(_desk.HOUSE, [file_id]) if photo else ()
    if not found or not found[0].thumb:
        raise NotFound("ledger.not_found")
    file = found[0]
    boxes = rows or [tuple(map(str, one)) for one in file.boxes]
    free = ROWS + MORE * (request.POST.get("do") == "more")
    blank = [("",) * len(SIDES)] * max(0, min(free, MOST - len(boxes)))
    told = {
        **_moderating.frame(request, shown, refused),
        "photo": photo,
        "file": file,
        "covered": len(file.boxes),
        "can_suggest": files.can_suggest(),
        "suggested_words": said,
        "rows": [dict(zip(SIDES, one, strict=True)) for one in [*(one for one in boxes if any(one)), *blank]],
        "back": request.path.rpartition("/photos/")[0] + "/public/",
    }
    return _desk.show(request, "cases/desk/photo.html", told, refused.status if refused else 200)
