from __future__ import annotations

from datetime import datetime

from ..rules.limits import Limit
from . import _attempts


def count_try(kind: str, who: str, *, most: int, seconds: int, at: datetime, code: str) -> None:
    """Count one try of `kind` by `who` (kept as a keyed hash) in the caller's transaction.

    Refuses with `code` (429, with seconds and minutes) when there were more than `most` in `seconds`.
    """
    _attempts.count(Limit(kind, most, seconds), who, at, code)
