"""One number for a whole sample district: the same seed gives the same number on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from happiness_cloud.interfaces.demo.buildings import buildings
from happiness_cloud.interfaces.demo.geometry import areas, lake, roads
from happiness_cloud.interfaces.demo.matters import matters
from happiness_cloud.interfaces.demo.people import residents, staff


def canonical(item: Any) -> bytes:
    """An item as one line of JSON: keys sorted, no spaces, moments in ISO 8601, UTF-8."""
    plain = {one.name: getattr(item, one.name) for one in fields(item)} if is_dataclass(item) else item
    text = json.dumps(
        plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=datetime.isoformat
    )
    return text.encode() + b"\n"


def streams(seed: int, scale: str, until: datetime) -> Iterator[tuple[str, Iterable[Any]]]:
    """Every stream of a sample district by name, in the order it is loaded."""
    yield "areas", areas(seed, scale)
    yield "roads", roads(seed, scale)
    yield "landmarks", [lake(seed, scale)]
    yield "buildings", buildings(seed, scale)
    yield "staff", staff(seed, scale)
    yield "residents", residents(seed)
    yield "matters", matters(seed, scale, until)


def digest(seed: int, scale: str, until: datetime) -> str:
    """SHA-256 in hex over every stream; dwellings follow from buildings and are not hashed."""
    whole = hashlib.sha256(f"{seed}/{scale}/{until.isoformat()}\n".encode())
    for name, items in streams(seed, scale, until):
        whole.update(f"#{name}\n".encode())
        for item in items:
            whole.update(canonical(item))
    return whole.hexdigest()
