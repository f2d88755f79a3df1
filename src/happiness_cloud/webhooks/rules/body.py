"""What a receiver is told of an entry: what happened, where, to what; and only the facts named as open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# A longer text is no code and no path.
LONGEST = 200
MOST_ITEMS = 100


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the book as far as anybody outside may hear of it."""

    id: str
    type: str
    at: datetime
    area: str
    subject_kind: str
    subject_id: str
    subject_name: str
    version: int
    link: str
    replay: bool


def packed(told: Told, facts: Mapping[str, Any], changes: Mapping[str, Any], names: frozenset[str]) -> bytes:
    """The body as it is signed and sent; of facts and changes only what `names` holds, and only plain values."""
    kept = {name: value for name, value in facts.items() if name in names and _is_plain(value)}
    moved = {name: pair for name, pair in changes.items() if name in names and _is_pair(pair)}
    whole = {
        "specversion": "1.0",
        "type": told.type,
        "id": told.id,
        "time": told.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "area": told.area,
        "subject": {"kind": told.subject_kind, "id": told.subject_id, "name": told.subject_name},
        "version": told.version,
        "facts": kept,
        "changes": moved,
        "link": told.link,
        "replay": told.replay,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_plain(one) for one in value)


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= MOST_ITEMS and all(_is_plain(one) and not isinstance(one, list) for one in value)
    if isinstance(value, str):
        return len(value) <= LONGEST
    return value is None or isinstance(value, bool | int | float)
