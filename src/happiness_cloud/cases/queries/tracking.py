from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

from happiness_cloud.kernel.access import Actor, Grant, with_grants
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.kernel.ids import same
from happiness_cloud.ledger.book import refusing_when_busy

from .. import rights
from ..models import Case

_HOLDER = (rights.TRACK, "cases.rate", "cases.reopen", "cases.reply", "cases.urge")


def token_of(case_id: int) -> str:
    """The secret half of a tracking link: computed from the operator's secret, stored nowhere."""
    mac = hmac.new(settings.LINK_SECRET.encode(), f"track:{case_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(mac[:15]).decode().lower()


def link_of(case_id: int, number: str) -> str:
    """The address of the tracking page."""
    return f"{settings.PUBLIC_URL}/t/{number}/{token_of(case_id)}/"


def bearer(actor: Actor, number: str, token: str) -> tuple[Actor, int]:
    """The actor who holds this link: as before, with the reporter's rights to this one matter; and its id.

    Raises NotFound alike for an unknown number and a wrong token.
    """
    with refusing_when_busy():
        case_id = Case.objects.filter(number=number).values_list("pk", flat=True).first()
    if not same(token_of(case_id or 0), token) or case_id is None:
        raise NotFound("cases.bad_link")
    subject = f"cases.Case:{case_id}"
    return with_grants(actor, *(Grant(right, "", subject=subject) for right in _HOLDER)), case_id
