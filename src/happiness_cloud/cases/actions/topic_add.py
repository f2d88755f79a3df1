from __future__ import annotations

from collections.abc import Sequence

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Topic
from ._topics import TopicStands, chosen, common_area, lies_at, put, stands, still_open


@action("cases.topic_add", on="cases.Topic", right=rights.TOPICS, see=rights.READ)
def topic_add(deed: Deed, topic: Topic, *, case_ids: Sequence[int]) -> TopicStands:
    """Put more matters into an open topic project; those that are in it already change nothing.

    Errors as those of `open_topic`, and NotNow `cases.topic_closed`.
    """
    still_open(topic)
    cases = chosen(deed, case_ids)
    topic.area_path = lies_at(deed, common_area((topic.area_path, *(one.area_path for one in cases))))
    put(deed, topic, cases)
    return stands(topic)
