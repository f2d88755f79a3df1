from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import ids
from happiness_cloud.kernel.access import may
from happiness_cloud.kernel.errors import Denied, Invalid, NotNow
from happiness_cloud.kernel.text import masked_phone
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.scope import place_of
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.post import actions as post

from .. import rights
from ..models import Case, Evidence, HandOut
from ..rules import handing
from ._moving import HOUSE, REMARK_LIMIT, by_lead, reasoned
from ._reporting import phone_of

LINK_SIGNS = 32
MOST_PHOTOS = 9


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The new link, told once: only its digest is kept. `expires_at` is ISO 8601."""

    id: int
    link: str
    expires_at: str


# An answer that holds a secret is not kept for a repeated key; the same partner cannot be asked twice at once.
@action("cases.hand_out", on="cases.Case", see=rights.READ, keeps=False)
def hand_out(
    deed: Deed,
    case: Case,
    *,
    organisation: str,
    to: str,
    task: str,
    days: int = handing.USUAL_DAYS,
    answer_by: datetime | None = None,
    file_ids: tuple[int, ...] = (),
    call: str = "",
    share_contact: bool = False,
) -> HandedOut:
    """Ask a partner beside the house (转外部) by a link that ends: no account, only what is shared here.

    `to` is an e-mail address or a telephone number, `days` how long the link lives (1 to 60), `file_ids` photos of
    this matter, `call` the unit's own number for questions. The reporter's contact goes along only by
    `share_contact`, with a reason, and only by who may see it. The clocks go on.
    Errors: NotNow in a state without work, the same partner asked already; Invalid; Denied.
    """
    handing.timely(case.state)
    by_lead(deed, case)
    if share_contact:
        _may_share(deed, case)
    name = organisation.strip()
    if not name or len(name) > 80:
        raise Invalid("cases.no_partner", field="organisation")
    words = task.strip()
    if not words:
        raise Invalid("cases.no_task", field="task")
    if len(words) > REMARK_LIMIT:
        raise Invalid("cases.text_too_long", field="task", length=len(words), limit=REMARK_LIMIT)
    expires_at = handing.until(deed.at, days)
    if answer_by is not None and not deed.at < answer_by <= expires_at:
        raise Invalid("cases.bad_answer_by", field="answer_by")
    channel, address = _address(to)
    token = ids.token(LINK_SIGNS)
    row = HandOut(
        case=case,
        token_hash=ids.digest(token),
        organisation=name,
        channel=channel,
        contact_hash=cipher().blind(address, {"sms": "phone"}.get(channel, channel)),
        contact_shown=_shown(channel, address),
        task=words,
        call=phone_of(call),
        answer_by=answer_by,
        expires_at=expires_at,
        file_ids=_own_photos(case, file_ids),
        shares_contact=share_contact,
        by_unit=deed.actor.unit or case.lead_unit,
        at=deed.at,
    )
    row.contact_sealed = cipher().seal(address, f"cases.HandOut:{row.token_hash}")
    _room_for(case, row, deed.at)
    row.save()
    link = f"{settings.PUBLIC_URL}/p/{token}/"
    row.message_id = _send(case, row, address, link)
    row.save(update_fields=["message_id"])
    deed.record(
        partner=name,
        hand_out=row.pk,
        until=expires_at.isoformat(),
        contact=share_contact,
        photos=len(row.file_ids),
    )
    return HandedOut(id=row.pk, link=link, expires_at=expires_at.isoformat())


def _may_share(deed: Deed, case: Case) -> None:
    if not may(deed.actor, rights.CONTACTS, place_of(case), "case-handling"):
        raise Denied("ledger.no_right", right=rights.CONTACTS)
    reasoned(deed)


def _address(to: str) -> tuple[str, str]:
    """Whether it is a mail address or a telephone number, and how the post writes it."""
    told = to.strip()
    if "@" in told:
        if len(told) > 120 or any(sign.isspace() for sign in told):
            raise Invalid("cases.bad_partner_address", field="to")
        return "mail", told.lower()
    try:
        phone = phone_of(told)
    except Invalid:
        phone = ""
    if not phone:
        raise Invalid("cases.bad_partner_address", field="to")
    return "sms", phone


def _shown(channel: str, address: str) -> str:
    if channel == "sms":
        return masked_phone(address)
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}****@{host}"[:80]


def _own_photos(case: Case, file_ids: tuple[int, ...]) -> list[int]:
    """The files, which must belong to this matter."""
    wanted = list(dict.fromkeys(file_ids))
    if len(wanted) > MOST_PHOTOS:
        raise Invalid("cases.too_many_files", field="photos", limit=MOST_PHOTOS)
    there = set(Evidence.objects.filter(case=case, file_id__in=wanted).values_list("file_id", flat=True))
    if not there.issuperset(wanted):
        raise Invalid("cases.not_of_this_matter", field="photos")
    return wanted


def _room_for(case: Case, row: HandOut, now: datetime) -> None:
    living = HandOut.objects.filter(case=case, ended="")
    # What only time has ended still holds its place among the open ones.
    living.filter(expires_at__lte=now).update(ended="expired", ended_at=now)
    if living.filter(contact_hash=row.contact_hash).exists():
        raise NotNow("cases.handed_already", to=row.contact_shown)
    if living.count() >= handing.MOST_OPEN:
        raise NotNow("cases.too_many_hand_outs", limit=handing.MOST_OPEN)


def _send(case: Case, row: HandOut, address: str, link: str) -> int:
    with translation.override(case.language):
        unit = institution.unit_names(HOUSE, [row.by_unit]).get(row.by_unit, "")
        told = {
            "organisation": row.organisation,
            "unit": unit or _("The platform"),
            "number": case.number,
            "link": link,
            "until": f"{timezone.localtime(row.expires_at):%Y-%m-%d %H:%M}",
        }
        text = _(
            "%(organisation)s: %(unit)s asks for your help with matter %(number)s. Look and answer here until "
            "%(until)s, no account is needed: %(link)s Whoever has this link can answer; please do not pass it on."
        )
        subject = _("A request for your help: %(number)s") % told
        queued = post.send(
            HOUSE,
            channel=row.channel,
            to=address,
            kind="link",
            subject=subject,
            text=text % told,
            about=f"cases.Case:{case.pk}",
            language=case.language,
            area=case.area_path or "/",
        )
    return int(queued.message_id)
