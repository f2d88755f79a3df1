"""The story of a matter that ended elsewhere: every step the rules need, and which of them the source tells.

A source tells when a matter was reported and when it ended, seldom more. The steps between must have
happened for the matter to stand where it does, so they are replayed; but only what is told is written
into the book.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from happiness_cloud.cases.actions import Told

from .drafts import Draft

# The step that leads out of each state of the main path.
_OUT_OF = {
    "registered": "register",
    "to_confirm": "confirm",
    "to_file": "file",
    "to_dispatch": "dispatch",
    "to_sign": "sign",
    "handling": "handle",
    "to_check": "verify",
    "to_call_back": "close",
}
_ALWAYS = frozenset({"registered", "to_dispatch", "handling"})
_ON_THE_ROUND = ("register", "confirm")


def steps(draft: Draft, source: str, stages: Collection[str]) -> tuple[Told, ...]:
    """The steps of a draft under a pack that uses `stages`; an open matter was only reported."""
    by: dict[str, Any] = {"actor_id": f"import:{source}", "actor_kind": "partner", "actor_name": source}
    reported = Told(verb="report", at=draft.reported_at, **by)
    if draft.closed_at is None:
        return (reported,)
    # What a worker saw on his round was taken in and confirmed by being reported.
    way = _way(frozenset(stages), draft.channel == "patrol")
    told = {"words": draft.result, "public": True, **by}
    if draft.replied_at is None or draft.replied_at > draft.closed_at:
        return (reported, Told(verb=way[-1], at=draft.closed_at, through=way[:-1], **told))
    work = way.index("handle")
    answered = Told(verb="handle", at=draft.replied_at, through=way[:work], **told)
    if work == len(way) - 1:
        return (reported, answered)
    return (
        reported,
        answered,
        Told(verb=way[-1], at=draft.closed_at, through=way[work + 1 : -1], **by),
    )


@cache
def _way(stages: frozenset[str], on_the_round: bool) -> tuple[str, ...]:
    """The verbs from the first state to the end, under a pack that uses `stages`."""
    skipped = _ON_THE_ROUND if on_the_round else ()
    return tuple(
        verb
        for state, verb in _OUT_OF.items()
        if (state in _ALWAYS or state in stages) and verb not in skipped
    )
