from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Position
from ..queries._book import book
from ._appointing import reseat


@dataclass(frozen=True, slots=True)
class Dismissed:
    """The position that ended, and its last day (ISO)."""

    id: int
    last: str
    version: int = 0


@action("institution.dismiss", on="institution.Position", right=rights.EDIT, see=rights.READ)
def dismiss(deed: Deed, position: Position, *, last: date | None = None) -> Dismissed:
    """End a position: at once, or at the end of `last`. Who held it stays known.

    Refuses institution.already_ended and a day before it began.
    """
    today = book().day_of(deed.at)
    # At once means that today is not one of its days any more, even when it began today.
    end = last or today - timedelta(days=1)
    if position.to_day is not None and position.to_day < today:
        raise NotNow("institution.already_ended", last=position.to_day.isoformat())
    if last is not None and last < position.from_day:
        raise Invalid(
            "institution.dates_reversed",
            field="last",
            first=position.from_day.isoformat(),
            last=last.isoformat(),
        )
    position.to_day = end
    reseat()
    deed.record(account=position.account_id, kind=position.kind)
    return Dismissed(id=position.pk, last=end.isoformat(), version=position.version)
