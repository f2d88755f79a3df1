from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import EVERYWHERE, house
from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case, Learned
from ..queries.suggestions import CATEGORY, SEVERITY, in_use
from ..rules.suggestion import Suggester, digest_of, packed

KINDS = (CATEGORY, SEVERITY)
LEAST = 200
# The newest so many are learned from; more cost minutes and add little.
MOST = 20_000
MOST_LOOSE = 5_000
# In these nobody of the staff has looked at the category or the severity yet, or the matter was none.
_UNSEEN = ("registered", "to_confirm", "waiting", "refused", "merged", "void")
# Every fifth matter, by its key, is never learned from by any model, so that models can be compared on it.
_HELD_OUT = 5
_READER = house("cases.learn", "institution.read")
Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned: whether it is in use now, and macro-F1 on the held-out matters beside the one before."""

    id: int
    taken: bool
    n: int
    held_out: int
    labels: int
    macro_f1: float
    before: float | None
    cross_validated: float
    data_hash: str


@action("cases.learn", right=rights.LEARN)
def learn(deed: Deed, *, kind: str = CATEGORY, least: int = LEAST) -> Lesson:
    """Learn to suggest categories or severities from matters that staff has seen, the newest 20,000 at most.

    The model goes into use unless the one in use has the better macro-F1 on the same held-out matters. Raises
    NotNow `cases.too_few_to_learn` below `least` matters, or with fewer than two labels often enough used.
    """
    deed.require(EVERYWHERE)
    if kind not in KINDS:
        raise Invalid("cases.bad_filter", name="kind", field="kind")
    # Two at once would both find the same model in use.
    old_rows = list(Learned.objects.select_for_update().filter(kind=kind, in_use=True).defer("body"))
    rows, judged, loose = _material(kind)
    if len(rows) + len(judged) < least:
        raise NotNow("cases.too_few_to_learn", n=len(rows) + len(judged), least=least)
    # Here and not above: scikit-learn costs 60 MB and a second, and no page needs it.
    from ..rules.suggestion import learning, trials  # noqa: PLC0415

    learned = learning.learned(rows, loose, names=_names() if kind == CATEGORY else [])
    old = in_use(kind)
    score = trials.judged(learned.model, judged)
    before = trials.judged(old, judged) if old else None
    taken = before is None or score >= before
    told: dict[str, Any] = {
        "macro_f1": round(score, 4),
        "before": None if before is None else round(before, 4),
        "cross_validated": round(learned.macro_f1, 4),
        "held_out": len(judged),
        "labels": len(learned.model.labels),
    }
    row = _kept(
        deed, kind, learned.model if taken else None, old_rows if taken else [], _hash(rows), len(rows), told
    )
    deed.created(row)
    deed.record(taken=taken, n=len(rows), data_hash=row.data_hash, digest=row.digest, **told)
    return Lesson(id=row.pk, taken=taken, n=len(rows), data_hash=row.data_hash, **told)


def _material(kind: str) -> tuple[Rows, Rows, list[str]]:
    """Rows to learn from, rows to judge on, and texts that nobody has judged: all of the newest matters."""
    newest = Case.objects.exclude(text="").order_by("-reported_at", "-id")
    seen = newest.exclude(state__in=_UNSEEN).exclude(category="")
    rows: Rows = []
    judged: Rows = []
    for key, text, label in seen.values_list("pk", "text", kind)[:MOST]:
        (judged if _apart(key) else rows).append((text, label))
    loose = newest.filter(state__in=_UNSEEN).values_list("text", flat=True)[:MOST_LOOSE]
    return rows, judged, list(loose)


def _names() -> Rows:
    """The entries of the category list in force, official and plain, with their codes: each a line."""
    found = [one for group in institution.category_tree(_READER) for one in group.categories]
    return [
        ("\n".join((one.zh, one.en, one.plain_zh, one.plain_en, one.group_zh, *one.words)), one.code)
        for one in found
    ]


def _apart(key: int) -> bool:
    """Whether a matter is only ever judged on; by a digest, since keys may follow a pattern."""
    return hashlib.sha256(str(key).encode()).digest()[0] % _HELD_OUT == 0


def _hash(rows: Rows) -> str:
    """What tells whether two models learned from the same."""
    lines = sorted(f"{label}\t{text}" for text, label in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _kept(
    deed: Deed,
    kind: str,
    model: Suggester | None,
    old: list[Learned],
    data_hash: str,
    n: int,
    scores: dict[str, Any],
) -> Learned:
    for one in old:
        one.in_use = False
        one.version += 1
        one.save(update_fields=["in_use", "version"])
        deed.touched(one, {"in_use": [True, False]})
    body = packed(model) if model else b""
    row = Learned(
        kind=kind,
        at=deed.at,
        data_hash=data_hash,
        n=n,
        scores=scores,
        body=body,
        digest=digest_of(body) if model else "",
        in_use=model is not None,
    )
    try:
        row.save()
    except IntegrityError as wrong:
        # Somebody else took the first model into use meanwhile; there was no row yet to wait for.
        raise NotNow("ledger.busy", seconds=2) from wrong
    return row
