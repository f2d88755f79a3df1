from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Forwarded, Forwarding


@action("cases.listened", on="cases.Forwarding", right=rights.CARRY)
def listened(
    deed: Deed,
    rule: Forwarding,
    *,
    until: datetime | None = None,
    problem: str = "",
    looked_at: Sequence[int] = (),
    told: dict[int, int] | None = None,
    stands: dict[int, tuple[datetime | None, str]] | None = None,
) -> None:
    """Write down how a round of listening went: how far updates were read, or since when the other side fails.

    `looked_at` are the forwardings that were asked after, `told` the last remark of ours that each was told,
    `stands` what each is said to be: when it is to be done there, and the notes to its status.
    """
    Forwarded.objects.filter(pk__in=list(looked_at)).update(heard_at=deed.at)
    for key, remark in (told or {}).items():
        Forwarded.objects.filter(pk=key, told_remark__lt=remark).update(told_remark=remark)
    for key, (expected, notes) in (stands or {}).items():
        row = Forwarded.objects.filter(pk=key)
        if expected:
            row.exclude(expected_at=expected).update(expected_at=expected)
        if notes:
            row.exclude(notes=notes).update(notes=notes)
    rule.problem = problem
    if problem:
        rule.failing_since = rule.failing_since or deed.at
        return
    rule.failing_since, rule.heard_at = None, deed.at
    rule.read_until = until or rule.read_until
