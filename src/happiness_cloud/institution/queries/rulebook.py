"""The rules in force, as one object that other rooms ask: categories, times, routes, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.branches import area_keys
from ..rules.duty_questions import asked_of, questions_of
from ..rules.pack import CallBack, Pack, Stage, names, overall_class
from ._book import Book, book, pack_of
from ._language import told
from ._shelf import Sheet, Shelf, parsed
from .category import Category
from .timekeeper import Timekeeper

# Stages as the cases say them -> as packs do; `adjudicate`, `contact` and `overall` have sections of their own.
_STATES: Mapping[str, str] = {
    "accept": "registered",
    "confirm": "to_confirm",
    "file": "to_file",
    "dispatch": "to_dispatch",
    "sign": "to_sign",
    "check": "to_check",
    "call_back": "to_call_back",
}
_NO_CALLS = CallBack(0, ())
_DAYS = ("calendar_days", "work_days")


@dataclass(frozen=True, slots=True)
class Allowance:
    """So much time for a stage; `source` is the pack, or version and row of the deadline table."""

    amount: Decimal
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Route:
    """Who leads, who assists, and why: each reason {"code": …, facts}, plain JSON."""

    lead: str
    assists: tuple[str, ...]
    because: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What the duty directory asks about a matter, in the reader's language; `answers` key -> words, {} when free."""

    code: str
    words: str
    required: bool
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and what was answered, as kept (`code`, `answer`) and in words; `free`: in somebody's own words."""

    code: str
    question: str
    answer: str
    words: str
    free: bool


