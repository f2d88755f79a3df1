"""What the public sees of a matter, and what is done about it: hiding, covering words, putting them back, erasing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from happiness_cloud.files import queries as files
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound, Refused

from .. import queries, terms
from . import _desk, _moderating, photos

ENDED = {
    "": gettext_lazy("kept sealed"),
    "restored": gettext_lazy("put back"),
    "over": gettext_lazy("destroyed, its time was over"),
    "dropped": gettext_lazy("not kept"),
    "erased": gettext_lazy("erased"),
}
PARTS = {
    "text": gettext_lazy("What was reported"),
    "address": gettext_lazy("Address"),
    "answer": gettext_lazy("Answer to a question"),
    "result": gettext_lazy("Result"),
    "rating_words": gettext_lazy("Words of the rating"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def moderation(request: HttpRequest, number: str) -> HttpResponse:
    """The panel: what everybody sees, what tells somebody in the words, the photos, the history."""
    shown = queries.moderation(_desk.actor(request), number)
    if request.method != "POST":
        return _page(request, shown)
    verb = request.POST.get("do", "")
    if verb not in _GIVEN:
        raise NotFound("ledger.not_found")
    done = _moderating.did(request, shown, verb, _GIVEN[verb](request), request.path)
    if isinstance(done, Refused):
        # What is shown, and what is sent next, is the newest.
        return _page(request, queries.moderation(_desk.actor(request), number), done)
    return done


def _nothing(_request: HttpRequest) -> dict[str, Any]:
    return {}


def _spans(request: HttpRequest) -> dict[str, Any]:
    spans = []
    for one in request.POST.getlist("spans")[:200]:
        start, _dash, end = one.partition("-")
        spans.append((_moderating.number(start), _moderating.number(end)))
    words = (one.strip() for one in request.POST.get("words", "")[:400].splitlines())
    return {
        "part": request.POST.get("part", "")[:40],
        "spans": tuple(spans),
        "words": tuple(one for one in words if one),
    }


def _file(request: HttpRequest) -> dict[str, Any]:
    return {"file_id": _moderating.number(request.POST.get("file", ""))}


_GIVEN: dict[str, Callable[[HttpRequest], dict[str, Any]]] = {
    "hide": _nothing,
    "show_again": _nothing,
    "redact": _spans,
    "restore_words": lambda request: {"wording_id": _moderating.number(request.POST.get("wording", ""))},
    "show_photo": _file,
    "hide_photo": _file,
    "caption_photo": lambda request: {**_file(request), "caption": request.POST.get("caption", "")[:200]},
}


def _page(request: HttpRequest, shown: queries.Moderation, refused: Refused | None = None) -> HttpResponse:
    words = _desk.Words((shown.area_path,))
    told = {
        **_moderating.frame(request, shown, refused),
        "facts": [
            (_("Kind"), words.category(shown.category) or _("A matter not sorted yet")),
            (_("State"), terms.PLAIN_STATES[shown.state]),
            (_("Community"), words.area(shown.area_path)),
            (_("Point, to about a hundred metres"), _point(shown)),
        ],
        "parts": [_part(one, refused, request) for one in shown.parts],
        "photos": _photos(shown),
        "wordings": [
            {"kept": one, "part": _named(one.part), "how": ENDED.get(one.ended, one.ended)}
            for one in shown.wordings
        ],
        "steps": _moderating.steps(shown.steps),
    }
    status = refused.status if refused else 200
    return _desk.show(request, "cases/desk/moderation.html", told, status)


def _point(shown: queries.Moderation) -> str:
    return "" if shown.lon is None else f"{shown.lon:.3f}, {shown.lat:.3f}"


def _part(one: Any, refused: Refused | None, request: HttpRequest) -> dict[str, Any]:
    sent = refused is not None and request.POST.get("part") == one.part
    return {
        "part": one,
        "label": _named(one.part, one.verb),
        "hits": [{"hit": hit, "kind": terms.TELLING.get(hit.kind, hit.kind)} for hit in one.hits],
        "words": request.POST.get("words", "")[:400] if sent else "",
        "sent": sent,
    }


def _named(part: str, verb: str = "") -> str:
    part = part.partition(":")[0] if part.startswith("answer:") else part
    return str(PARTS.get(part) or terms.VERBS.get(verb) or _("Words of a step"))


def _photos(shown: queries.Moderation) -> list[dict[str, Any]]:
    found = {one.id: one for one in files.links(_desk.HOUSE, [one.file_id for one in shown.photos])}
    told = []
    for at, one in enumerate(shown.photos, 1):
        file = found.get(one.file_id)
        if file is None or not file.full:
            continue
        role = str(terms.EVIDENCE.get(one.role, one.role))
        alt = one.caption or _("%(role)s: photo %(n)s") % {"role": role, "n": at}
        told.append({"photo": one, "file": file, "role": role, "alt": alt, "boxes": len(file.boxes)})
    return told


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def original(request: HttpRequest, number: str, wording_id: int) -> HttpResponse:
    """Ask for the reason, then show once what stood there before it was covered."""
    shown = queries.moderation(_desk.actor(request), number)

    def look(who: Actor, told: dict[str, Any]) -> str:
        words: str = queries.wording(
            who, shown.id, **told, wording_id=wording_id, origin=_desk.origin(request)
        )
        return words

    return _moderating.looked(request, shown, look, _("What stood there before"))


@require_http_methods(["GET", "HEAD", "POST"])
@_desk.staff
def erasure(request: HttpRequest, number: str) -> HttpResponse:
    """Ask that a matter be erased; somebody else confirms or declines."""
    shown = queries.erasure(_desk.actor(request), number)
    refused: Refused | None = None
    if request.method == "POST":
        verb = request.POST.get("do", "")
        if verb not in ("ask_erasure", "decline_erasure", "erase"):
            raise NotFound("ledger.not_found")
        params = {"basis": request.POST.get("basis", "")[:40]} if verb == "ask_erasure" else {}
        done = _moderating.did(request, shown, verb, params, request.path)
        if not isinstance(done, Refused):
            return done
        refused = done
        shown = queries.erasure(_desk.actor(request), number)
    wish = shown.wish
    told = {
        **_moderating.frame(request, shown, refused),
        "bases": [(key, said, key == request.POST.get("basis")) for key, said in terms.BASES.items()],
        "wish": wish,
        "basis": terms.BASES.get(wish.basis, wish.basis) if wish else "",
        "open_wish": bool(wish and wish.state == "asked"),
        "counts": _counted(wish.counts) if wish else [],
        "steps": _moderating.steps(tuple(one for one in shown.steps if "eras" in one.verb)),
    }
    return _desk.show(request, "cases/desk/erasure.html", told, refused.status if refused else 200)


def _counted(counts: dict[str, int]) -> list[tuple[str, int]]:
    names = {
        "words": _("Notes, questions, replies"),
        "photos": _("Photos and documents"),
        "reporter": _("Contact of the reporter"),
        "messages": _("Messages"),
        "originals": _("Sealed earlier wordings"),
        "views": _("Kept filters that looked for this person"),
        "models": _("Learned models emptied"),
        "left_in_clear": _("Reasons from before they were sealed, which stay in the book"),
    }
    return [(said, counts[name]) for name, said in names.items() if counts.get(name)]


moderation_urls = [
    path("cases/<str:number>/public/", moderation, name="cases-moderation"),
    path("cases/<str:number>/originals/<int:wording_id>/", original, name="cases-original"),
    path("cases/<str:number>/photos/<int:file_id>/", photos.photo, name="cases-photo"),
    path("cases/<str:number>/photos/<int:file_id>/clear/", photos.clear, name="cases-clear-photo"),
    path("cases/<str:number>/erasure/", erasure, name="cases-erasure"),
]
