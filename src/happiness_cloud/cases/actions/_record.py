"""A matter as it is told to `bring_in`: plain tuples, since millions of them are made and sent to other processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

_NO_FACTS: Mapping[str, Any] = {}


class Told(NamedTuple):
    """One step of a story: who did what when; `facts` go into the ledger, `words` beside the matter.

    `through` are steps that must have come before it, of which nobody says when and by whom: they are replayed
    (a handling with these words) and leave neither a row in the book nor a clock.
    """

    verb: str
    at: datetime
    actor_id: str = ""
    actor_kind: str = "staff"
    actor_name: str = ""
    actor_unit: str = ""
    words: str = ""
    public: bool = False
    reason: str = ""
    facts: Mapping[str, Any] = _NO_FACTS
    through: tuple[str, ...] = ()


class Record(NamedTuple):
    """A matter to bring in. `external_id` makes it known again; without a story it stands as registered.

    A `due_at` recorded elsewhere becomes the clock of the whole matter, in place of our own table's time; a
    recorded `on_time` is kept as it is.
    """

    external_id: str
    reported_at: datetime
    text: str
    channel: str
    area_path: str
    category: str = ""
    severity: str = "ordinary"
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    area_version: int = 0
    language: str = "zh-hans"
    public: bool = False
    reporter_name: str = ""
    reporter_phone: str = ""
    due_at: datetime | None = None
    on_time: bool | None = None
    story: tuple[Told, ...] = ()
    number: str = ""
    answers: Mapping[str, str] = _NO_FACTS
    # (file id, role, public) of files that are in the house already.
    files: tuple[tuple[int, str, bool], ...] = ()
    merged_into: str = ""
