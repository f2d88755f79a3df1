from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case
from ..queries.forwarded import FROM, live_of, rule_for
from ._forwarding import put_out
from ._moving import rulebook

WORDS = 2000


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """The forwarding that was begun; `reference` is our id for it at the other side."""

    id: int
    reference: str


@action("cases.forward", on="cases.Case", right=rights.FORWARD, see=rights.READ)
def forward(deed: Deed, case: Case, *, words: str = "") -> OnItsWay:
    """Forward a dispatched matter to the server that the rules name for it, in words of staff.

    The other side reads the kind, these words and the place, never what the reporter wrote. NotNow when no rule
    holds for it, when it is there already, or in a state from which nothing is forwarded.
    """
    if len(words) > WORDS:
        raise Invalid("cases.text_too_long", field="words", length=len(words), limit=WORDS)
    if case.state not in FROM:
        raise NotNow("cases.wrong_state", state=case.state, verb="forward")
    rule = rule_for(case)
    if rule is None:
        raise NotNow("cases.no_forwarding")
    if live_of(case) is not None:
        raise NotNow("cases.forwarded_already")
    row = put_out(deed, case, rule, words, rulebook(case))
    return OnItsWay(row.pk, row.reference)
