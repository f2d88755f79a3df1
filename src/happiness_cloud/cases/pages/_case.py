"""Everything the page of a matter shows, put together from the detail query."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from happiness_cloud.files import queries as files
from happiness_cloud.kernel.access import Actor

from .. import queries, rights, terms
from ..sheets import story
from ..sheets.names import names_of
from . import _abroad, _desk, _handed
from ._asked import ALSO, BESIDE, ICONS, NEXT, VERBS

PURPOSES = ("case-handling", "call-back", "audit")


def case_parts(request: HttpRequest, number: str, back: str = "") -> dict[str, Any]:
    """The template's context for one matter; NotFound when it is not to be seen."""
    who = _desk.actor(request)
    detail = queries.detail(who, number)
    words = names_of(detail)
    line = _desk.lines([detail.row], words, _desk.case_url)[0]
    clocks = story.clocks(detail)
    primary, beside, more = verbs(detail, back or _desk.case_url(number))
    related = [*([detail.parent] if detail.parent else []), *([detail.master] if detail.master else [])]
    return {
        "case": detail,
        "line": line,
        "title": detail.row.title,
        "clocks": clocks,
        "ended": [one for one in clocks if one["done"]],
        "ended_late": sum(1 for one in clocks if one["late"]),
        "primary_class": "primary" if primary and primary["verb"] in NEXT.get(detail.row.state, ()) else "",
        "facts": story.facts(detail, line, words),
        "why": story.why(detail.why, words),
        "border": [words.area(one) for one in detail.border],
        "entries": story.story(detail, words, ICONS),
        "pictures": pictures(detail),
        "primary": primary,
        "beside": beside,
        "more": more,
        "related": _desk.lines([*related, *detail.children, *detail.merged], words, _desk.case_url),
        "related_names": _related(detail),
        "projects": [
            {
                "one": one,
                "state": terms.TOPIC_STATES[one.state],
                "tone": "blue" if one.state == "open" else "green",
            }
            for one in queries.topics_of(who, detail.row.id)
        ],
        "convened": [
            {"unit": words.unit(one.unit), "by": words.unit(one.by_unit), "call": one}
            for one in detail.convened
        ],
        "calls": len(detail.calls),
        "can_look": can_look(who),
        "public_view": _public_view(who, detail),
        "back": back,
        **_handed.handed(who, number, words),
        "extension": _extension(detail),
        "place_query": urlencode({"at": detail.row.area_path}),
        "key": _desk.new_key(),
        **_sent_abroad(who, number),
    }


def _sent_abroad(who: Actor, number: str) -> dict[str, Any]:
    """Where the matter is at another server, and whether this reader may send it there or see to it."""
    now = queries.abroad(who, number)
    may = bool(who.holding(rights.FORWARD))
    return {
        "abroad": _abroad.dressed(now.there) if now.there else None,
        "could_go": now.could_go if may else "",
        "may_forward": may,
    }


def verbs(
    detail: queries.Detail, back: str
) -> tuple[dict[str, Any] | None, list[dict[str, Any]], list[dict[str, Any]]]:
    """What can be done now: the primary step, the ones beside it, the rest; never one the door would refuse."""
    possible = [one for one in detail.possible if one in VERBS]
    wanted = [one for one in _next(detail) if one in possible]
    told = {one: _button(detail, one, back) for one in possible}
    rest = [told[one] for one in possible if one not in wanted[: 1 + BESIDE]]
    used = {told[one]["key"] for one in wanted[: 1 + BESIDE]}
    for one in rest:
        if one["key"] in used:
            one["key"] = ""
        used.add(one["key"])
    beside = [told[one] for one in wanted[1 : 1 + BESIDE]]
    return (told[wanted[0]] if wanted else None), beside, rest


def _next(detail: queries.Detail) -> tuple[str, ...]:
    state = detail.row.state
    first = (*NEXT.get(state, ()), *ALSO)
    if state == "to_call_back" and (
        detail.row.stars is not None or any(one["reached"] for one in detail.calls)
    ):
        first = ("close", "call_back", *ALSO)
    if "decide_extension" in detail.possible:
        first = ("decide_extension", *first)
    if "arrive" in detail.possible:
        first = ("arrive", *first)
    return first


def _button(detail: queries.Detail, verb: str, back: str) -> dict[str, Any]:
    told = VERBS[verb]
    return {
        "verb": verb,
        "label": str(terms.VERBS[verb]),
        "url": f"{reverse('cases-verb', args=[detail.row.number, verb])}?next={quote(back, safe='')}",
        "post_url": reverse("cases-verb", args=[detail.row.number, verb]),
        "icon": told.icon,
        "key": told.key,
        "danger": told.danger,
        "direct": not told.asks,
    }


def pictures(detail: queries.Detail) -> dict[str, list[dict[str, Any]]]:
    """The files of a matter by the role they play; each with links that end."""
    if not detail.proofs:
        return {}
    found = {one.id: one for one in files.links(_desk.HOUSE, [proof.file_id for proof in detail.proofs])}
    told: dict[str, list[dict[str, Any]]] = {}
    for proof in detail.proofs:
        file = found.get(proof.file_id)
        if file is None or not file.full:
            continue
        role = str(terms.EVIDENCE.get(proof.role, proof.role))
        group = proof.role if file.thumb else "paper"
        alt = _("%(role)s: photo %(n)s") % {"role": role, "n": len(told.get(group, ())) + 1}
        shown: dict[str, Any] = {
            "id": proof.file_id,
            "url": file.full,
            "thumb": file.thumb,
            "name": file.name,
        }
        # What a person wrote of the photo says more than its role, which the heading of its group says already.
        shown |= {"alt": proof.caption or alt, "caption": proof.caption}
        told.setdefault(group, []).append(shown)
    return told


def _public_view(who: Actor, detail: queries.Detail) -> dict[str, Any] | None:
    """The small panel for those who decide what is shown and kept."""
    moderates, asks = bool(who.holding(rights.REDACT)), bool(who.holding(rights.ERASE_ASK))
    if not (moderates or asks):
        return None
    page = "cases-moderation" if moderates else "cases-erasure"
    shown = ("grey", _("Not public"), "lock")
    if detail.erased_at:
        shown = ("grey", _("Erased"), "shield")
    elif detail.public:
        shown = ("green", _("Shown to everybody"), "eye")
    elif detail.off_view:
        shown = ("amber", _("Hidden by staff"), "eye-off")
    return {
        "tone": shown[0],
        "words": shown[1],
        "icon": shown[2],
        "photos": sum(one.public for one in detail.proofs) if detail.public else 0,
        "wish": detail.erasure_asked,
        "url": reverse(page, args=[detail.row.number]),
        "label": _("Hide, cover, erase") if moderates else _("Erase for good …"),
    }


def can_look(who: Actor) -> tuple[str, ...]:
    """The purposes for which this actor may look at contacts somewhere."""
    held = {purpose for grant in who.holding(rights.CONTACTS) for purpose in grant.purposes}
    return tuple(one for one in PURPOSES if one in held)


def _related(detail: queries.Detail) -> dict[str, str]:
    told = {one.number: _("Part of this") for one in detail.children}
    told |= {one.number: _("Merged into this") for one in detail.merged}
    if detail.parent:
        told[detail.parent.number] = _("This is a part of")
    if detail.master:
        told[detail.master.number] = _("This was merged into")
    return told


def _extension(detail: queries.Detail) -> dict[str, Any] | None:
    if not detail.extension or detail.extension.get("granted") is not None:
        return None
    unit = story.terms_of_time(detail.extension["unit"])
    return {"amount": detail.extension["amount"], "unit": unit}
