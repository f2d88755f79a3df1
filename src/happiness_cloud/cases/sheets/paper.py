"""A matter as paper: the values that the templates in `paper/` set, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from happiness_cloud.files import queries as files
from happiness_cloud.kernel import clock
from happiness_cloud.places import queries as places

from .. import queries, terms
from ..rules import plan
from . import story as told_story
from .names import HOUSE, Words, case_url, lines, names_of

PAPER = Path(__file__).parent.parent / "paper"
# What keeps a file under sixty pages: characters of the story, photos.
MOST_CHARACTERS, NOTE_CHARACTERS, MOST_PHOTOS = 60_000, 4000, 24
ORDER_PHOTOS, ORDER_CHARACTERS, ORDER_REASONS = 4, 420, 4
ROLES = ("before", "after", "check", "partner")


def moment_on_paper(at: datetime | None) -> str:
    """A moment as paper tells it: in full, in the house's own zone; "" for none."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def frame(who: str, kind: str, title: str, head: str) -> dict[str, Any]:
    """Head and foot of a sheet."""
    chinese = (get_language() or "zh").startswith("zh")
    now = moment_on_paper(clock.now())
    return {
        "lang": "zh" if chinese else "en",
        "region": "cn" if chinese else "gb",
        "place": settings.PLACE_NAME or district() or _("Happiness Cloud"),
        "kind": kind,
        "title": title,
        "head": head,
        "by": who or _("The platform"),
        "printed": _("Printed %(at)s by %(who)s") % {"at": now, "who": who or _("The platform")},
        "page": _("Page %(n)s of %(of)s"),
    }


def district() -> str:
    """The name of the district this house serves."""
    path = f"/{settings.DIVISION}/"
    told = places.names(HOUSE, [path]).get(path, "")
    return "" if told == path else str(told)


def map_of(row: Any, alt: str) -> dict[str, str] | None:
    """The drawn map of where a matter lies; None without a point."""
    if row.lon is None or row.lat is None:
        return None
    street = "/".join(row.area_path.split("/")[:3]) + "/" if row.area_path.count("/") > 3 else ""
    around = places.geojson(HOUSE, street, "grid", filled=True)["features"]
    north = _("N")
    return {
        "svg": plan.drawn(around, row.area_path, row.lon, row.lat, north),
        "alt": alt,
        "caption": f"{row.lat:.6f}, {row.lon:.6f} (WGS84)",
    }


