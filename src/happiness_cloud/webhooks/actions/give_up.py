from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.cipher import CannotOpen
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.post import actions as post

from .. import rights, terms
from ..models import Endpoint

HOUSE = house("webhooks", "post.send")


@action("webhooks.give_up", on="webhooks.Endpoint", right=rights.CARRY)
def give_up(deed: Deed, endpoint: Endpoint, *, why: str) -> None:
    """Pause a receiver that is "gone" or has been "failing" for days, and tell its contact; else do nothing."""
    if endpoint.state != "active":
        return
    endpoint.state, endpoint.paused_for, endpoint.paused_at = "paused", why, deed.at
    deed.record(why=why, told=_tell(endpoint))


def _tell(endpoint: Endpoint) -> bool:
    try:
        contact = cipher().open(endpoint.contact_sealed, bind=f"webhooks.contact:{endpoint.reference}")
    except CannotOpen:
        return False
    if not contact:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A receiver of messages was paused: %(title)s") % {"title": endpoint.title}
        text = _(
            "Nothing is sent to “%(title)s” any more: %(why)s. When it works again, resume it on its page; what"
            " happened meanwhile will be told then."
        ) % {"title": endpoint.title, "why": terms.PAUSED_FOR[endpoint.paused_for]}
    post.send(
        HOUSE,
        channel="mail",
        to=contact,
        kind="webhook",
        text=text,
        subject=subject,
        about=f"webhooks.Endpoint:{endpoint.pk}",
        language=settings.LANGUAGE_CODE,
        area=endpoint.area_path,
    )
    return True
