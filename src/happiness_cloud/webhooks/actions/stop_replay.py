from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Course, Delivery


@action("webhooks.stop_replay", on="webhooks.Course", right=rights.EDIT, see=rights.READ)
def stop_replay(deed: Deed, course: Course) -> None:
    """End a replay before its time; what of it waits is dropped. Refuses webhooks.replay_over."""
    if not course.replay or course.ended_at is not None:
        raise NotNow("webhooks.replay_over")
    course.ended_at = deed.at
    waiting = Delivery.objects.filter(course=course, endpoint_id=course.endpoint_id, state="waiting")
    deed.record(dropped=waiting.update(state="dropped", next_try_at=None, ended_at=deed.at))
