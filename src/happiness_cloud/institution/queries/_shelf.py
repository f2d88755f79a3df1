"""The rules as they stand in this process: read once an edition, looked after at most once a second.

Bodies are kept by their digest, so a new edition reads only what has changed.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from happiness_cloud.kernel.errors import NotFound

from ..models import Content, Edition, Organisation
from ..rules.validity import Period
from .unit import Unit

T = TypeVar("T")
LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One published version, without its body."""

    id: int
    kind: str
    key: str
    number: int
    label: str
    period: Period
    digest: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that is published in one edition. `made` keeps what was worked out of it."""

    edition: int
    stamp: UUID
    sheets: dict[str, dict[str, tuple[Sheet, ...]]]
    units: tuple[Unit, ...]
    made: dict[Any, Any] = field(default_factory=dict)

    def in_force(self, kind: str, key: str, day: date) -> Sheet:
        """The newest version that holds on the day; before the first one holds, the first."""
        found = self.sheets.get(kind, {}).get(key, ())
        if not found:
            raise NotFound("institution.not_loaded", kind=kind, key=key)
        return next((sheet for sheet in found if sheet.period.holds(day)), found[-1])

    def keys(self, kind: str) -> tuple[str, ...]:
        """The keys of everything published of a kind."""
        return tuple(self.sheets.get(kind, {}))


_lock = Lock()
_held: Shelf | None = None
_seating: UUID | None = None
_looked = 0.0
_parsed: dict[tuple[str, str], Any] = {}


def shelf() -> Shelf:
    """The rules of the edition that is out. Raises NotFound before anything is loaded."""
    global _held, _looked, _seating
    held = _held
    if held is not None and time.monotonic() - _looked < LOOK_EVERY:
        return held
    row = Edition.objects.filter(pk=1).values_list("number", "stamp", "seating").first()
    if row is None:
        raise NotFound("institution.not_loaded", kind="edition", key="")
    if held is None or held.stamp != row[1]:
        with _lock:
            held = _held
            if held is None or held.stamp != row[1]:
                held = _read(row[0], row[1])
    _held, _seating, _looked = held, row[2], time.monotonic()
    return held


def seating() -> tuple[UUID | None, UUID]:
    """Stays the same as long as the rules and everybody's positions do; at most a second old."""
    held = shelf()
    return _seating, held.stamp


def forget() -> None:
    """Look again at the next question."""
    global _looked
    _looked = 0.0


def parsed(sheet: Sheet, make: Callable[[Any], T]) -> T:
    """What `make` gives for the body of a version; made once for each text."""
    key = (f"{make.__module__}.{make.__qualname__}", sheet.digest)
    found: T | None = _parsed.get(key)
    if found is None:
        found = make(body(sheet))
        _parsed[key] = found
    return found


def body(sheet: Sheet) -> Any:
    """The body of a version, read once."""
    key = ("", sheet.digest)
    if key not in _parsed:
        _parsed[key] = Content.objects.values_list("body", flat=True).get(pk=sheet.id)
    return _parsed[key]


def _read(number: int, stamp: UUID) -> Shelf:
    sheets: dict[str, dict[str, tuple[Sheet, ...]]] = defaultdict(dict)
    fresh: list[int] = []
    rows = Content.objects.order_by("kind", "key", "-number").values_list(
        "id", "kind", "key", "number", "label", "valid_from", "valid_to", "digest"
    )
    for id_, kind, key, version, label, first, last, digest in rows:
        sheet = Sheet(id_, kind, key, version, label, Period(first, last), digest)
        known = sheets[kind].get(key, ())
        sheets[kind][key] = (*known, sheet)
        if not known and ("", digest) not in _parsed:
            fresh.append(id_)
    for digest, text in Content.objects.filter(pk__in=fresh).values_list("digest", "body"):
        _parsed["", digest] = text
    return Shelf(number, stamp, dict(sheets), _units())


def _units() -> tuple[Unit, ...]:
    names = tuple(Unit.__dataclass_fields__)
    kept = Organisation.objects.order_by("path")
    columns = {"area": "area_path", "zh": "name_zh", "en": "name_en"}
    rows = kept.values_list(*(columns.get(name, name) for name in names))
    return tuple(Unit(*row) for row in rows)
