from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed

from .. import rights
from ..models import Case
from ..rules.redaction import no_mask_written_back
from ._moderating import moderates, photo

CAPTION_LIMIT = 120


@moderates("caption_photo", rights.HIDE)
def caption_photo(deed: Deed, case: Case, *, file_id: int, caption: str) -> None:
    """Say in a few words what a photo shows, or (with "") say nothing; the book does not repeat it."""
    words = " ".join(caption.replace("\x00", "").split())
    if len(words) > CAPTION_LIMIT:
        raise Invalid("cases.text_too_long", field="caption", length=len(words), limit=CAPTION_LIMIT)
    row = photo(case, file_id)
    no_mask_written_back(words, row.caption)
    row.caption = words
    row.save(update_fields=["caption"])
    deed.record(file=file_id)
