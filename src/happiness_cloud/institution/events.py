"""What the institution announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RulesPublished:
    """A piece of the rules has a new version."""

    kind: str
    key: str
    number: int
    edition: int


@dataclass(frozen=True, slots=True)
class OrganisationEnded:
    """A unit serves no more after `last` (ISO date)."""

    path: str
    last: str
