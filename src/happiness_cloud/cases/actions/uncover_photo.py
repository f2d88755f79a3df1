from __future__ import annotations

from happiness_cloud.files import actions as files
from happiness_cloud.ledger.door import Deed

from .. import rights
from ..models import Case
from ._moderating import HOUSE, moderates, photo
from ._moving import reasoned


@moderates("uncover_photo", rights.RESTORE)
def uncover_photo(deed: Deed, case: Case, *, file_id: int) -> None:
    """Put the clear photo back, while it is kept; the public no longer sees the photo until it is shown again."""
    reasoned(deed)
    row = photo(case, file_id)
    files.uncover(HOUSE, file_id, origin=deed.origin)
    if row.public:
        row.public = False
        row.save(update_fields=["public"])
    deed.record(file=file_id)
