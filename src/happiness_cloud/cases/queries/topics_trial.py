from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.topics.heat import Voice
from ..rules.topics.told import Said, Topic


@dataclass(frozen=True, slots=True)
class TopicsTrial:
    """The topics found, hottest first; the settings they were found with; figures where the truth was told."""

    topics: tuple[Topic, ...]
    settings: dict[str, Any]
    judged: dict[str, Any] | None


@query(rights.PUBLIC)
def topics_trial(
    actor: Actor,
    said: Sequence[Said],
    now: datetime | None = None,
    *,
    explained: int = 0,
    truth: Sequence[str] = (),
    seed: int = 0,
) -> TopicsTrial:
    """The topics among matters of somebody's own, each hot at `now` or at its own hottest moment.

    Words are told for the `explained` hottest, 0 for all. `truth` names the known topic of each ("" where nobody
    knows). Reads no matter and keeps nothing.
    """
    # Here and not above: scipy costs memory and time, and no page needs it.
    from ..rules.topics import finding, judging  # noqa: PLC0415

    found = finding.topics(said, now, explained)
    if not truth:
        return TopicsTrial(found, finding.SETTINGS, None)
    groups = list(range(len(said)))
    for one in found:
        for at in one.members:
            groups[at] = one.members[0]
    ranks = {one.members[0]: rank for rank, one in enumerate(found, 1)}
    return TopicsTrial(found, finding.SETTINGS, judging.judged(groups, truth, ranks, seed))


__all__ = ["Said", "Topic", "TopicsTrial", "Voice", "topics_trial"]
