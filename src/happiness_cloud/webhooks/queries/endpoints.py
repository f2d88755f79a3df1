from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, may
from happiness_cloud.kernel.cipher import CannotOpen
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.classes import told_verbs
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import place_of, scope
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Course, Delivery, Endpoint
from ..rules.picks import rooms_of

LIMIT = 50


@dataclass(frozen=True, slots=True)
class Health:
    """How a receiver stands: when it last said yes, since when there were only failures, how much waits or is dead."""

    heard_at: datetime | None
    failing_since: datetime | None
    quiet_until: datetime | None
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay that runs: how many of how many entries are on their way."""

    id: int
    since: datetime | None
    until: datetime | None
    counted: int
    made: int


@dataclass(frozen=True, slots=True)
class Receiver:
    """One endpoint without its secret. `contact` is whole only for those who may change it, else masked."""

    id: int
    title: str
    url: str
    area: str
    picks: tuple[str, ...]
    state: str
    paused_for: str
    paused_at: datetime | None
    old_secret_until: datetime | None
    created_at: datetime
    contact: str
    version: int
    can_edit: bool
    health: Health
    replay: Replay | None


@dataclass(frozen=True, slots=True)
class Receivers:
    """Newest first; `older` is the `before` of the next page, None at the end."""

    lines: tuple[Receiver, ...]
    older: int | None


@query(rights.READ)
def endpoints(actor: Actor, *, before: int | None = None, limit: int = LIMIT) -> Receivers:
    """The receivers of the actor's areas, with how each stands."""
    rows = Endpoint.objects.filter(scope(actor, rights.READ, kind="webhooks.Endpoint", units=None))
    rows = rows.exclude(state="removed").select_related("standing")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    limit = max(1, min(limit, 200))
    found = list(rows.order_by("-pk")[: limit + 1])
    lines = _lines(actor, found[:limit])
    return Receivers(lines=lines, older=lines[-1].id if len(found) > limit else None)


@query(rights.READ)
def endpoint(actor: Actor, endpoint_id: int) -> Receiver:
    """One receiver. NotFound for outsiders and for one that was removed."""
    rows = Endpoint.objects.filter(scope(actor, rights.READ, kind="webhooks.Endpoint", units=None))
    row = rows.select_related("standing").exclude(state="removed").filter(pk=endpoint_id).first()
    if row is None:
        raise NotFound("ledger.not_found")
    return _lines(actor, [row])[0]


@query(rights.READ)
def tellable(actor: Actor) -> tuple[str, ...]:
    """Everything a receiver can choose to hear of: whole rooms first, then single verbs."""
    return (*rooms_of(told_verbs()), *sorted(told_verbs()))


def _lines(actor: Actor, rows: list[Endpoint]) -> tuple[Receiver, ...]:
    ids = [one.pk for one in rows]
    told = Delivery.objects.filter(endpoint_id__in=ids, state__in=("waiting", "dead"))
    counts: dict[int, Any] = {
        row["endpoint_id"]: row
        for row in told.values("endpoint_id").annotate(
            waiting=Count("pk", filter=Q(state="waiting")), dead=Count("pk", filter=Q(state="dead"))
        )
    }
    running = {
        one.endpoint_id: Replay(one.pk, one.since, one.until, one.counted, one.made)
        for one in Course.objects.filter(endpoint_id__in=ids, replay=True, ended_at=None)
    }
    return tuple(_line(actor, one, counts.get(one.pk, {}), running.get(one.pk)) for one in rows)


def _line(actor: Actor, row: Endpoint, counts: dict[str, Any], replay: Replay | None) -> Receiver:
    can_edit = may(actor, rights.EDIT, place_of(row))
    now, standing = clock.now(), row.standing
    quiet = standing.quiet_until if standing.quiet_until and standing.quiet_until > now else None
    old = row.old_until if row.old_until and row.old_until > now else None
    return Receiver(
        id=row.pk,
        title=row.title,
        url=row.url if can_edit else _without_query(row.url),
        area=row.area_path,
        picks=tuple(row.picks),
        state=row.state,
        paused_for=row.paused_for,
        paused_at=row.paused_at,
        old_secret_until=old,
        created_at=row.created_at,
        contact=_contact(row, can_edit),
        version=row.version,
        can_edit=can_edit,
        health=Health(
            heard_at=standing.heard_at,
            failing_since=standing.failing_since,
            quiet_until=quiet,
            waiting=counts.get("waiting", 0),
            dead=counts.get("dead", 0),
        ),
        replay=replay,
    )


def _without_query(url: str) -> str:
    """The host alone: path and query of an address may be the key to it."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}/…"


def _contact(row: Endpoint, whole: bool) -> str:
    try:
        contact = cipher().open(row.contact_sealed, bind=f"webhooks.contact:{row.reference}")
    except CannotOpen:
        return "****"
    name, _, host = contact.rpartition("@")
    return contact if whole or not contact else f"{name[:1]}****@{host}"
