"""The matters of topic projects as they stand now: one that was merged is followed to its master."""

from __future__ import annotations

from collections.abc import Sequence

from happiness_cloud.kernel.access import Actor

from ..models import Case, TopicMatter
from .filters import seen
from .worklist import COLUMNS, Row, row_of

_FURTHEST = 8


def masters(keys: Sequence[int]) -> dict[int, int]:
    """The last master of each matter, itself when it was not merged; one statement, one more a step of merges."""
    ends = {key: key for key in keys}
    ask = set(keys)
    for _ in range(_FURTHEST):
        told = Case.objects.filter(pk__in=ask, merged_into__isnull=False)
        above = dict(told.order_by().values_list("pk", "merged_into_id")) if ask else {}
        if not above:
            break
        ends = {key: above.get(end) or end for key, end in ends.items()}
        ask = {one for one in above.values() if one}
    return ends


def matters_of(actor: Actor, topics: Sequence[int]) -> dict[int, list[Row]]:
    """The matters of each topic that this actor may see, each once, newest first. Three statements, few more for merges."""
    pairs = list(TopicMatter.objects.filter(topic_id__in=topics).values_list("topic_id", "case_id"))
    ends = masters([case for _, case in pairs])
    rows = seen(actor).filter(pk__in=set(ends.values())).only(*COLUMNS).order_by("-reported_at", "-id")
    found: dict[int, list[Row]] = {one: [] for one in topics}
    held: dict[int, set[int]] = {}
    for topic, case in pairs:
        held.setdefault(ends[case], set()).add(topic)
    for row in map(row_of, rows if pairs else ()):
        for topic in held[row.id]:
            found[topic].append(row)
    return found
