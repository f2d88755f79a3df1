"""What the verbs of topic projects share: which matters, where the topic lies, who leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Place, may
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.ledger.door import Deed
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import Case, Topic, TopicMatter
from ..queries.topic_matters import masters
from ._moving import HOUSE, known_unit, with_those_above

MOST = 500
TITLE_LIMIT = 80
NOTE_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class TopicStands:
    """How a topic project stands after a verb: its state, and how many matters it holds."""

    id: int
    state: str
    matters: int
    version: int = 0


def within(deed: Deed) -> QuerySet[Case]:
    """The matters that the actor may both see and put into topics."""
    see, put = (scope(deed.actor, right, kind="cases.Case") for right in (rights.READ, rights.TOPICS))
    return Case.objects.filter(see, put)


def chosen(deed: Deed, case_ids: Sequence[int]) -> list[Case]:
    """These matters; one that was merged stands for its master. NotFound alike for one that is not there or hidden."""
    if not deed.actor.holding(deed.right):
        raise Denied("ledger.no_right", right=deed.right)
    wanted = set(case_ids)
    if not wanted:
        raise Invalid("cases.no_rows", field="ids")
    if len(wanted) > MOST:
        raise Invalid("cases.too_many_rows", limit=MOST)
    reach = within(deed)
    if reach.filter(pk__in=wanted).count() != len(wanted):
        raise NotFound("ledger.not_found")
    ends = masters(sorted(wanted))
    found = list(reach.filter(pk__in=set(ends.values())).only("pk", "number", "area_path").order_by("pk"))
    if len(found) != len(set(ends.values())):
        raise NotFound("ledger.not_found")
    return found


def put(deed: Deed, topic: Topic, cases: Sequence[Case]) -> None:
    """Put matters into a topic; those that are in it already stay."""
    there = set(TopicMatter.objects.filter(topic=topic).values_list("case_id", flat=True))
    new = [one for one in cases if one.pk not in there]
    if len(there) + len(new) > MOST:
        raise Invalid("cases.too_many_rows", limit=MOST)
    TopicMatter.objects.bulk_create(TopicMatter(topic=topic, case=one, at=deed.at) for one in new)
    topic.held = len(there) + len(new)
    if new:
        deed.record(added=[one.number for one in new])


def common_area(paths: Iterable[str]) -> str:
    """The smallest area that holds all of these; everywhere when they share none."""
    parts = [path.strip("/").split("/") if path.strip("/") else [] for path in paths]
    shared: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return "/" + "".join(f"{one}/" for one in shared)


def lies_at(deed: Deed, area: str) -> str:
    """`area` when the actor may keep a topic over all of it."""
    if not may(deed.actor, deed.right, Place(area)):
        raise Denied("cases.topic_too_wide")
    return area


def led_by(topic: Topic, lead: str) -> None:
    """Set who leads; that unit, and those above it, see the topic."""
    if lead:
        known_unit(institution.rulebook(HOUSE), lead)
    topic.lead_unit, topic.unit_paths = lead, with_those_above(lead)


def titled(title: str) -> str:
    """A title fit to be kept."""
    words = " ".join(title.replace("\x00", "").split())
    if not words or len(words) > TITLE_LIMIT:
        raise Invalid("cases.no_topic_title", field="title", limit=TITLE_LIMIT)
    return words


def noted(note: str) -> str:
    """A note fit to be kept."""
    words = note.replace("\x00", "").strip()
    if len(words) > NOTE_LIMIT:
        raise Invalid("cases.topic_note_too_long", field="note", length=len(words), limit=NOTE_LIMIT)
    return words


def still_open(topic: Topic) -> None:
    """Refuse for a topic that is closed."""
    if topic.state != "open":
        raise NotNow("cases.topic_closed")


def stands(topic: Topic) -> TopicStands:
    """How it stands now."""
    return TopicStands(topic.pk, topic.state, topic.held, topic.version)
