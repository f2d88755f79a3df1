"""Short ways through the loop for the tests: each step is the verb itself, done by whoever does it in life."""

from __future__ import annotations

from typing import Any

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case
from happiness_cloud.kernel.access import Actor

LAMP = "01037"  # street light: a component, led by its owner
LITTER = "06010"


def report(cast: Any, by: str = "chen", **told: Any) -> Any:
    """A report from the first grid."""
    words: dict[str, Any] = {
        "text": "小区东门路灯坏了三天，晚上很黑",
        "lon": cast.HERE[0],
        "lat": cast.HERE[1],
    }
    return actions.report(cast.actor(by), **(words | told))


def to_dispatch(cast: Any, category: str = LITTER, severity: str = "ordinary") -> int:
    """A matter filed and waiting for dispatch."""
    case_id: int = report(cast).id
    actions.register(cast.actor("zhou"), case_id, category=category, severity=severity)
    actions.confirm(cast.actor("lin"), case_id)
    actions.file(cast.actor("wu"), case_id)
    return case_id


def to_sign(cast: Any, lead: str = "/yunhu/cgj/sz2/", **told: Any) -> int:
    """A matter sent to a unit."""
    case_id = to_dispatch(cast, **told)
    actions.dispatch(cast.actor("zhao"), case_id, lead=lead, reason="明确由该队负责")
    return case_id


def handling(cast: Any, **told: Any) -> int:
    """A matter being handled by 孙."""
    case_id = to_sign(cast, **told)
    actions.sign(cast.actor("sun"), case_id)
    return case_id


def to_check(cast: Any, **told: Any) -> int:
    """A matter reported as done."""
    case_id = handling(cast, **told)
    actions.handle(cast.actor("sun"), case_id, result="已更换灯头，恢复照明", file_ids=(1,))
    return case_id


def to_call_back(cast: Any, **told: Any) -> int:
    """A matter verified by 林."""
    case_id = to_check(cast, **told)
    actions.verify(cast.actor("lin"), case_id)
    return case_id


def closed(cast: Any, **told: Any) -> int:
    """A matter that went the whole way."""
    case_id = to_call_back(cast, **told)
    actions.call_back(cast.actor("zheng"), case_id, reached=True, solved=True, satisfied=5)
    actions.close(cast.actor("zheng"), case_id)
    return case_id


def row(case_id: int) -> Case:
    """The matter as it stands."""
    return Case.objects.get(pk=case_id)


def reporter(cast: Any, case_id: int) -> Actor:
    """Who holds the tracking link."""
    number = row(case_id).number
    holder, _ = queries.bearer(cast.actor("chen"), number, queries.token_of(case_id))
    return holder
