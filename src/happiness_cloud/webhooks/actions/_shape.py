"""What every verb on a receiver checks and seals alike."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from django.conf import settings

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.classes import told_verbs
from happiness_cloud.ledger.vault import cipher

from .. import terms
from ..lookup import misled
from ..models import Endpoint
from ..rules import reach
from ..rules.picks import tidy, unknown
from ..rules.signing import BYTES, secret_of

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")
_AREA = re.compile(r"/(?:[0-9]{1,12}/)*")


def checked_title(title: str) -> str:
    """The name people give it. Refuses webhooks.no_title."""
    told = " ".join(title.split())
    if not 1 <= len(told) <= 80:
        raise Invalid("webhooks.no_title", field="title")
    return told


def checked_url(url: str) -> str:
    """An address messages may go to, looked up once now; each try looks again. Refuses webhooks.bad_url."""
    told = url.strip()
    plain, allowed = settings.OUTGOING_HTTP, settings.OUTGOING_ALLOW
    why = reach.misfit(told, plain=plain, allowed=allowed) or misled(told, allowed)
    if why:
        raise Invalid("webhooks.bad_url", field="url", why=terms.BAD_URL[why])
    return told


def checked_area(area: str) -> str:
    """The path of an area. Refuses webhooks.bad_area."""
    if len(area) > 200 or not _AREA.fullmatch(area):
        raise Invalid("webhooks.bad_area", field="area")
    return area


def checked_picks(picks: Sequence[str]) -> list[str]:
    """What it hears of. Refuses webhooks.no_picks, webhooks.bad_pick."""
    told = tidy(picks)
    if not told:
        raise Invalid("webhooks.no_picks", field="picks")
    odd = unknown(told, told_verbs())
    if odd:
        raise Invalid("webhooks.bad_pick", field="picks", pick=odd)
    return told


def sealed_contact(contact: str, reference: str) -> str:
    """Who is told when it is given up, sealed; "" for nobody. Refuses webhooks.bad_contact."""
    told = contact.strip()
    if told and (len(told) > 254 or not _MAIL.fullmatch(told)):
        raise Invalid("webhooks.bad_contact", field="contact")
    return cipher().seal(told, bind=f"webhooks.contact:{reference}")


def new_secret(reference: str) -> tuple[str, str]:
    """A new secret, and the same sealed."""
    secret = secret_of(os.urandom(BYTES))
    return secret, cipher().seal(secret, bind=f"webhooks.secret:{reference}")


def there(endpoint: Endpoint) -> None:
    """Refuse what was removed: its deliveries are kept for a while, it is not."""
    if endpoint.state == "removed":
        raise NotNow("webhooks.removed")
