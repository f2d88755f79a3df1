from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules import likeness


@dataclass(frozen=True, slots=True)
class Told:
    """A report of somebody's own file: words, point (None when unknown), when it came, its category."""

    text: str
    lon: float | None
    lat: float | None
    at: datetime
    category: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """The place (1 = first) at which each pair's second report was shown for its first, 0 for not shown; milliseconds."""

    places: tuple[int, ...]
    milliseconds: tuple[float, ...]


@query(rights.PUBLIC)
def likely_trial(
    actor: Actor, reports: Sequence[Told], pairs: Sequence[tuple[int, int]], most: int = likeness.MOST
) -> Trial:
    """How well what is known would have been shown: for each pair of indices, the first is asked, the second wanted.

    The same rule and shortlist as before somebody reports, over all the reports. Reads no matter, keeps nothing.
    """
    spoken = [likeness.spoken(one.text, one.lon, one.lat, one.at, one.category) for one in reports]
    around = likeness.Neighbourhood(spoken)
    places: list[int] = []
    took: list[float] = []
    for asked, wanted in pairs:
        began = time.perf_counter()
        found = [one.index for one in around.likely(spoken[asked], without=asked, most=most, least=0.0)]
        took.append((time.perf_counter() - began) * 1000)
        places.append(found.index(wanted) + 1 if wanted in found else 0)
    return Trial(tuple(places), tuple(took))
