from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case, Topic, TopicMatter
from ..queries.topic_matters import masters
from ..rules.lifecycle import OPEN
from ._topics import TopicStands, noted, stands, still_open


@action("cases.topic_close", on="cases.Topic", right=rights.TOPICS, see=rights.READ)
def topic_close(deed: Deed, topic: Topic) -> TopicStands:
    """Close a topic project; while matters of it are open only with a reason, which is kept.

    Errors: NotNow `cases.topic_open_matters` with how many are open, `cases.topic_closed`.
    """
    still_open(topic)
    reason = noted(deed.reason)
    ends = masters(list(TopicMatter.objects.filter(topic=topic).values_list("case_id", flat=True)))
    left = Case.objects.filter(pk__in=set(ends.values()), state__in=OPEN).count()
    if left and not reason:
        raise NotNow("cases.topic_open_matters", count=left, field="reason")
    topic.state, topic.closed_at, topic.closing = "closed", deed.at, reason
    deed.record(matters=len(set(ends.values())), left_open=left)
    return stands(topic)
