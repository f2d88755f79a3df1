from __future__ import annotations

from collections.abc import Sequence

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Topic
from ._topics import TopicStands, chosen, common_area, led_by, lies_at, noted, put, stands, titled


@action("cases.open_topic", right=rights.TOPICS)
def open_topic(
    deed: Deed, *, title: str, case_ids: Sequence[int], note: str = "", lead: str = ""
) -> TopicStands:
    """Open a topic project over these matters, led by a unit if one is named; it lies where all of them lie.

    A matter that was merged stands for its master. Errors: Invalid for an empty or long title, a long note, no matter
    or too many, an unknown unit; NotFound for a matter the actor may not see and put into topics; Denied
    `cases.topic_too_wide` when only a wider area holds all of them.
    """
    topic = Topic(title=titled(title), note=noted(note), opened_at=deed.at)
    cases = chosen(deed, case_ids)
    topic.area_path = lies_at(deed, common_area(one.area_path for one in cases))
    deed.require(topic.area_path)
    led_by(topic, lead)
    topic.held = len(cases)
    topic.save()
    put(deed, topic, cases)
    deed.created(topic)
    deed.record(lead=topic.lead_unit, matters=len(cases))
    return stands(topic)
