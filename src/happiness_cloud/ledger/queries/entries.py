from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from happiness_cloud.kernel.access import Actor

from .. import rights
from ..door import query
from ..models import Entry


@dataclass(frozen=True, slots=True)
class Written:
    """One entry of the book, without who did it."""

    id: int
    at: datetime
    verb: str
    subject_kind: str
    subject_id: str
    area_path: str
    version: int
    facts: dict[str, Any]
    changes: dict[str, Any]


@query(rights.READ)
def entries(actor: Actor, ids: Iterable[int]) -> dict[int, Written]:
    """Entries by their ids; the caller has checked that they may be told."""
    names = ("id", "at", "verb", "subject_kind", "subject_id", "area_path", "version", "facts", "changes")
    return {row["id"]: Written(**row) for row in Entry.objects.filter(pk__in=list(ids)).values(*names)}
