"""The rules of forwarding and their health; what a round of listening needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid, NotFound
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope
from happiness_cloud.ledger.vault import cipher

from .. import exchange, rights, wire
from ..models import Forwarded, Forwarding, Remark
from ..rules import forwarding, reach
from ..rules.forwarding import Offer, There
from ..rules.georeport import Misshapen
from ..rules.lifecycle import OPEN
from .forwarded import category_name

# Looked at in one round; the next round takes the others.
LOOKED_AT, MOST, WORDS = 500, 20_000, 50


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule of forwarding and how it goes. `has_key`: a key is kept; it is never shown."""

    id: int
    category: str
    category_name: str
    area: str
    label: str
    endpoint: str
    jurisdiction: str
    service_code: str
    service_label: str
    has_key: bool
    attributes: dict[str, str]
    form: str
    tells_updates: bool
    shares_contact: bool
    safe_to_repeat: bool
    on: bool
    heard_at: datetime | None
    failing_since: datetime | None
    problem: str
    there: int
    waiting: int
    stuck: int
    version: int


@dataclass(frozen=True, slots=True)
class Followed:
    """A matter there: its keys, and how it stood when it was last heard of."""

    id: int
    case_id: int
    number: str
    status: str
    notes: str
    expected_at: datetime | None


@dataclass(frozen=True, slots=True)
class Saying:
    """A public note of ours that the other side has not been told: on which matter, by which key."""

    forwarded_id: int
    number: str
    remark: int
    key: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of listening needs: whom to ask, since when, about what, and what to tell."""

    there: There
    tells_updates: bool
    since: datetime
    until: datetime
    followed: dict[str, Followed]
    looked_at: tuple[str, ...]
    sayings: tuple[Saying, ...]


@query(rights.FORWARDINGS)
def forwardings(actor: Actor) -> tuple[Ruled, ...]:
    """The rules that have not ended, inside the actor's area."""
    mine = scope(actor, rights.FORWARDINGS, kind="cases.Forwarding", units=None)
    rows = Forwarding.objects.filter(mine, ended_at=None).annotate(
        n_there=Count("forwarded", filter=Q(forwarded__state="there")),
        n_waiting=Count("forwarded", filter=Q(forwarded__state__in=("waiting", "trying", "token"))),
        n_stuck=Count("forwarded", filter=Q(forwarded__state="stuck")),
    )
    return tuple(_told(one) for one in rows.order_by("category", "area_path"))


@query(rights.FORWARDINGS)
def forwarding_rule(actor: Actor, rule_id: int) -> Ruled:
    """One of them. NotFound when it has ended or lies elsewhere."""
    found: Ruled | None = next((one for one in forwardings(actor) if one.id == rule_id), None)
    if found is None:
        raise NotFound("ledger.not_found")
    return found


@query(rights.FORWARDINGS)
def offered_there(actor: Actor, *, endpoint: str, jurisdiction: str = "", service_code: str = "") -> Offer:
    """What another server offers now, asked over the network. Invalid when it does not answer as it should."""
    why = reach.misfit(endpoint, plain=settings.OUTGOING_HTTP)
    if why:
        raise Invalid("cases.bad_endpoint", field="endpoint")
    try:
        return exchange.offered(There(endpoint.rstrip("/"), jurisdiction, service_code))
    except wire.NotHeard as wrong:
        raise Invalid("cases.endpoint_silent", field="endpoint", problem=wrong.problem) from wrong
    except Misshapen as wrong:
        raise Invalid("cases.endpoint_silent", field="endpoint", problem="misshapen") from wrong


@query(rights.CARRY)
def forwardings_to_hear(actor: Actor) -> tuple[int, ...]:
    """The rules under which matters are at the other side now, also those that were switched off since."""
    live = Forwarded.objects.filter(state="there", case__state__in=OPEN)
    return tuple(live.order_by("rule_id").values_list("rule_id", flat=True).distinct())


@query(rights.CARRY)
def listening(actor: Actor, rule_id: int) -> Round:
    """What a round of listening to the other side of a rule needs."""
    rule = Forwarding.objects.get(pk=rule_id)
    rows = Forwarded.objects.filter(rule=rule, state="there", case__state__in=OPEN).exclude(remote_id="")
    found = list(rows.order_by("heard_at", "id")[:MOST])
    since, until = forwarding.window(rule.read_until, rule.made_at, clock.now())
    return Round(
        there=there_of(rule),
        tells_updates=rule.tells_updates,
        since=since,
        until=until,
        followed={
            one.remote_id: Followed(
                one.pk, one.case_id, one.remote_id, one.status, one.notes, one.expected_at
            )
            for one in found
        },
        looked_at=tuple(one.remote_id for one in found[:LOOKED_AT]),
        sayings=_sayings(found) if rule.tells_updates and not rule.ended_at else (),
    )


def there_of(rule: Forwarding) -> There:
    """The other side, with its key in clear."""
    return There(
        endpoint=rule.endpoint,
        jurisdiction=rule.jurisdiction,
        service_code=rule.service_code,
        key=cipher().open(rule.key_sealed, f"cases.Forwarding:{rule.endpoint}"),
        form=rule.form,
        safe_to_repeat=rule.safe_to_repeat,
    )


def _sayings(found: list[Forwarded]) -> tuple[Saying, ...]:
    """Public notes since a matter is there, the oldest first; numbers of persons in them are masked."""
    by_case = {one.case_id: one for one in found}
    last = min((one.told_remark for one in found), default=0)
    notes = Remark.objects.filter(case_id__in=list(by_case), verb="note", public=True, pk__gt=last)
    notes = notes.order_by("id")[:MOST]
    told: list[Saying] = []
    for note in notes:
        row = by_case[note.case_id]
        if row.there_at and note.at >= row.there_at and note.pk > row.told_remark and len(told) < WORDS:
            key = f"{row.reference}-{note.pk}"
            told.append(Saying(row.pk, row.remote_id, note.pk, key, masked(note.text), note.at))
    return tuple(told)


def _told(row: Forwarding) -> Ruled:
    counts = {name: getattr(row, f"n_{name}") for name in ("there", "waiting", "stuck")}
    return Ruled(
        id=row.pk,
        category=row.category,
        category_name=category_name(row.category),
        area=row.area_path,
        label=row.label,
        endpoint=row.endpoint,
        jurisdiction=row.jurisdiction,
        service_code=row.service_code,
        service_label=row.service_label,
        has_key=bool(row.key_sealed),
        attributes=row.attributes,
        form=row.form,
        tells_updates=row.tells_updates,
        shares_contact=row.shares_contact,
        safe_to_repeat=row.safe_to_repeat,
        on=row.on,
        heard_at=row.heard_at,
        failing_since=row.failing_since,
        problem=row.problem,
        version=row.version,
        **counts,
    )
