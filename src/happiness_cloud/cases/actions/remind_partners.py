from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.post import actions as post

from .. import rights
from ..models import HandOut
from ..rules import handing
from ._moving import HOUSE

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many partners were reminded."""

    count: int


@action("cases.remind_partners", right=rights.WATCH)
def remind_partners(deed: Deed) -> Reminded:
    """Remind, once, each partner who has not answered and whose link ends within two days.

    The message names the earlier one: of the link only its digest is kept, so it cannot be told again.
    """
    deed.require(EVERYWHERE)
    soon = deed.at + handing.REMIND_BEFORE
    due = HandOut.objects.select_for_update(of=("self",), skip_locked=True).filter(
        ended="", reminded_at=None, expires_at__gt=deed.at, expires_at__lte=soon, answers__isnull=True
    )
    found = list(due.select_related("case").order_by("expires_at")[:AT_ONCE])
    for row in found:
        _remind(row)
        row.reminded_at = deed.at
        row.save(update_fields=["reminded_at"])
        deed.touched(row.case, partner=row.organisation, hand_out=row.pk)
    deed.record(reminded=len(found))
    return Reminded(count=len(found))


def _remind(row: HandOut) -> None:
    with translation.override(row.case.language):
        told = {
            "organisation": row.organisation,
            "number": row.case.number,
            "at": f"{timezone.localtime(row.at):%Y-%m-%d}",
            "until": f"{timezone.localtime(row.expires_at):%Y-%m-%d %H:%M}",
        }
        text = _(
            "%(organisation)s: our request about matter %(number)s still waits for your answer. The link in our "
            "message of %(at)s ends on %(until)s."
        )
        post.send(
            HOUSE,
            channel=row.channel,
            to=cipher().open(row.contact_sealed, f"cases.HandOut:{row.token_hash}"),
            kind="case",
            subject=_("A request for your help: %(number)s") % told,
            text=text % told,
            about=f"cases.Case:{row.case_id}",
            language=row.case.language,
            area=row.case.area_path or EVERYWHERE,
        )
