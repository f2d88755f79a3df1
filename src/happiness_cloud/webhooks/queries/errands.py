from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.cipher import CannotOpen
from happiness_cloud.ledger import queries as ledger
from happiness_cloud.ledger.classes import told_fields, told_verbs
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Delivery, Endpoint
from ..rules.body import Told, packed

HOUSE = house("webhooks", "ledger.read")


@dataclass(frozen=True, slots=True)
class Errand:
    """One delivery ready to go out. `order` is the same for those that must go one after the other.

    With a `problem` it cannot go.
    """

    delivery_id: int
    tries: int
    url: str
    secrets: tuple[str, ...]
    message_id: str
    body: bytes
    order: str
    problem: str = ""


@query(rights.CARRY)
def errands(actor: Actor, ids: Iterable[int]) -> tuple[Errand, ...]:
    """The deliveries with these ids, in this order, as they go out now: what has become personal or closed stays."""
    wanted = list(ids)
    rows = {
        one.pk: one for one in Delivery.objects.select_related("endpoint", "course").filter(pk__in=wanted)
    }
    told = ledger.entries(HOUSE, [one.entry_id for one in rows.values() if one.entry_id])
    names = _names(told.values())
    kept: dict[int, tuple[tuple[str, ...], str]] = {}
    found = []
    for one in (rows[key] for key in wanted if key in rows):
        secrets, problem = kept.setdefault(one.endpoint_id, _secrets(one.endpoint))
        body = _body(one, told.get(one.entry_id), names)
        found.append(
            Errand(
                delivery_id=one.pk,
                tries=one.tries,
                url=one.endpoint.url,
                secrets=secrets,
                message_id=message_id(one.pk, one.entry_id),
                body=body or b"",
                order=f"{one.course_id} {one.subject_kind} {one.subject_id or one.pk}",
                problem=problem or ("" if body else "lost"),
            )
        )
    return tuple(found)


def message_id(delivery_id: int, entry_id: int) -> str:
    """The `webhook-id`: the same for every receiver, every try and every replay of an entry."""
    return f"evt_{entry_id}" if entry_id else f"ping_{delivery_id}"


def _names(told: Iterable[ledger.Written]) -> dict[tuple[str, str], ledger.Named]:
    kinds: dict[str, set[str]] = {}
    for one in told:
        kinds.setdefault(one.subject_kind, set()).add(one.subject_id)
    return {
        (kind, key): name
        for kind, ids in kinds.items()
        for key, name in ledger.named(HOUSE, kind, ids).items()
    }


def _secrets(endpoint: Endpoint) -> tuple[tuple[str, ...], str]:
    sealed = [endpoint.secret_sealed]
    if endpoint.old_until and endpoint.old_until > clock.now():
        sealed.append(endpoint.old_secret_sealed)
    try:
        opened = [cipher().open(one, bind=f"webhooks.secret:{endpoint.reference}") for one in sealed]
    except CannotOpen:
        return (), "cannot_be_opened"
    return tuple(one for one in opened if one), ""


def _body(
    row: Delivery, entry: ledger.Written | None, names: dict[tuple[str, str], ledger.Named]
) -> bytes | None:
    if not row.entry_id:
        return packed(_ping(row), {}, {}, frozenset())
    # Looked at again: what was open when it was noted may be no longer.
    if entry is None or entry.verb not in told_verbs():
        return None
    name = names.get((entry.subject_kind, entry.subject_id))
    told = Told(
        id=message_id(row.pk, row.entry_id),
        type=entry.verb,
        at=entry.at,
        area=entry.area_path,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        subject_name=name.name if name else "",
        version=entry.version,
        link=f"{settings.PUBLIC_URL}{name.address}" if name and name.address else "",
        replay=row.course.replay,
    )
    fields: frozenset[str] = told_fields(entry.subject_kind) if name and name.open else frozenset()
    return packed(told, entry.facts, entry.changes, fields)


def _ping(row: Delivery) -> Told:
    at: datetime = row.happened_at
    empty: dict[str, Any] = {"subject_kind": "", "subject_id": "", "subject_name": "", "link": ""}
    return Told(
        id=message_id(row.pk, 0), type=row.verb, at=at, area=row.area_path, version=0, replay=False, **empty
    )
