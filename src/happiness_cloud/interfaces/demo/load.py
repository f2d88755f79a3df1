"""Puts the sample district into an empty house: areas, offices, people, and matters with their history."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from happiness_cloud.accounts import actions as accounts
from happiness_cloud.cases import actions as cases
from happiness_cloud.cases.actions import Record
from happiness_cloud.cases.actions import Told as Step
from happiness_cloud.files import actions as files
from happiness_cloud.institution import actions as institution
from happiness_cloud.institution import queries as institution_queries
from happiness_cloud.institution.queries import Rulebook
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.places import actions as places
from happiness_cloud.places import queries as place_queries

from . import geometry, matters, people
from .buildings import buildings, dwellings
from .pictures import KINDS as KINDS_OF_PICTURES
from .pictures import picture
from .scales import DIVISION

_NOT_STAFF = frozenset({"resident", "reporter", "device", "house", "anonymous"})
_BY_LEAD = frozenset({"sign", "send_back", "dispute", "handle", "suspend", "ask_extension", "take"})
_TOLD_REPORTER = frozenset({"handle", "answer", "refuse", "not_found", "ask", "reply", "reopen"})
Told = Callable[[str, int], None]
ROOT = f"/{DIVISION}/"
LOADER = house(
    "sample-district",
    *("places.import", "places.edit", "places.read", "institution.edit", "institution.publish"),
    *("institution.read", "accounts.edit", "accounts.read", "cases.import", "files.add"),
)
# Kinds of positions as the generator calls them -> as the institution does.
KINDS = {
    "grid_worker": ("grid_worker",),
    "dispatcher": ("dispatcher",),
    "handler": ("unit_handler",),
    "unit_lead": ("unit_lead",),
    "intake": ("intake_operator",),
    "supervisor": ("supervisor",),
    "call_back": ("call_back_agent",),
    "adjudicator": ("adjudicator",),
    "committee": ("community_committee", "grid_leader"),
    "overseer": ("district_overseer",),
    "auditor": ("auditor",),
    "administrator": ("system_administrator",),
    "security_administrator": ("security_administrator",),
    "privacy_officer": ("privacy_officer",),
}
# Who may change accounts, keys or rules signs in with a second step.
SECOND_STEP = frozenset({"administrator", "security_administrator"})


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff as a step of a story names one."""

    actor: str
    name: str
    unit: str


def load(seed: int, scale: str, until: datetime, told: Told) -> list[dict[str, str]]:
    """Fill the house; answers with the sign-ins of the cast. `told(what, rows)` hears of the progress."""
    # All or nothing: half a district would look like somebody's real one.
    with transaction.atomic():
        return _load(seed, scale, until, told)


def _load(seed: int, scale: str, until: datetime, told: Told) -> list[dict[str, str]]:
    with clock.at(until):
        areas = list(geometry.areas(seed, scale))
        laid = places.lay_out(
            LOADER,
            under=ROOT,
            areas=areas,
            buildings=buildings(seed, scale),
            dwellings=(flat for block in buildings(seed, scale) for flat in dwellings(block)),
            source=f"sample district, seed {seed}, {scale}",
        )
        told("areas", laid.areas)
        told("dwellings", laid.dwellings)
        nodes = [(one.path, one.kind, one.name_zh, one.name_en) for one in areas]
        institution.found_district(LOADER, areas=nodes, root_segment="yunhu")
        staff, sign_ins = _staff(seed, scale)
        told("staff", len(staff.everybody))
    done = cases.bring_in(
        LOADER, records=_records(seed, scale, until, staff, told), area=ROOT, source="sample-district"
    )
    if done.rejected:
        kinds = Counter((one["code"], str(one["facts"])[:90]) for one in done.rejected)
        raise RuntimeError(f"{len(done.rejected)} sample matters were rejected: {kinds.most_common(5)}")
    told("matters", done.created)
    return sign_ins


def holds_something() -> bool:
    """Whether areas or matters are there already: a sample district is only put into an empty house."""
    return bool(place_queries.tree(LOADER))


class Staff:
    """Who stands where: finds the person a step of a story means."""

    def __init__(self) -> None:
        self.everybody: dict[tuple[str, str], list[Person]] = {}

    def add(self, kind: str, area: str, unit: str, person: Person) -> None:
        """One more."""
        for key in ((kind, area), (kind, unit)):
            self.everybody.setdefault(key, []).append(person)

    def who(self, kind: str, grid: str, unit: str, turn: int) -> Person | None:
        """The person of a kind for a grid and unit: closest area first, then the unit, then the district."""
        parts = grid.strip("/").split("/")
        places_up = ["/" + "/".join(parts[:n]) + "/" for n in range(len(parts), 0, -1)]
        keys = [(kind, unit)] if kind in ("handler", "unit_lead") and unit else []
        for key in [*keys, *((kind, path) for path in places_up)]:
            found = self.everybody.get(key)
            if found:
                return found[turn % len(found)]
        return None


