"""Which steps of a matter are kept apart from what somebody has done on it already."""

from __future__ import annotations

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.ledger import queries as ledger

from ..models import Case
from ..rules.lifecycle import BY_VERB

HOUSE = house("cases", "institution.read", "ledger.read")


def kept_apart(actor: Actor, case: Case, done: frozenset[str] | None = None) -> frozenset[str]:
    """The rights this person can no longer use on this matter, since the rules keep them from one hand.

    Only persons of the staff are meant: a partner's key stands for a whole house, a link for one reporter.
    `done`: the verbs this person has used on it, where they are known already.
    """
    if actor.kind != "staff":
        return frozenset()
    if done is None:
        done = ledger.done_by(HOUSE, "cases.Case", case.pk, actor.id)
    used = {BY_VERB[verb].right for one in done if (verb := one.removeprefix("cases.")) in BY_VERB}
    if not used:
        return frozenset()
    pairs = institution.rulebook(HOUSE, case.pack).apart_on_a_case()
    return frozenset(
        other for left, right in pairs for one, other in ((left, right), (right, left)) if one in used
    )
