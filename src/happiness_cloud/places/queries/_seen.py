"""Which areas an actor sees: those inside his grants, and those above them as the way there."""

from __future__ import annotations

from django.db.models import Q

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.scope import scope

from .. import rights


def visible(actor: Actor) -> Q:
    """The rows of Area on which the actor holds `places.read`, with their ancestors."""
    within = scope(actor, rights.READ, kind="places.Area", area="path", units=None)
    return within | Q(path__in=_ancestors(actor))


def sees(actor: Actor, path: str) -> bool:
    """The same for one path, in Python."""
    return any(path.startswith(one) for one in _granted(actor)) or path in _ancestors(actor)


def _granted(actor: Actor) -> list[str]:
    # As in the scope: a grant bound to a unit opens nothing here, since areas belong to no unit.
    return [one.area for one in actor.holding(rights.READ) if not one.unit and not one.subject]


def _ancestors(actor: Actor) -> set[str]:
    above: set[str] = set()
    for path in _granted(actor):
        segments = path.strip("/").split("/")
        above.update("/" + "/".join(segments[:depth]) + "/" for depth in range(1, len(segments)))
    return above