@dataclass(frozen=True, slots=True)
class PackInForce:
    """The way of working that matters are registered under; `key` (`yunhu@1`) is kept with each of them."""

    key: str
    name_zh: str
    name_en: str
    stages: tuple[str, ...]
    return_limit: int
    call_back: CallBack
    reopen_days: int
    recurrence_days: int
    originals_days: int
    extensions: int
    rules: Pack


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything the rules say today, under one pack. Immutable; cheap to ask."""

    pack: PackInForce
    _book: Book

    @property
    def edition(self) -> int:
        """Grows with every change of the rules or units."""
        return self._book.shelf.edition

    def allowance(
        self, category: str, severity: str, area: str, stage: str, at: datetime
    ) -> Allowance | None:
        """The time for a stage of a matter at a moment; None when the pack leaves the stage out.

        Stages: accept, confirm, file, dispatch, sign, overall, contact, adjudicate, check, call_back.
        """
        given = self._stage(stage, category, severity)
        if given is None:
            return None
        if given.clock is not None:
            return Allowance(given.clock.amount, given.clock.unit, self.pack.key)
        table = self._book.deadlines
        named = "handle" if stage == "overall" else stage
        row = table.pick(named, category, severity, area, self._book.day_of(at))
        if row is None:
            return None
        return Allowance(Decimal(str(row.amount)), row.unit, f"{table.version} {row.code}")

    def _stage(self, stage: str, category: str, severity: str) -> Stage | None:
        rules = self.pack.rules
        if stage == "overall":
            return Stage((), overall_class(rules, category, severity).clock)
        if stage in ("contact", "adjudicate"):
            return rules.contact if stage == "contact" else rules.adjudication
        return rules.stages.get(_STATES.get(stage, ""))

    def standing(self, state: str, why: str = "") -> Allowance | None:
        """How long a matter may stand still: "waiting" for its reporter, "suspended" for a reason of the pack.

        None for a reason that the pack does not know.
        """
        rules = self.pack.rules
        longest = rules.waiting if state == "waiting" else rules.suspend.get(why)
        return Allowance(longest.amount, longest.unit, self.pack.key) if longest else None

    def milestones(
        self, category: str, severity: str, area: str, at: datetime
    ) -> tuple[tuple[str, Allowance], ...]:
        """The inner limits of handling: (milestone, time) each counted from dispatch."""
        table = self._book.deadlines
        rows = table.milestones("handle", category, severity, area, self._book.day_of(at))
        return tuple(
            (row.milestone, Allowance(Decimal(str(row.amount)), row.unit, f"{table.version} {row.code}"))
            for row in rows
        )

    def timekeeper(self, area: str) -> Timekeeper:
        """The calendar of an area, for clocks of other rooms."""
        return Timekeeper(self._book.calendar(area), self.pack.rules.warn_share)

    def quiet_until(self, area: str, severity: str, at: datetime) -> datetime | None:
        """When the quiet hours around a moment are over, in which nobody is told of a delay; None outside."""
        quiet = self.pack.rules.quiet
        if quiet is None:
            return None
        return quiet.until(severity, at.astimezone(self._book.calendar(area).zone))

    def category(self, code: str, at: datetime) -> Category | None:
        """The matter with this code that is offered at a moment; None when there is none."""
        found = self._book.matters.get(code)
        if not found:
            return None
        day = self._book.day_of(at)
        return next((one for one in found if one.period.holds(day)), None)

    def route(
        self,
        category: str,
        area: str,
        at: datetime,
        answers: Mapping[str, str] | None = None,
        owner: str = "",
        on: date | None = None,
    ) -> Route:
        """The one unit that leads, those who assist, and why. `owner`: recorded owner of a component.

        `on`: by the rows in force on that day instead of the moment's own. The lead takes matters and is there on
        the day; "" only where no district has been founded.
        """
        directories = self._book.directories
        directory = next((directories[key] for key in area_keys(area) if key in directories), None)
        if directory is None:
            return Route("", (), ({"code": "institution.route_no_district", "area": area},))
        owner = owner if self.takes_matters(owner) else ""
        found = directory.resolve(category, area, at, answers, owner, on)
        because = [{"code": one.code, **one.facts} for one in found.because]
        lead = found.lead
        if not self.takes_matters(lead):
            lead = self._instead(lead)
            because.append({"code": "institution.route_unit_gone", "unit": found.lead, "instead": lead})
        assists = tuple(one for one in found.assists if one != lead and self.takes_matters(one))
        return Route(lead, assists, tuple(because))

    def questions(self, category: str, at: datetime) -> tuple[Question, ...]:
        """What whoever reports a matter of this category is asked beyond words and place."""
        book = self._book
        first = next(iter(book.directories.values()), None)
        found = asked_of(
            category, questions_of(book.duty_words), first.duties if first else (), book.day_of(at)
        )
        return tuple(
            Question(
                one.code,
                told(one.zh, one.en),
                one.required,
                {key: told(zh, en) for key, zh, en in one.answers},
            )
            for one in found
        )

    def answered(self, answers: Mapping[str, str]) -> tuple[Answered, ...]:
        """What was answered, in words and in the order of the directory; what it does not know stands as it is."""
        known = questions_of(self._book.duty_words)
        found = [
            Answered(
                one.code,
                told(one.zh, one.en),
                answers[one.code],
                next(
                    (told(zh, en) for key, zh, en in one.answers if key == answers[one.code]),
                    answers[one.code],
                ),
                free=not one.answers,
            )
            for one in known
            if answers.get(one.code)
        ]
        rest = sorted(answers.keys() - {one.code for one in known})
        return (
            *found,
            *(Answered(one, one, answers[one], answers[one], True) for one in rest if answers[one]),
        )

    def _instead(self, gone: str) -> str:
        """The unit above the one that is gone, else the one behind everything, else any of the district."""
        parts = gone.strip("/").split("/")
        above = ["/" + "/".join(parts[:size]) + "/" for size in range(len(parts) - 1, 0, -1)]
        last = f"/{parts[0]}/{self._book.fallback}/"
        for path in (*above, last):
            if self.takes_matters(path):
                return path
        units = self._book.units.values()
        return next(
            (one.path for one in units if one.takes_matters and one.path.startswith(f"/{parts[0]}/")), ""
        )

    def takes_matters(self, unit: str) -> bool:
        """Whether the unit is there today and matters may be sent to it."""
        found = self._book.units.get(unit)
        return found is not None and found.takes_matters

    def small_loop(self, category: str) -> bool:
        """Whether the community or the grid may settle matters of this category itself (小事快办)."""
        return bool(category) and names(self.pack.rules.self_close, category)

    def needs_confirming(self, category: str) -> bool:
        """Whether matters of this category are looked at on site before filing, whatever their source."""
        return names(self.pack.rules.verify_required, category)

    def needs_evidence(self, category: str) -> bool:
        """Whether handling must be proved by a photograph."""
        practice = self._book.practice
        wanted, spared = practice["evidence"], practice.get("no_evidence", ())
        return _among(wanted, category) and not _among(spared, category)

    def pressing(self) -> dict[str, tuple[str, ...]]:
        """Words that make a matter sound as pressing as that, in every language: severity -> words."""
        told = self._book.practice.get("pressing") or {}
        return {
            severity: tuple(one for listed in words.values() for one in listed)
            for severity, words in told.items()
        }

    def return_reasons(self) -> dict[str, dict[str, str]]:
        """The reasons for sending back: key -> {zh, en}."""
        return dict(self._book.practice["return_reasons"])

    def suspend_reasons(self) -> dict[str, dict[str, Any]]:
        """The reasons for standing still: key -> {zh, en, max_days?}; other bounds than days say {longest}."""
        words = self._book.practice["suspend_reasons"]
        found: dict[str, dict[str, Any]] = {}
        for key, longest in self.pack.rules.suspend.items():
            bound: dict[str, Any] = {"longest": [float(longest.amount), longest.unit]}
            if longest.unit in _DAYS:
                bound["max_days"] = int(longest.amount)
            found[key] = {**words.get(key, {"zh": key, "en": key}), **bound}
        return found

    def apart_on_a_case(self) -> tuple[tuple[str, ...], ...]:
        """Pairs of rights that nobody uses on one and the same case, whatever he holds."""
        return self._book.positions.apart_on_a_case


@query(rights.READ)
def rulebook(actor: Actor, pack_key: str = "") -> Rulebook:
    """The rules in force today, under the pack in force or the one a matter was registered under.

    Raises NotFound("institution.no_pack") for a pack that was never published.
    """
    return of_book(book(), pack_key)


def of_book(held: Book, pack_key: str = "") -> Rulebook:
    """The rulebook of the rules of a day."""
    sheet = _pack(held.shelf, pack_key) if pack_key else held.pack
    kept = ("rulebook", id(held), sheet.id)
    found: Rulebook | None = held.shelf.made.get(kept)
    if found is None:
        found = Rulebook(_in_force(sheet), held)
        held.shelf.made[kept] = found
    return found


def _pack(held: Shelf, pack_key: str) -> Sheet:
    code, _, label = pack_key.partition("@")
    for sheet in held.sheets.get("pack", {}).get(code, ()):
        if sheet.label == label:
            return sheet
    raise NotFound("institution.no_pack", pack=pack_key[:80])


def _in_force(sheet: Sheet) -> PackInForce:
    rules = parsed(sheet, pack_of)
    return PackInForce(
        key=f"{rules.code}@{rules.version}",
        name_zh=rules.name,
        name_en=rules.name_en,
        stages=tuple(rules.stages),
        return_limit=rules.return_limit,
        call_back=rules.call_back or _NO_CALLS,
        reopen_days=rules.reopen_days,
        recurrence_days=rules.recurrence_days,
        originals_days=rules.originals_days,
        extensions=rules.extensions,
        rules=rules,
    )


def _among(patterns: Any, category: str) -> bool:
    return names(tuple("" if one == "any" else one for one in patterns), category)
