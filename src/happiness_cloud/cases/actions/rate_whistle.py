from __future__ import annotations

from happiness_cloud.kernel.errors import Denied, Invalid, NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case, Whistle
from ._moving import Moved, move, moves


@moves("rate_whistle")
def rate_whistle(deed: Deed, case: Case, *, unit: str, stars: int, words: str = "") -> Moved:
    """The convener rates a convened unit, once; no unit rates itself."""
    if not 1 <= stars <= 5:
        raise Invalid("cases.bad_stars", field="stars")
    call = Whistle.objects.filter(case=case, unit=unit, stars=None).first()
    if call is None:
        raise NotNow("cases.no_whistle")
    if deed.actor.unit != call.by_unit or deed.actor.unit == unit:
        raise Denied("cases.own_rating")
    call.stars, call.words = stars, words.strip()
    call.save(update_fields=["stars", "words"])
    deed.record(unit=unit, stars=stars)
    return move(deed, case, "rate_whistle")
