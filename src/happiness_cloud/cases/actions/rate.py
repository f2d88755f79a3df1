from __future__ import annotations

from happiness_cloud.kernel.errors import Denied, Invalid, NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, move, moves


@moves("rate")
def rate(deed: Deed, case: Case, *, stars: int, solved: bool, words: str = "") -> Moved:
    """The reporter's own word on the result, once; nobody of the staff can give it."""
    if not any(grant.subject for grant in deed.actor.holding(deed.right)):
        raise Denied("cases.only_reporter")
    if not 1 <= stars <= 5:
        raise Invalid("cases.bad_stars", field="stars")
    if case.stars is not None:
        raise NotNow("cases.already_rated")
    case.stars, case.solved, case.rating_words = stars, solved, words.strip()[:500]
    deed.record(stars=stars, solved=solved)
    return move(deed, case, "rate")
