from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights

Rows = Sequence[tuple[str, str]]


@query(rights.LEARN)
def trial(
    actor: Actor,
    rows: Rows,
    held_out: Rows | None = None,
    *,
    unlabelled: Sequence[str] = (),
    names: Rows = (),
    rounds: int = 1,
    seed: int = 0,
) -> dict[str, Any]:
    """How well categories would be suggested from (text, category) rows: judged on `held_out`, else by 5 folds.

    `unlabelled` are more texts, `names` (words, category) of the list of categories. Reads no matter and keeps
    nothing. Raises NotNow `cases.too_few_to_learn`.
    """
    # Here and not above: scikit-learn costs 60 MB and a second, and no page needs it.
    from ..rules.suggestion import trials  # noqa: PLC0415

    if held_out is None:
        outcome = trials.cross_validated(rows, unlabelled, names=names, rounds=rounds, seed=seed)
    else:
        outcome = trials.held_out(rows, held_out, unlabelled, names=names, seed=seed)
    return trials.figures(outcome, seed)
