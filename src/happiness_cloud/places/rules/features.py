"""What an import of areas works on: features, what is wrong with them, and what is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from happiness_cloud.places.terms import Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the reader saw and a finished geometry no longer shows (an outline left open)."""

    problem: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feature:
    """An area of a file, in WGS84: `index` counts from 0; `geometry` is None when none could be made."""

    index: int
    code: str | None
    name: str
    parent: str | None
    geometry: BaseGeometry | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one feature; `feature_index` is -1 for an area that is not in the file.

    `problem` is a key of `terms.SENTENCES`, `facts` fill it; `lon` and `lat` say where, `area_m2` how much.
    """

    feature_index: int
    code: str | None
    problem: str
    severity: Severity
    facts: dict[str, Any] = field(default_factory=dict)
