from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists
from django.db.models.expressions import RawSQL

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import Topic
from .filters import seen

MOST = 20
# A matter stands for those that were merged into it; a circle cannot be, the depth is a belt beside the braces.
_OF = """
WITH RECURSIVE f (id, depth) AS (
    SELECT %s::bigint, 1
    UNION ALL SELECT c.id, f.depth + 1 FROM cases_case c JOIN f ON c.merged_into_id = f.id WHERE f.depth < 9
) SELECT m.topic_id FROM cases_topicmatter m JOIN f ON m.case_id = f.id
"""


@dataclass(frozen=True, slots=True)
class TopicNamed:
    """A topic project by its name."""

    id: int
    title: str
    state: str


@query(rights.READ)
def topics_of(actor: Actor, case_id: int) -> tuple[TopicNamed, ...]:
    """The topic projects this matter belongs to, itself or by one merged into it, newest first; one statement.

    Only those that the actor may see, and nothing of a matter that he may not see.
    """
    there = Topic.objects.filter(
        scope(actor, rights.READ, kind="cases.Topic"),
        Exists(seen(actor).filter(pk=case_id)),
        pk__in=RawSQL(_OF, (case_id,)),  # noqa: S611 -- our own constant, the key goes in as a parameter
    )
    rows = there.order_by("-id").values_list("pk", "title", "state")[:MOST]
    return tuple(TopicNamed(key, masked(title), state) for key, title, state in rows)
