from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Message


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many messages were emptied."""

    messages: int


@action(rights.FORGET)
def forget(deed: Deed, *, about: str) -> Forgotten:
    """Empty every message about one thing ("cases.Case:7"): address, its hash and the text; one on its way never goes out.

    That a message went, when and of what kind, stays.
    """
    deed.require(EVERYWHERE)
    kind, _, key = about.partition(":")
    rows = Message.objects.filter(about_kind=kind, about_id=key)
    rows.filter(state__in=("queued", "failed")).update(state="dead", problem="erased", next_try_at=None)
    gone = rows.exclude(to_sealed="").update(to_sealed="", to_hash="", subject="", body_sealed="")
    deed.record(about=about, messages=gone)
    return Forgotten(gone)
