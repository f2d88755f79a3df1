from __future__ import annotations

from django.conf import settings
from django.utils import translation

from happiness_cloud.files import queries as files
from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.places import queries as places

from .. import rights
from ..models import Case, Evidence, Forwarded, Reporter
from ..queries.forwardings import there_of
from ..rules.forwarding import LEASE, PAUSES, Errand
from ..rules.georeport import Report
from ..rules.lifecycle import ENDED
from ._moving import HOUSE

# How long the link to a public photo is good for: the other side fetches it when it takes the report in.
PHOTO_SECONDS = 7 * 24 * 3600


@action("cases.set_out", on="cases.Forwarded", right=rights.CARRY, keeps=False)
def set_out(deed: Deed, row: Forwarded) -> Errand | None:
    """Begin a try: written down before anything is sent, so that a try that dies is known to have been one.

    None when there is nothing to do any more: the matter has ended, or its rule. NotNow when it is not its time.
    """
    if (
        row.next_try_at is None
        or row.next_try_at > deed.at
        or row.state not in ("waiting", "trying", "token")
    ):
        raise NotNow("cases.not_due_yet")
    case, rule = row.case, row.rule
    if row.state != "token" and case.state in ENDED:
        row.state, row.next_try_at = "dropped", None
        return None
    if row.state == "waiting" and rule.ended_at:
        row.state, row.next_try_at, row.problem = "stuck", None, "rule_off"
        deed.touched(case, there=rule.label, stuck=row.problem)
        return None
    if row.state == "trying" and row.tries > len(PAUSES):
        row.state, row.next_try_at, row.problem, row.unclear = "stuck", None, "broken_off", True
        deed.touched(case, there=rule.label, stuck=row.problem)
        return None
    # Whoever was on this errand before has not come back.
    row.unclear = row.unclear or row.state == "trying"
    if row.state != "token":
        row.state = "trying"
        row.tries += 1
    row.first_try_at = row.first_try_at or deed.at
    row.next_try_at = deed.at + LEASE
    deed.record(tries=row.tries, looks_first=row.unclear, shares_contact=rule.shares_contact)
    return Errand(
        there=there_of(rule),
        report=_report(row),
        looks_first=row.unclear,
        since=row.first_try_at,
        token=row.token if row.state == "token" else "",
    )


def _report(row: Forwarded) -> Report:
    case = row.case
    name, phone, mail = _contact(row) if row.rule.shares_contact else ("", "", "")
    return Report(
        reference=row.reference,
        words=row.words,
        lat=case.lat,
        lon=case.lon,
        address=_address(case),
        attributes=tuple(sorted(row.rule.attributes.items())),
        name=name,
        phone=phone,
        mail=mail,
        media=_photo(row),
    )


def _address(case: Case) -> str:
    """The name of the area; what the reporter wrote, a door perhaps, only where there is no point."""
    # In the operator's language, whatever the thread last spoke.
    with translation.override(settings.LANGUAGE_CODE):
        area = str(places.names(HOUSE, [case.area_path]).get(case.area_path, ""))
    return f"{area} {masked(case.address)}".strip() if case.lon is None else area


def _contact(row: Forwarded) -> tuple[str, str, str]:
    reporter = Reporter.objects.filter(case_id=row.case_id).first()
    if reporter is None:
        return "", "", ""
    bind = f"cases.Reporter:{row.case_id}"
    name, phone, mail = (
        cipher().open(one, bind)
        for one in (reporter.name_sealed, reporter.phone_sealed, reporter.mail_sealed)
    )
    return name, phone, mail


def _photo(row: Forwarded) -> str:
    """A link to the first photo that everybody may see; "" when there is none."""
    shown = (
        Evidence.objects.filter(case_id=row.case_id, public=True)
        .order_by("id")
        .values_list("file_id", flat=True)
    )
    if not row.case.public or not shown:
        return ""
    found = files.links(HOUSE, shown[:1], seconds=PHOTO_SECONDS)
    return next((one.full for one in found if one.thumb), "")
