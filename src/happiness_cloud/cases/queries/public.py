from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Case
from ..rules.lifecycle import OPEN
from .filters import cursor_of, past
from .public_name import name_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A matter as everybody may see it: what kind, where about, how it stands. No words of anybody."""

    category: str
    state: str
    area_path: str
    reported_at: datetime
    ended_at: datetime | None
    on_time: bool | None
    name: str


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page of what is open, or of what was done."""

    rows: tuple[Shown, ...]
    next: str


def community_of(path: str) -> str:
    """The community an area lies in, not the grid: close enough to know, too wide to find a door."""
    return "/" + "/".join(path.strip("/").split("/")[:3]) + "/"


@query(rights.PUBLIC)
def public(actor: Actor, done: bool = False, area: str = "", cursor: str = "", size: int = 30) -> PublicPage:
    """Matters whose reporters agreed to their being shown, newest first."""
    rows = Case.objects.filter(public=True, state__in=("closed", "answered") if done else OPEN)
    if area:
        rows = rows.filter(area_path__startswith=area)
    size = max(1, min(size, 200))
    found = list(past(rows.order_by("-reported_at", "-id"), "newest", cursor)[: size + 1])
    return PublicPage(
        rows=tuple(
            Shown(
                category=one.category,
                state=one.state,
                area_path=community_of(one.area_path),
                reported_at=one.reported_at,
                ended_at=one.ended_at,
                on_time=one.on_time,
                name=name_of(one.pk),
            )
            for one in found[:size]
        ),
        next=cursor_of(found[size - 1].reported_at, found[size - 1].pk) if len(found) > size else "",
    )
