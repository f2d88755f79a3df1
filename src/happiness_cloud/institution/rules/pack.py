"""What a model pack says: how one district runs the loop.

A pack may leave out stages, say who does each and how long it may take; it cannot invent a move. It is
versioned, holds from a date, and a case keeps the version it was registered under.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from happiness_cloud.institution.rules.branches import category_covers, category_rank
from happiness_cloud.institution.rules.quiet import Quiet
from happiness_cloud.institution.rules.validity import Period

STAGES: Final = (
    "registered",
    "to_confirm",
    "to_file",
    "to_dispatch",
    "to_sign",
    "handling",
    "to_check",
    "to_call_back",
)
ROLES: Final = (
    "grid_worker",
    "grid_leader",
    "community_committee",
    "intake_operator",
    "supervisor",
    "dispatcher",
    "street_coordinator",
    "unit_handler",
    "unit_lead",
    "call_back_agent",
    "adjudicator",
    "district_overseer",
)
INDICATORS: Final = (
    "filing_rate",
    "filing_accuracy",
    "dispatch_accuracy",
    "handled_rate",
    "handled_on_time_rate",
    "overdue_rate",
    "closing_rate",
    "closing_on_time_rate",
    "rework_rate",
    "return_rate",
    "extension_rate",
    "recurrence_rate",
    "confirm_on_time_rate",
    "check_on_time_rate",
    "response_rate",
    "solved_rate",
    "satisfied_rate",
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """So much time, in a unit of `deadlines`."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Which kinds of position do a stage, and its time; None means the deadline table says."""

    by: tuple[str, ...]
    clock: Allowance | None


@dataclass(frozen=True, slots=True)
class OverallClass:
    """One class of the overall promise: which matters it takes, and how long; None asks the table."""

    code: str
    clock: Allowance | None
    severities: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallBack:
    """How often a reporter is called, in which parts of the day (seconds since local midnight)."""

    tries: int
    day_parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a district's way of working. `valid_to` is its last day.

    `waiting` bounds a question to the reporter, `suspend` each reason for standing still; `verify_required`
    and `self_close` are category patterns; `warn_share` is the part of a clock after which it warns; `quiet`
    are the hours in which nobody is warned.
    """

    code: str
    version: str
    name: str
    name_en: str
    source: str
    valid_from: date
    valid_to: date | None
    stages: Mapping[str, Stage]
    contact: Stage | None
    overall: tuple[OverallClass, ...]
    overall_default: str
    return_limit: int
    adjudication: Stage
    waiting: Allowance
    suspend: Mapping[str, Allowance]
    call_back: CallBack | None
    reopen_days: int
    recurrence_days: int
    extensions: int
    warn_share: Decimal
    verify_required: tuple[str, ...]
    self_close: tuple[str, ...]
    indicators: tuple[str, ...]
    quiet: Quiet | None = None
    # So many days what was covered is kept sealed, words and pictures; 0 is not at all.
    originals_days: int = 30

    @property
    def period(self) -> Period:
        """The days on which cases are registered under it."""
        return Period(self.valid_from, self.valid_to)


def overall_class(pack: Pack, category: str, severity: str) -> OverallClass:
    """The class that gives a matter its overall promise: the most exact category, then the severity."""
    best, best_rank = None, (0, False)
    for one in pack.overall:
        rank = _fit(one, category, severity)
        if rank > best_rank:
            best, best_rank = one, rank
    return best or next(one for one in pack.overall if one.code == pack.overall_default)


def _fit(one: OverallClass, category: str, severity: str) -> tuple[int, bool]:
    if one.severities and severity not in one.severities:
        return (0, False)
    ranks = [category_rank(pattern) for pattern in one.categories if category_covers(pattern, category)]
    if one.categories and not ranks:
        return (0, False)
    return (max(ranks, default=0), bool(one.severities))


def names(patterns: Collection[str], category: str) -> bool:
    """Whether one of the patterns covers the category."""
    return any(category_covers(pattern, category) for pattern in patterns)
