from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max

from happiness_cloud.kernel import ids
from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.models import Entry

from .. import rights
from ..models import Course, Endpoint, Standing
from ..rules.reach import host_of
from . import _shape

MOST_IN_AREA = 20
_AREAS_LOCK = 4_711_004


@dataclass(frozen=True, slots=True)
class SetUp:
    """The new receiver. `secret` (`whsec_…`) is shown this once."""

    endpoint_id: int
    secret: str


@action("webhooks.set_up", right=rights.EDIT, keeps=False)
def set_up(deed: Deed, *, title: str, url: str, area: str, picks: Sequence[str], contact: str = "") -> SetUp:
    """Let a system hear of what happens in an area from now on; it is sent to at once.

    `picks` are verbs ("cases.close") or rooms ("cases.*"); `contact` is a mail address told when the house gives
    it up. Refuses no_title, bad_url, bad_area, no_picks, bad_pick, bad_contact, and too_many in one area.
    """
    deed.require(_shape.checked_area(area))
    reference = ids.token(20)
    told = {
        "title": _shape.checked_title(title),
        "url": _shape.checked_url(url),
        "picks": _shape.checked_picks(picks),
        "contact_sealed": _shape.sealed_contact(contact, reference),
    }
    _room_for_one(area)
    secret, sealed = _shape.new_secret(reference)
    row = Endpoint.objects.create(
        reference=reference,
        area_path=area,
        secret_sealed=sealed,
        created_by=deed.actor.id,
        created_at=deed.at,
        **told,
    )
    Standing.objects.create(endpoint=row)
    Course.objects.create(
        endpoint=row,
        told_to=Entry.objects.aggregate(last=Max("id"))["last"] or 0,
        created_by=deed.actor.id,
        created_at=deed.at,
        area_path=area,
    )
    deed.created(row)
    deed.record(area=area, host=host_of(row.url), picks=row.picks)
    return SetUp(endpoint_id=row.pk, secret=secret)


def _room_for_one(area: str) -> None:
    with connection.cursor() as cursor:
        # Two at once would each count one too few.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_AREAS_LOCK])
    if Endpoint.objects.filter(area_path=area).exclude(state="removed").count() >= MOST_IN_AREA:
        raise NotNow("webhooks.too_many", most=MOST_IN_AREA)
