"""What the verbs of forwarding share: a matter put on its way, by a rule or by hand."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app as jobs

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import Deed
from happiness_cloud.ledger.statements import insert

from ..models import Case, Forwarded, Forwarding
from ..queries.forwarded import live_of, rule_for
from ..rules.forwarding import wording


def put_out(deed: Deed, case: Case, rule: Forwarding, note: str, book: institution.Rulebook) -> Forwarded:
    """Put a matter on its way to the other side, in words of staff; numbers of persons in them are masked."""
    kind = book.category(case.category, deed.at)
    rounds = Forwarded.objects.filter(case=case).count() + 1
    row = Forwarded(
        case=case,
        rule=rule,
        area_path=case.area_path,
        reference=f"{case.number}-{rounds}",
        words=wording(kind.zh if kind else case.category, masked(note)),
        state="waiting",
        made_at=deed.at,
        next_try_at=deed.at,
    )
    insert(row)
    deed.record(forwarded=row.pk, there=rule.label)
    soon(row.pk)
    return row


def as_ruled(deed: Deed, case: Case, note: str, book: institution.Rulebook) -> None:
    """Forward a matter that was dispatched, if a rule in force says so and it is not there already."""
    rule = rule_for(case)
    if rule is not None and rule.on and live_of(case) is None:
        put_out(deed, case, rule, note, book)


def soon(forwarded_id: int, at: datetime | None = None) -> None:
    """Let the forwarder try, now or at a moment; it looks by itself each minute for what is due."""
    jobs.configure_task("cases.carry", queue="post", schedule_at=at).defer(forwarded_id=forwarded_id)
