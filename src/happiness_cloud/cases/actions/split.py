from __future__ import annotations

from django.utils import timezone

from happiness_cloud.kernel.ids import case_number
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._finding import found_by_its_words
from ._moving import Moved, move, moves, rulebook, settle, start_clock
from .report import in_force, next_id, title_of, words_of


@moves("split")
def split(deed: Deed, case: Case, *, text: str, category: str = "") -> Moved:
    """Make one part of the matter a matter of its own; the whole cannot close while parts are open."""
    book = rulebook(case)
    words = words_of(text)
    if category:
        in_force(book, category, deed.at)
    number = next_id()
    part = Case(
        pk=number,
        number=case_number(timezone.localtime(deed.at).date(), case.area_path[1:7], number),
        state="to_dispatch",
        parent=case,
        text=words,
        title=title_of(words),
        category=category or case.category,
        severity=case.severity,
        channel=case.channel,
        language=case.language,
        area_path=case.area_path,
        area_version=case.area_version,
        lon=case.lon,
        lat=case.lat,
        address=case.address,
        place_note=case.place_note,
        pack=case.pack,
        level=case.level,
        public=case.public,
        reported_at=deed.at,
    )
    start_clock(deed, part, "dispatch", book)
    settle(deed, part, book)
    part.save(force_insert=True)
    found_by_its_words(part)
    deed.touched(part, whole=case.pk, whole_number=case.number, to=part.state)
    deed.record(child=part.pk, child_number=part.number)
    return move(deed, case, "split", book)
