"""What storing rules has in common: the next edition, what a new text may refer to, the next version."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.db.models import Max

from happiness_cloud.kernel.errors import Invalid, NotFound
from happiness_cloud.ledger.door import Deed

from ..events import RulesPublished
from ..models import Content, Edition, Organisation
from ..queries import forget
from ..queries._known import digest_of, keys_of, known_now
from ..rules.documents import Document

__all__ = ["digest_of", "keys_of", "known_now", "next_edition", "store", "unit_of"]


def next_edition() -> int:
    """The number of a new edition; every process takes it up within a second of the commit."""
    Edition.objects.get_or_create(pk=1, defaults={"stamp": uuid.uuid4()})
    row = Edition.objects.select_for_update().get(pk=1)
    row.number, row.stamp = row.number + 1, uuid.uuid4()
    row.save(update_fields=["number", "stamp"])
    forget()
    transaction.on_commit(forget)
    return row.number


def store(deed: Deed, kind: str, document: Document, digest: str, edition: int, shipped: bool) -> Content:
    """Keep a checked document as the next version of its key."""
    same = Content.objects.filter(kind=kind, key=document.key)
    if kind == "pack" and same.filter(label=document.label).exists():
        raise Invalid(
            "institution.version_taken", field="body", key=document.key, label=document.label, kind=kind
        )
    row = Content.objects.create(
        kind=kind,
        key=document.key,
        number=(same.aggregate(most=Max("number"))["most"] or 0) + 1,
        label=document.label,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        body=document.body,
        digest=digest,
        source=document.source[:200],
        shipped=shipped,
        edition=edition,
        at=deed.at,
        by=deed.actor.id[:80],
    )
    deed.publish(RulesPublished(kind, row.key, row.number, edition))
    return row


def unit_of(path: str, day: date) -> Organisation:
    """The unit at a path that serves on the day, or a refusal."""
    row = Organisation.objects.filter(path=path).first()
    if row is None or (row.valid_to is not None and row.valid_to < day):
        raise NotFound("institution.no_unit", unit=path[:200])
    return row
