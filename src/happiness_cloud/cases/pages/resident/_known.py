"""What is known already where somebody is about to report: shown before sending, so that one matter has many voices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from ... import queries, terms
from . import _frame
from ._draft import Draft


@dataclass(frozen=True, slots=True)
class Known:
    """An open matter as a neighbour may see it: kind, how far, since when, how it stands; only words of the asker's own."""

    number: str
    kind: str
    place: str
    metres: int | None
    since: datetime
    state: str
    tone: str
    voices: int
    shared: tuple[str, ...]
    photos: list[_frame.Photo]


def known(request: HttpRequest, draft: Draft) -> list[Known]:
    """At most five open matters that are probably the same as the draft, likeliest first."""
    asked = queries.Asked(
        text=draft.text,
        lon=draft.lon,
        lat=draft.lat,
        area=draft.side or draft.area,
        category=draft.category,
        address=draft.address,
    )
    return [_shown(one) for one in queries.likely_public(_frame.actor(request), asked)]


def _shown(one: queries.Likely) -> Known:
    kind = _frame.kind_name(one.category)
    return Known(
        number=one.number,
        kind=kind,
        place=_frame.place_name(queries.community_of(one.area_path)),
        metres=one.metres,
        since=one.reported_at,
        state=str(terms.PLAIN_STATES[one.state]),
        tone=terms.TONES[one.state],
        voices=one.voices,
        shared=one.shared,
        photos=_frame.photos(one.photos, kind) if one.photos else [],
    )
