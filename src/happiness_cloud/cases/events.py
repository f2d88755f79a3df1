"""What is announced about matters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseReported:
    """A matter came in."""

    case_id: int
    number: str
    at: str


@dataclass(frozen=True, slots=True)
class CaseMoved:
    """A verb took a matter from one state to another (or left it there)."""

    case_id: int
    number: str
    verb: str
    before: str
    after: str
    at: str


@dataclass(frozen=True, slots=True)
class CaseWarned:
    """A matter will soon be overdue; `unit` is who can still prevent it ("" when nobody)."""

    case_id: int
    number: str
    stage: str
    unit: str
    due: str
    at: str


@dataclass(frozen=True, slots=True)
class CaseEscalated:
    """A matter is overdue, and the `level`-th unit on its ladder is told of it."""

    case_id: int
    number: str
    stage: str
    level: int
    unit: str
    due: str
    at: str


@dataclass(frozen=True, slots=True)
class PartnerAnswered:
    """A partner beside the house answered: done, cannot or more_time; `unit` is who leads."""

    case_id: int
    number: str
    hand_out_id: int
    kind: str
    unit: str
    at: str
