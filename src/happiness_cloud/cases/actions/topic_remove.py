from __future__ import annotations

from collections.abc import Sequence

from happiness_cloud.kernel.errors import Invalid, NotFound
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Topic, TopicMatter
from ..queries.topic_matters import masters
from ._topics import TopicStands, stands, still_open, within


@action("cases.topic_remove", on="cases.Topic", right=rights.TOPICS, see=rights.READ)
def topic_remove(deed: Deed, topic: Topic, *, case_ids: Sequence[int]) -> TopicStands:
    """Take matters out of an open topic project, those with them that were merged into one of them since.

    Errors: Invalid when none is named, NotFound for one that is not in it or hidden, NotNow `cases.topic_closed`.
    """
    still_open(topic)
    wanted = set(case_ids)
    if not wanted:
        raise Invalid("cases.no_rows", field="ids")
    ends = masters(list(TopicMatter.objects.filter(topic=topic).values_list("case_id", flat=True)))
    gone = [key for key, end in ends.items() if key in wanted or end in wanted]
    seen = within(deed).filter(pk__in=wanted)
    if not wanted <= ends.keys() | set(ends.values()) or seen.count() != len(wanted):
        raise NotFound("ledger.not_found")
    deed.record(removed=list(seen.order_by("pk").values_list("number", flat=True)))
    TopicMatter.objects.filter(topic=topic, case_id__in=gone).delete()
    topic.held = len(ends) - len(gone)
    return stands(topic)
