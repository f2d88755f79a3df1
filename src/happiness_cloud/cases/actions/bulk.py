from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from happiness_cloud.kernel.errors import Invalid, NotFound, Refused
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import Case
from .dispatch import dispatch
from .file import file
from .note import note
from .register import register
from .supervise import supervise
from .urge import urge

MOST = 200
VERBS: dict[str, Callable[..., Any]] = {
    "register": register,
    "file": file,
    "dispatch": dispatch,
    "urge": urge,
    "supervise": supervise,
    "note": note,
}


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of each matter, in the order asked: [id, number, done, refusal code, facts]."""

    results: list[list[Any]]


@action("cases.bulk", right=rights.BULK)
def bulk(deed: Deed, *, ids: tuple[int, ...], verb: str, params: dict[str, Any] | None = None) -> Bulk:
    """Do one verb to up to `MOST` matters; each by itself, so that a refusal leaves the others done.

    `verb` is one of `VERBS`, `params` what it asks for; the reason of the deed is the reason of each. A matter
    outside the actor's bulk right is told as not found. Errors: Invalid for an unknown verb, no or too many rows.
    """
    if verb not in VERBS:
        raise Invalid("cases.no_bulk_verb", field="verb", verb=verb)
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        raise Invalid("cases.no_rows", field="ids")
    if len(wanted) > MOST:
        raise Invalid("cases.too_many_rows", field="ids", limit=MOST)
    seen = Case.objects.filter(scope(deed.actor, rights.BULK, kind="cases.Case"), pk__in=wanted)
    known = {row.pk: row for row in seen.only("number", "area_path", "unit_paths")}
    if not known:
        raise NotFound("ledger.not_found")
    first = next(iter(known.values()))
    deed.require(first.area_path, *first.unit_paths)
    results = [_one(deed, case_id, known, verb, params or {}) for case_id in wanted]
    deed.record(verb=verb, rows=len(wanted), done=sum(1 for one in results if one[2]))
    # Each matter's own row of the book keeps it, sealed with that matter.
    deed.reason = ""
    return Bulk(results=results)


def _one(deed: Deed, case_id: int, known: dict[int, Case], verb: str, params: dict[str, Any]) -> list[Any]:
    row = known.get(case_id)
    if row is None:
        return [case_id, "", False, "ledger.not_found", {}]
    try:
        # The verb's own door opens a savepoint inside this transaction.
        VERBS[verb](deed.actor, case_id, reason=deed.reason, origin=deed.origin, **params)
    except Refused as refused:
        facts = {name: str(value) for name, value in refused.facts.items()}
        return [case_id, row.number, False, refused.code, facts]
    return [case_id, row.number, True, "", {}]
