from __future__ import annotations

from datetime import datetime

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._apart import done_then
from ._moving import Moved, attach, move, moves, remark


@moves("note")
def note(
    deed: Deed,
    case: Case,
    *,
    text: str,
    public: bool = False,
    file_ids: tuple[int, ...] = (),
    done_at: datetime | None = None,
) -> Moved:
    """Write down progress; a public note is read by the reporter too."""
    done_then(deed, done_at)
    remark(deed, case, "note", text, public=public)
    attach(deed, case, file_ids, "before")
    return move(deed, case, "note")
