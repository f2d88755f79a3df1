from __future__ import annotations

from happiness_cloud.files import actions as files
from happiness_cloud.ledger.door import Deed

from .. import rights
from ..models import Case
from ._moderating import HOUSE, moderates, photo
from ._moving import reasoned, rulebook


@moderates("cover_photo", rights.REDACT)
def cover_photo(
    deed: Deed, case: Case, *, file_id: int, boxes: tuple[tuple[int, int, int, int], ...]
) -> None:
    """Burn boxes into a photo of the matter: [left, top, width, height] in its pixels, solid, for everybody.

    The clear one is kept sealed as long as the pack says; until then other boxes take the place of these.
    """
    reasoned(deed)
    photo(case, file_id)
    told = files.cover(
        HOUSE,
        file_id,
        boxes=tuple(tuple(int(side) for side in one) for one in boxes),
        keep_days=rulebook(case).pack.originals_days,
        origin=deed.origin,
    )
    deed.record(file=file_id, boxes=told.boxes)