def case_file(
    who: str, detail: queries.Detail, contact: queries.Contact | None
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What a case file (卷宗) says, and its pictures: masked like the page, but for `contact` when it was asked for."""
    words = names_of(detail)
    line = lines([detail.row], words, case_url)[0]
    groups, pictures, left = _photos(detail)
    story, story_left = _told(told_story.story(detail, words)[::-1])
    return {
        **frame(who, _("Case file"), detail.row.title, detail.row.number),
        "number": detail.row.number,
        "state": line.state,
        "flags": " · ".join(told for _tone, _icon, told in line.flags),
        "notice": _(
            "This paper carries personal data. Keep it locked away and destroy it when it is done with."
        )
        if contact
        else _("Personal numbers are masked. Who printed this file, and when, is written down."),
        "facts": [
            *[one for one in _plain(told_story.facts(detail, line, words)) if one[0] != _("Deadline")],
            *_dates(detail),
            *_plain((one.question, one.words) for one in detail.answers),
        ],
        "map": map_of(detail.row, _("Map of the place: %(area)s") % {"area": line.area}),
        "text": contact.text if contact else detail.text,
        "contact": _contact(contact),
        "why": told_story.why(detail.why, words),
        "result": _result(detail),
        "clock_heads": [_("Clock"), _("Began"), _("Due"), _("Ended"), _("Time given")],
        "clocks": [_clock(one) for one in told_story.clocks(detail)],
        "convened": [_convened(one, words) for one in detail.convened],
        "related": [f"{one.number} · {one.title}" for one in _related(detail)],
        "photos": groups,
        "photos_left": _("%(n)s more photos are on the page of the matter.") % {"n": left} if left else "",
        "story": story,
        "story_left": _("%(n)s earlier steps are on the page of the matter.") % {"n": story_left}
        if story_left
        else "",
        "words": _headings(),
    }, pictures


def _headings() -> dict[str, str]:
    return {
        "glance": _("At a glance"),
        "map": _("Map"),
        "text": _("What was reported"),
        "contact": _("Contact"),
        "why": _("Why here?"),
        "result": _("Result"),
        "clocks": _("Clocks"),
        "convened": _("Convened"),
        "related": _("Related"),
        "photos": _("Photos"),
        "story": _("What happened"),
    }


def _plain(pairs: Iterable[tuple[str, object]]) -> list[list[str]]:
    return [[str(name), str(value)] for name, value in pairs if str(value)]


def _dates(detail: queries.Detail) -> list[list[str]]:
    row = detail.row
    kept = {True: _("in time"), False: _("late"), None: ""}[row.on_time]
    due = " · ".join(one for one in (moment_on_paper(row.due_at), kept) if one)
    told = ((_("Reported"), moment_on_paper(row.reported_at)), (_("Deadline"), due))
    return _plain((*told, (_("Ended"), moment_on_paper(row.ended_at))))


def _contact(contact: queries.Contact | None) -> list[list[str]]:
    if contact is None:
        return []
    pairs = ((_("Name of the reporter"), contact.name), (_("Telephone"), contact.phone))
    return [[name, value or "–"] for name, value in pairs]


def _result(detail: queries.Detail) -> list[str]:
    stars = detail.row.stars
    solved = {True: _("solved, says the reporter"), False: _("not solved, says the reporter"), None: ""}
    by_phone = {True: _("solved, told by phone"), False: _("not solved, told by phone"), None: ""}
    rated = " ".join(one for one in ("★" * (stars or 0), solved[detail.solved], detail.rating_words) if one)
    return [one for one in (detail.result, rated, by_phone[detail.call_solved]) if one]


def _clock(one: dict[str, Any]) -> list[str]:
    ended = moment_on_paper(one["done"])
    kept = f" · {_('late') if one['late'] else _('in time')}" if one["done"] and one["due"] else ""
    due = _("stands still") if one["standing"] else moment_on_paper(one["due"])
    return [one["label"], moment_on_paper(one["start"]), due or "–", (ended + kept) or "–", one["amount"]]


def _convened(one: Any, words: Words) -> str:
    came = (
        _("arrived %(at)s") % {"at": moment_on_paper(one.arrived_at)}
        if one.arrived_at
        else _("to arrive by %(at)s") % {"at": moment_on_paper(one.arrive_by)}
    )
    return f"{words.unit(one.unit)} · {came}"


def _related(detail: queries.Detail) -> list[Any]:
    return [one for one in (detail.parent, detail.master) if one] + [*detail.children, *detail.merged]


def _photos(detail: queries.Detail) -> tuple[list[dict[str, Any]], dict[str, bytes], int]:
    """The photos by role, their bytes by name, and how many were left out."""
    proofs = [one for one in detail.proofs if one.role in ROLES]
    held = files.pictures(HOUSE, [one.file_id for one in proofs[:MOST_PHOTOS]])
    groups: dict[str, dict[str, Any]] = {}
    pictures: dict[str, bytes] = {}
    for proof in proofs:
        if proof.file_id not in held:
            continue
        role = str(terms.EVIDENCE.get(proof.role, proof.role))
        group = groups.setdefault(proof.role, {"name": role, "items": []})
        name = f"{proof.file_id}.jpg"
        pictures[name] = held[proof.file_id]
        caption = _("%(role)s: photo %(n)s") % {"role": role, "n": len(group["items"]) + 1}
        group["items"].append({"file": name, "alt": caption, "caption": caption})
    return [groups[one] for one in ROLES if one in groups], pictures, max(0, len(proofs) - MOST_PHOTOS)


def _told(entries: list[dict[str, Any]]) -> tuple[list[dict[str, str]], int]:
    """The steps in order of time; the earliest are left out when the file would grow too thick."""
    room, kept = MOST_CHARACTERS, []
    for entry in reversed(entries):
        note = entry["note"]
        # A line of its own costs as much as a line of forty characters.
        room -= 80 + len(note) + 40 * note.count("\n")
        if room < 0:
            break
        kept.append(
            {
                "at": moment_on_paper(entry["moment"]),
                "what": entry["text"],
                "way": entry["way"],
                "who": entry["who"],
                "facts": " · ".join(entry["facts"]),
                "note": note,
                "public": _("the reporter reads this") if entry["public"] and note else "",
            }
        )
    return kept[::-1], len(entries) - len(kept)


def work_orders(who: str, orders: tuple[queries.WorkOrder, ...]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the work orders (派工单) say, one page each, and their small pictures."""
    shown = {one.row.id: one.before[:ORDER_PHOTOS] for one in orders}
    held = files.pictures(HOUSE, [file_id for ids in shown.values() for file_id in ids], small=True)
    head = orders[0].row.number if len(orders) == 1 else _("%(n)s orders") % {"n": len(orders)}
    told = {
        **frame(who, _("Work order"), f"{_('Work order')} {head}", head),
        "orders": [
            _order(one, [file_id for file_id in shown[one.row.id] if file_id in held]) for one in orders
        ],
        "words": {
            "due": _("To be done by"),
            "what": _("What is to be done"),
            "why": _("Why it is yours"),
            "scan": _("Scan to open (sign in)"),
            "remarks": _("Remarks"),
            "lines": [_("Handed over by"), _("Taken on by"), _("Done on, signature")],
        },
    }
    return told, {f"{file_id}.jpg": picture for file_id, picture in held.items()}


def _order(order: queries.WorkOrder, photos: list[int]) -> dict[str, Any]:
    row = order.row
    words = Words((row.area_path,), (row.lead_unit, *order.assist_units), order.pack)
    line = lines([row], words, case_url)[0]
    pairs = (
        (_("Place"), line.area),
        (_("Address"), row.address),
        (_("Category"), f"{line.category} ({row.category})" if row.category else ""),
        (_("Severity"), line.severity),
        (_("Leading unit"), line.unit),
        (_("Assisting units"), ", ".join(words.unit(one) for one in order.assist_units)),
        (_("Reported"), moment_on_paper(row.reported_at)),
    )
    text = (
        order.text if len(order.text) <= ORDER_CHARACTERS else order.text[:ORDER_CHARACTERS].rstrip() + " …"
    )
    link = settings.PUBLIC_URL + reverse("cases-case", args=[row.number])
    return {
        "number": row.number,
        "title": row.title,
        "flags": " · ".join(told for _tone, _icon, told in line.flags),
        "due": moment_on_paper(row.due_at) or _("no deadline"),
        "facts": _plain(pairs),
        "text": text,
        "why": told_story.why(order.why, words)[:ORDER_REASONS],
        "map": map_of(row, _("Map of the place: %(area)s") % {"area": line.area}),
        "photos": [
            {"file": f"{one}.jpg", "alt": _("Before: photo %(n)s") % {"n": n}}
            for n, one in enumerate(photos, 1)
        ],
        "qr": segno.make(link, error="m", micro=False).svg_inline(scale=4, border=1, dark="#000"),
        "qr_alt": _("QR code that leads to %(link)s") % {"link": link},
    }
