from __future__ import annotations

from datetime import datetime

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Forwarded
from ..rules import forwarding


@action("cases.come_back", on="cases.Forwarded", right=rights.CARRY)
def come_back(
    deed: Deed,
    row: Forwarded,
    *,
    number: str = "",
    token: str = "",
    problem: str = "",
    unclear: bool = False,
    said: str = "",
    looked: bool = False,
) -> None:
    """Write down what came of a try: a number there, a token, or why not and when again; never silently nothing.

    What people should know of (there, stuck) becomes an entry of the matter too.
    """
    if row.state not in ("trying", "token"):
        raise NotNow("cases.not_due_yet")
    row.problem, row.said, row.unclear = problem, said, unclear
    if number:
        row.state, row.remote_id, row.there_at, row.next_try_at = "there", number, deed.at, None
        row.token = token or row.token
        row.unclear = False
        deed.touched(row.case, there=row.rule.label, remote=number, looked=looked)
    elif token:
        _with_token(deed, row, token)
    else:
        row.state, row.next_try_at = forwarding.after_failure(row.tries, problem, deed.at)
        _told_when_stuck(deed, row)
    deed.record(state=row.state, problem=problem, tries=row.tries, unclear=row.unclear)


def _with_token(deed: Deed, row: Forwarded, token: str) -> None:
    """Taken in, but the number comes later: asked after with growing pauses, then people must look."""
    row.token, row.unclear = token, False
    again: datetime | None = forwarding.next_token_look(row.looks, deed.at)
    row.looks += 1
    row.state, row.next_try_at = ("token", again) if again else ("stuck", None)
    if again is None:
        row.problem = "no_number"
    _told_when_stuck(deed, row)


def _told_when_stuck(deed: Deed, row: Forwarded) -> None:
    if row.state == "stuck":
        deed.touched(row.case, there=row.rule.label, stuck=row.problem)
