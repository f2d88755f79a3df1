from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.files import queries as files
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query

from .. import rights, terms
from ..models import Case, Erasure, Evidence, Wording
from ..rules import redaction
from ._parts import Said, parts_of
from .filters import seen
from .public import community_of
from .timeline import Happening, happenings

HOUSE = house("cases.moderation", "files.suggest")
# Signs of the words around a place that tells somebody.
_AROUND = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that tells who somebody is: `start` and `end` in the words, masked, with what stands around it."""

    kind: str
    start: int
    end: int
    before: str
    shown: str
    after: str


@dataclass(frozen=True, slots=True)
class Part:
    """Words of the matter, masked, and the places in them to look at."""

    part: str
    verb: str
    text: str
    public: bool
    at: datetime
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Photo:
    """A file of the matter, and whether the public sees it."""

    file_id: int
    role: str
    public: bool
    caption: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What stood in a part before it was covered: kept until, or how that ended (restored, over, erased, dropped)."""

    id: int
    part: str
    at: datetime
    keep_until: datetime
    ended: str


@dataclass(frozen=True, slots=True)
class Wish:
    """That a matter be erased: on which ground, asked by whom, how it stands."""

    basis: str
    state: str
    mine: bool
    asked_at: datetime
    done_at: datetime | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Moderation:
    """A matter as those see it who decide what is shown and kept of it. `lon`, `lat` are what the public map tells."""

    id: int
    number: str
    title: str
    state: str
    category: str
    area_path: str
    lon: float | None
    lat: float | None
    public: bool
    hidden: bool
    erased_at: datetime | None
    ended: bool
    parts: tuple[Part, ...]
    photos: tuple[Photo, ...]
    wordings: tuple[Kept, ...]
    wish: Wish | None
    related: int
    steps: tuple[Happening, ...]
    version: int


@query(rights.REDACT)
def moderation(actor: Actor, number: str) -> Moderation:
    """What the public sees of a matter, what tells somebody in its words, and what was done about it."""
    return _told(actor, seen(actor, rights.REDACT).filter(number=number).first())


@query(rights.REDACT)
def telling_boxes(actor: Actor, number: str, file_id: int) -> tuple[files.Suggestion, ...]:
    """Where faces and plates may be in a photo of the matter: hints for whoever covers them, nothing else."""
    case = seen(actor, rights.REDACT).filter(number=number, evidence__file_id=file_id).first()
    if case is None:
        raise NotFound("ledger.not_found")
    found: tuple[files.Suggestion, ...] = files.suggested(HOUSE, file_id)
    return found


@query(rights.ERASE_ASK)
def erasure(actor: Actor, number: str) -> Moderation:
    """The same for those who ask that a matter be erased."""
    return _told(actor, seen(actor, rights.ERASE_ASK).filter(number=number).first())


def _told(actor: Actor, case: Case | None) -> Moderation:
    if case is None:
        raise NotFound("ledger.not_found")
    wish = Erasure.objects.filter(case=case).order_by("-id").first()
    near = Case.objects.filter(parent=case) | Case.objects.filter(merged_into=case)
    return Moderation(
        id=case.pk,
        number=case.number,
        title=_shown(case.title),
        state=case.state,
        category=case.category,
        area_path=community_of(case.area_path),
        lon=None if case.lon is None else round(case.lon, 3),
        lat=None if case.lat is None else round(case.lat, 3),
        public=case.public,
        hidden=case.hidden,
        erased_at=case.erased_at,
        ended=case.state in terms.ENDED,
        parts=tuple(map(_part, parts_of(case))),
        photos=tuple(
            Photo(one.file_id, one.role, one.public, _shown(one.caption))
            for one in Evidence.objects.filter(case=case).order_by("id")[:60]
        ),
        wordings=tuple(
            Kept(one.pk, one.part, one.at, one.keep_until, one.ended)
            for one in Wording.objects.filter(case=case).order_by("-id")[:100]
        ),
        wish=_wish(wish, actor) if wish else None,
        related=near.count() + bool(case.parent_id) + bool(case.merged_into_id),
        steps=tuple(one for one in happenings(case) if one.verb in terms.MODERATION),
        version=case.version,
    )


def _part(said: Said) -> Part:
    hits = []
    for one in redaction.found(said.text):
        shown = said.text[one.start : one.end]
        hits.append(
            Hit(
                kind=one.kind,
                start=one.start,
                end=one.end,
                before=_shown(said.text[: one.start])[-_AROUND:],
                shown=shown[:1] + "****",
                after=_shown(said.text[one.end :])[:_AROUND],
            )
        )
    return Part(said.part, said.verb, _shown(said.text), said.public, said.at, tuple(hits))


def _shown(text: str) -> str:
    """Masked as on every page, and besides whatever a redaction would find, but for its first sign."""
    out, at = "", 0
    for one in redaction.found(text):
        out += f"{text[at : one.start + 1]}****"
        at = one.end
    return out + text[at:]


def _wish(row: Erasure, actor: Actor) -> Wish:
    return Wish(
        basis=row.basis,
        state=row.state,
        mine=row.asked_by == actor.id,
        asked_at=row.asked_at,
        done_at=row.done_at,
        counts=row.counts,
    )
