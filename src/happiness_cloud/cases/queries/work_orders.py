from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Case, Evidence
from .filters import seen
from .worklist import Row, row_of

MOST = 50


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """What somebody takes along to a matter: masked words, who leads and why, the photos of how it looked."""

    row: Row
    text: str
    assist_units: tuple[str, ...]
    why: tuple[dict[str, Any], ...]
    pack: str
    before: tuple[int, ...]


@query(rights.READ)
def work_orders(actor: Actor, ids: Iterable[int]) -> tuple[WorkOrder, ...]:
    """The matters among `ids` (at most 50) that this actor may see, in that order; two looks, however many.

    Raises Invalid `cases.no_rows`, `cases.too_many_rows`.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid("cases.no_rows", field="ids")
    if len(wanted) > MOST:
        raise Invalid("cases.too_many_rows", field="ids", limit=MOST)
    found: dict[int, Case] = seen(actor).in_bulk(wanted)
    photos: dict[int, list[int]] = defaultdict(list)
    shown = Evidence.objects.filter(case__in=found, role="before").order_by("id")
    for case_id, file_id in shown.values_list("case_id", "file_id"):
        photos[case_id].append(file_id)
    return tuple(_order(found[one], tuple(photos[one])) for one in wanted if one in found)


def _order(case: Case, before: tuple[int, ...]) -> WorkOrder:
    return WorkOrder(
        row=row_of(case),
        text=masked(case.text),
        assist_units=tuple(case.assist_units),
        why=tuple({**one, "reason": masked(one["reason"])} if "reason" in one else one for one in case.why),
        pack=case.pack,
        before=before,
    )
