from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed

from .. import rights
from ..models import Case
from ._moderating import moderates, photo
from ._moving import reasoned


@moderates("hide_photo", rights.HIDE)
def hide_photo(deed: Deed, case: Case, *, file_id: int) -> None:
    """Take one photo from the public view; links that were given out before end within a quarter of an hour."""
    reasoned(deed)
    row = photo(case, file_id)
    if not row.public:
        raise NotNow("cases.photo_hidden")
    row.public = False
    row.save(update_fields=["public"])
    deed.record(file=file_id)
