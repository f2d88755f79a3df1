"""What the verbs around a hand-out share: finding the right one, ending what a step of the matter ends."""

from __future__ import annotations

from happiness_cloud.kernel.errors import NotFound, NotNow
from happiness_cloud.kernel.ids import digest
from happiness_cloud.ledger.door import Deed
from happiness_cloud.ledger.statements import run

from ..models import Case, HandOut
from ..rules import handing

_END = (
    "UPDATE cases_handout SET ended = 'moved', ended_at = %s"
    " WHERE case_id = %s AND ended = '' AND expires_at > %s RETURNING id"
)


def end_with(deed: Deed, case: Case, before: str) -> None:
    """End the open links of a matter that has ended or goes to somebody else."""
    if deed.past or not handing.reaches_end(before, case.state):
        return
    ended = run(_END, (deed.at, case.pk, deed.at))
    if ended:
        deed.record(hand_outs_ended=len(ended))


def own(case: Case, hand_out_id: int) -> HandOut:
    """The hand-out of this very matter, locked with it."""
    found = HandOut.objects.filter(case=case, pk=hand_out_id).first()
    if found is None:
        raise NotFound("ledger.not_found")
    return found


def behind(deed: Deed, case: Case, token: str) -> HandOut:
    """The hand-out of this matter whose link the actor holds. Raises NotFound, NotNow when the link has ended."""
    found = HandOut.objects.filter(case=case, token_hash=digest(token)).first()
    if found is None or deed.actor.id != f"handout:{found.pk}":
        raise NotFound("cases.bad_hand_out")
    still_open(deed, found)
    return found


def still_open(deed: Deed, hand_out: HandOut) -> None:
    """Refuse what only an open link allows."""
    standing = handing.standing(hand_out.ended, hand_out.expires_at, deed.at)
    if standing != "open":
        raise NotNow("cases.hand_out_ended", standing=standing)
