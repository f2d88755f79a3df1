from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed
from happiness_cloud.places import queries as places

from ..models import Case
from ..rules.redaction import as_shown, no_mask_written_back
from ._correcting import categorise
from ._finding import found_by_its_words
from ._moving import HOUSE, Moved, move, moves, rulebook


@moves("correct")
def correct(
    deed: Deed,
    case: Case,
    *,
    category: str = "",
    severity: str = "",
    lon: float | None = None,
    lat: float | None = None,
    address: str | None = None,
) -> Moved:
    """Mend category, severity or place; a new deadline keeps the time that was used already.

    A new place must lie where the actor holds the right too.
    """
    book = rulebook(case)
    if lon is not None and lat is not None:
        found = places.locate(HOUSE, lon, lat, "wgs84")
        if not found.path:
            raise Invalid("cases.outside", field="place")
        # Nobody puts a matter where he could not have taken it up himself.
        deed.require(found.path, *case.unit_paths)
        case.lon, case.lat = found.lon, found.lat
        case.area_path, case.area_version = found.path, found.version
        near = [found.path, *(one.path for one in found.neighbours)] if found.near_border else []
        case.place_note = {**case.place_note, "border": near}
    if address is not None and not as_shown(address.strip(), case.address):
        no_mask_written_back(address, case.address)
        case.address = address.strip()[:200]
        found_by_its_words(case)
    if category or severity:
        categorise(deed, case, book, category or case.category, severity or case.severity)
    return move(deed, case, "correct", book)
