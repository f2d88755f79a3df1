from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.kernel.ids import digest
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.book import refusing_when_busy
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import HandOut, Reporter
from ..rules import handing
from .filters import seen

LONGEST = 64


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """What this partner answered."""

    at: datetime
    kind: str
    text: str
    until: date | None
    photos: int


@dataclass(frozen=True, slots=True)
class Shared:
    """What a partner sees of a matter: this and nothing else. All but the first four are empty once the link ended."""

    organisation: str
    by_unit: str
    standing: str
    expires_at: datetime
    number: str = ""
    task: str = ""
    category: str = ""
    area_path: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    due_at: datetime | None = None
    answer_by: datetime | None = None
    call: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    file_ids: tuple[int, ...] = ()
    answers: tuple[OwnAnswer, ...] = ()
    # Whether this look is to be written down, or one was a moment ago.
    to_note: bool = False


def holder(token: str) -> tuple[Actor, int]:
    """Who holds a partner's link: somebody with rights to this one matter and no others; and the matter's id.

    Raises NotFound `cases.bad_hand_out`. A link that has ended is known too: its page says so.
    """
    with refusing_when_busy():
        row = None
        if token.isalnum() and len(token) <= LONGEST:
            row = HandOut.objects.filter(token_hash=digest(token)).select_related("case").first()
    if row is None:
        raise NotFound("cases.bad_hand_out")
    subject = f"cases.Case:{row.case_id}"
    grants = (Grant(rights.PARTNER, "", subject=subject), Grant("files.add", row.case.area_path or "/"))
    return Actor(f"handout:{row.pk}", "partner", grants, row.organisation), row.case_id


@query(rights.PARTNER)
def shared(actor: Actor, token: str) -> Shared:
    """What was shared with the holder of this link. NotFound for a link that is not this actor's."""
    row = HandOut.objects.filter(token_hash=digest(token), case__in=seen(actor, rights.PARTNER))
    found = row.select_related("case").first()
    if found is None or actor.id != f"handout:{found.pk}":
        raise NotFound("cases.bad_hand_out")
    now = clock.now()
    standing = handing.standing(found.ended, found.expires_at, now)
    if standing not in ("open", "done"):
        return Shared(found.organisation, found.by_unit, standing, found.expires_at)
    case = found.case
    name, phone = _contact(found) if found.shares_contact and standing == "open" else ("", "")
    return Shared(
        organisation=found.organisation,
        by_unit=found.by_unit,
        standing=standing,
        expires_at=found.expires_at,
        number=case.number,
        task=masked(found.task),
        category=case.category,
        area_path=case.area_path,
        address=masked(case.address),
        lon=case.lon,
        lat=case.lat,
        due_at=case.due_at,
        answer_by=found.answer_by,
        call=found.call,
        reporter_name=name,
        reporter_phone=phone,
        file_ids=tuple(found.file_ids),
        answers=tuple(
            OwnAnswer(one.at, one.kind, one.text, one.until, len(one.file_ids))
            for one in found.answers.order_by("id")
        ),
        to_note=standing == "open" and (found.looked_at is None or now - found.looked_at > handing.ONE_LOOK),
    )


def _contact(row: HandOut) -> tuple[str, str]:
    reporter = Reporter.objects.filter(case=row.case_id).first()
    if reporter is None:
        return "", ""
    bind = f"cases.Reporter:{row.case_id}"
    return cipher().open(reporter.name_sealed, bind), cipher().open(reporter.phone_sealed, bind)
