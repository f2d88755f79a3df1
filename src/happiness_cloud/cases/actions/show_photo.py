from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed

from .. import rights
from ..models import Case
from ._moderating import moderates, photo
from ._moving import reasoned


@moderates("show_photo", rights.HIDE)
def show_photo(deed: Deed, case: Case, *, file_id: int) -> None:
    """Let the public see one photo, as it stands; only where the matter itself is public."""
    reasoned(deed)
    if not case.public:
        raise NotNow("cases.not_public")
    row = photo(case, file_id)
    if row.public:
        raise NotNow("cases.photo_shown")
    row.public = True
    row.save(update_fields=["public"])
    deed.record(file=file_id)
