from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Message
from . import _jobs


@action(rights.RESEND, on="post.Message", see=rights.READ)
def resend(deed: Deed, message: Message) -> None:
    """Put a message that was given up back into the queue, with all its tries ahead of it.

    Refuses post.not_dead, and post.gone when its text has been erased.
    """
    if message.state != "dead":
        raise NotNow("post.not_dead")
    if not message.body_sealed:
        raise NotNow("post.gone")
    message.state, message.tries, message.problem = "queued", 0, ""
    message.next_try_at = deed.at
    _jobs.at(message.pk)
