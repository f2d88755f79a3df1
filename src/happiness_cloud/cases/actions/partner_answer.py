from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..events import PartnerAnswered
from ..models import Case, PartnerAnswer
from ..rules import handing
from ._handing import behind
from ._moving import attach, remark

MOST_PHOTOS = 9


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer that was kept."""

    id: int
    kind: str


@action("cases.partner_answer", on="cases.Case", right=rights.PARTNER)
def partner_answer(
    deed: Deed,
    case: Case,
    *,
    token: str,
    kind: str,
    text: str,
    until: date | None = None,
    file_ids: tuple[int, ...] = (),
) -> Answered:
    """A partner's answer by its link: done, cannot, or more_time `until` a day; it becomes an entry of the matter.

    Several may come; "done" is the last. The state of the matter is the unit's to change.
    Errors: NotFound another matter's link; NotNow when the link has ended; Invalid.
    """
    row = behind(deed, case, token)
    if kind not in handing.ANSWERS:
        raise Invalid("cases.bad_answer", field="kind")
    if kind == "more_time" and (until is None or until < timezone.localdate(deed.at)):
        raise Invalid("cases.bad_until", field="until")
    if len(file_ids) > MOST_PHOTOS:
        raise Invalid("cases.too_many_files", field="photos", limit=MOST_PHOTOS)
    if row.answers.count() >= handing.MOST_ANSWERS:
        raise NotNow("cases.too_many_answers", limit=handing.MOST_ANSWERS)
    remark(deed, case, "partner_answer", text)
    attach(deed, case, file_ids, "partner")
    answer = PartnerAnswer.objects.create(
        hand_out=row,
        kind=kind,
        text=text.strip(),
        until=until if kind == "more_time" else None,
        file_ids=list(file_ids),
        at=deed.at,
    )
    row.unread = True
    if kind == "done":
        row.ended, row.ended_at = "done", deed.at
    row.save(update_fields=["unread", "ended", "ended_at"])
    deed.record(partner=row.organisation, hand_out=row.pk, answer=kind)
    if answer.until:
        deed.record(answer_until=answer.until.isoformat())
    deed.publish(
        PartnerAnswered(
            case_id=case.pk,
            number=case.number,
            hand_out_id=row.pk,
            kind=kind,
            unit=case.lead_unit,
            at=deed.at.isoformat(),
        )
    )
    return Answered(id=answer.pk, kind=kind)