def _staff(seed: int, scale: str) -> tuple[Staff, list[dict[str, str]]]:
    cast = {one.user_name for one in people.cast()}
    password = secrets.token_urlsafe(9)
    staff, sign_ins = Staff(), []
    specs = list(people.staff(seed, scale))
    made = accounts.create_many(
        LOADER,
        people=[(one.user_name, one.name_zh, password if one.user_name in cast else "") for one in specs],
        area=ROOT,
        second_factor={one.user_name for one in specs if one.position in SECOND_STEP},
    )
    institution.appoint_many(
        LOADER,
        posts=[
            (made.ids[one.user_name], kind, one.unit, one.area)
            for one in specs
            for kind in KINDS[one.position]
        ],
    )
    for one in specs:
        actor = f"account:{made.ids[one.user_name]}"
        staff.add(one.position, one.area, one.unit, Person(actor, one.name_zh, one.unit))
        if one.user_name in cast:
            sign_ins.append(
                {"title": f"{one.name_zh} {one.position}", "username": one.user_name, "password": password}
            )
    return staff, sign_ins


def _records(seed: int, scale: str, until: datetime, staff: Staff, told: Told) -> Iterator[Record]:
    book = institution_queries.rulebook(LOADER)
    pictures = _pictures()
    for spec in matters.matters(seed, scale, until):
        if spec.serial % 20_000 == 0:
            told("matters", spec.serial)
        yield Record(
            external_id=f"sample:{seed}:{scale}:{spec.serial}",
            reported_at=spec.reported_at,
            text=spec.text,
            channel=spec.channel,
            area_path=spec.grid_path,
            category=spec.category,
            severity=spec.severity,
            lon=spec.lon,
            lat=spec.lat,
            address=spec.address,
            area_version=1,
            language=spec.language,
            public=True,
            files=tuple(_photos(spec, pictures)),
            reporter_name=spec.reporter.name,
            reporter_phone=spec.reporter.phone,
            story=tuple(_story(spec, staff, book)),
            merged_into=f"sample:{seed}:{scale}:{spec.same_as}" if spec.same_as else "",
        )


def _pictures() -> dict[tuple[str, bool], int]:
    """One drawn photo for each scene, before and after; matters of a kind share them."""
    return {
        (kind, after): files.add(
            LOADER,
            area=ROOT,
            data=picture(kind, after=after),
            name=f"{kind}-{'after' if after else 'before'}.jpg",
        ).id
        for kind in KINDS_OF_PICTURES
        for after in (False, True)
    }


def _photos(spec: Any, pictures: dict[tuple[str, bool], int]) -> Iterator[tuple[int, str, bool]]:
    if spec.picture and spec.channel in ("web", "patrol", "device"):
        yield pictures[spec.picture, False], "before", False
    if spec.picture and any(step.verb == "handle" for step in spec.story):
        yield pictures[spec.picture, True], "after", True


def _story(spec: Any, staff: Staff, book: Rulebook) -> Iterator[Step]:
    unit = ""
    for step in spec.story:
        facts, reason = _facts(step, spec)
        if step.verb == "dispatch":
            facts.pop("lead", None)
            unit = book.route(spec.category, spec.grid_path, step.at, {}).lead
        elif step.verb == "adjudicate":
            unit = facts["lead"] = facts["lead"] if book.takes_matters(facts.get("lead", "")) else unit
        elif step.verb == "take":
            unit = _community_unit(spec.grid_path)
        person = None if step.by in _NOT_STAFF else staff.who(step.by, spec.grid_path, unit, spec.serial)
        yield Step(
            verb=step.verb,
            at=step.at,
            actor_id=person.actor if person else "visitor",
            actor_kind="staff" if person else "visitor",
            actor_name=person.name if person else "",
            actor_unit=(unit if step.verb in _BY_LEAD else person.unit) if person else "",
            words=step.note,
            public=step.verb in _TOLD_REPORTER,
            reason=step.note if reason else "",
            facts=facts,
        )


def _facts(step: Any, spec: Any) -> tuple[dict[str, Any], str]:
    """What the book says of a step, as the verbs would write it; and the key of its reason."""
    facts = dict(step.facts)
    reason = str(facts.pop("reason", ""))
    if step.verb in ("register", "file"):
        facts |= {"category": spec.category, "severity": spec.severity}
    elif step.verb == "suspend":
        facts["why"] = reason
    elif step.verb == "rate":
        facts.setdefault("solved", facts.get("stars", 0) >= 3)
    if isinstance(facts.get("satisfied"), bool):
        facts["satisfied"] = 5 if facts["satisfied"] else 2
    return facts, reason


def _community_unit(grid: str) -> str:
    street, community = grid.strip("/").split("/")[1:3]
    return f"{people.ROOT_UNIT}s{street}/c{community}/"
