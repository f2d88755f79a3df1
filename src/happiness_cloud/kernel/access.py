"""Who acts, with which rights, where: `may` answers, and fails closed.

Areas and units are materialised paths with a slash at both ends (`/990106/001/`), so scope is a
prefix test here and in SQL alike. A grant with a `subject` is a capability for that one thing
(a tracking link); it opens nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

EVERYWHERE = "/"


@dataclass(frozen=True, slots=True)
class Grant:
    """One right, inside one area, for one unit ("" = whatever unit), for the named purposes."""

    right: str
    area: str
    unit: str = ""
    purposes: frozenset[str] = frozenset()
    subject: str = ""

    def covers(self, place: Place) -> bool:
        """Whether the thing at `place` lies inside this grant."""
        if self.subject:
            return self.subject == place.subject
        if not place.area.startswith(self.area):
            return False
        return not self.unit or any(unit.startswith(self.unit) for unit in place.units)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands: its area, the units that answer for it, and its own key (`cases.Case:7`)."""

    area: str
    units: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at the door: a person, a resident with a link, a partner's key, or the house itself.

    `kind` is one of staff, resident, visitor, partner, house. `unit` is the home unit, "" when none.
    """

    id: str
    kind: str
    grants: tuple[Grant, ...] = ()
    name: str = ""
    unit: str = ""
    _by_right: dict[str, tuple[Grant, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False, hash=False
    )

    def itself(self) -> Actor:
        """This actor, also when asked through something that stands for it until it is needed."""
        return self

    def holding(self, right: str) -> tuple[Grant, ...]:
        """The grants of this actor that carry `right`, anywhere."""
        found = self._by_right.get(right)
        if found is None:
            found = tuple(grant for grant in self.grants if grant.right == right)
            self._by_right[right] = found
        return found


def may(actor: Actor, right: str, place: Place, purpose: str | None = None) -> bool:
    """Whether `actor` holds `right` at `place` (and, when given, for `purpose`)."""
    return any(
        grant.covers(place) and (purpose is None or purpose in grant.purposes)
        for grant in actor.holding(right)
    )


def house(name: str, *rights: str) -> Actor:
    """The house itself acting under a name (`house:deadline-watch`) with just the rights it needs."""
    return Actor(
        id=f"house:{name}",
        kind="house",
        grants=tuple(Grant(right, EVERYWHERE) for right in rights),
        name=name,
    )


def with_grants(actor: Actor, *more: Grant) -> Actor:
    """The same actor, with further grants (a tracking link adds a capability)."""
    return Actor(actor.id, actor.kind, (*actor.grants, *more), actor.name, actor.unit)
