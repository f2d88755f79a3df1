"""Short ways for the tests of following: ask, confirm by the mail's own link, gather, tell; the mails that went out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Follow
from happiness_cloud.cases.queries import Target
from happiness_cloud.cases.queries.follow_links import confirmer
from happiness_cloud.interfaces.seats import VISITOR
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.ledger import actions as ledger
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.post.models import Message

CHEN = "chen@example.org"
TELLER = house("news", "cases.tell")
SEALER = house("seal-keeper", "ledger.seal")
_CONFIRM = re.compile(r"/follow/confirm/([A-Z0-9]+)/")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it would go out."""

    to: str
    kind: str
    subject: str
    text: str
    headers: str


def mails(kind: str = "") -> list[Mail]:
    """What was queued so far, oldest first."""
    return [
        _mail(one)
        for one in Message.objects.order_by("pk")
        if one.channel == "mail" and kind in ("", one.kind)
    ]


def _mail(row: Message) -> Mail:
    opened = {
        name: cipher().open(getattr(row, f"{name}_sealed"), f"post.{name}:{row.reference}")
        for name in ("to", "body", "headers")
    }
    return Mail(opened["to"], row.kind, row.subject, opened["body"], opened["headers"])


def asked(target: Target, address: str = CHEN, **told: Any) -> str:
    """Ask to follow; the token of the mail."""
    actions.follow(VISITOR, address=address, target=target, **told)
    return _CONFIRM.findall(mails("confirm")[-1].text)[0]


def followed(target: Target, address: str = CHEN, **told: Any) -> Follow:
    """Ask and confirm."""
    who, follow_id = confirmer(VISITOR, asked(target, address, **told))
    actions.confirm_follow(who, follow_id)
    return Follow.objects.get(pk=follow_id)


def gathered() -> Any:
    """Seal what happened, and match it."""
    ledger.seal(SEALER)
    return actions.gather_news(TELLER)


def told_now(at: datetime | None = None) -> list[Mail]:
    """Gather, send what may go out now, and give back the new mails."""
    before = len(mails("news"))
    gathered()
    with clock.at(at or clock.now() + timedelta(seconds=1)):
        for follower_id in queries.to_tell(TELLER):
            actions.tell_news(TELLER, follower_id)
    return mails("news")[before:]
