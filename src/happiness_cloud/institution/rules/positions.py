"""Kinds of positions as values: which rights they carry, where, and which may not meet in one hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from happiness_cloud.kernel.access import Grant

OWN: Final = "own"
LEVELS: Final[Mapping[str, int]] = {"district": 1, "subdistrict": 2, "community": 3, "grid": 4}
"""Levels of areas -> parts of their path."""


@dataclass(frozen=True, slots=True)
class PositionKind:
    """A kind of position. `own_unit`: its rights hold for the matters of the holder's unit only."""

    key: str
    zh: str
    en: str
    level: str
    own_unit: bool
    rights: tuple[str, ...]
    purposes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Held:
    """A position somebody holds."""

    kind: str
    unit: str
    area: str


class Positions:
    """What `positions.yaml` says."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.kinds = {
            raw["key"]: PositionKind(
                key=raw["key"],
                zh=raw["zh"],
                en=raw["en"],
                level=raw["level"],
                own_unit=raw["unit"] == OWN,
                rights=tuple(raw["rights"]),
                purposes=frozenset(raw["purposes"]),
            )
            for raw in document["positions"]
        }
        self.unit_free = frozenset(document["unit_free"])
        pairs = document["incompatible"]
        self.apart_on_a_case = tuple(tuple(one["rights"]) for one in pairs if one["kind"] == "case")
        self._apart: dict[frozenset[str], tuple[str, str]] = {
            frozenset(one["positions"]): (one["zh"], one["en"]) for one in pairs if one["kind"] == "person"
        }

    def grants(self, held: Iterable[Held]) -> tuple[Grant, ...]:
        """The grants of these positions: right by area by unit, with the purposes of the kind.

        A position of an unknown kind, wider than its kind allows, or without the unit it is bound to
        gives nothing.
        """
        found: dict[Grant, None] = {}
        for one in held:
            kind = self.kinds.get(one.kind)
            if kind is None or self.too_wide(one) or (kind.own_unit and not one.unit):
                continue
            for right in kind.rights:
                bound = kind.own_unit and right not in self.unit_free
                found[Grant(right, one.area, one.unit if bound else "", kind.purposes)] = None
        return tuple(found)

    def too_wide(self, one: Held) -> bool:
        """Whether the area is wider than the level of the kind."""
        return one.area.count("/") - 1 < LEVELS[self.kinds[one.kind].level]

    def quarrel(self, kinds: Iterable[str], more: str) -> tuple[str, tuple[str, str]] | None:
        """The first of `kinds` that nobody may hold together with `more`, and why (Chinese, English)."""
        for kind in kinds:
            why = self._apart.get(frozenset((kind, more)))
            if why is not None and kind != more:
                return kind, why
        return None
