from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.datum import to_wgs84_many
from ..terms import Datum
from ._leaves import held


@query(rights.READ)
def locate_many(
    actor: Actor, lons: Sequence[float], lats: Sequence[float], datum: str = Datum.WGS84
) -> list[str]:
    """For each point the path of the smallest area that is not divided further ("" = in none), as it is now.

    In a district with grids that is the grid, as `locate` says; in one that was brought in as neighbourhoods
    only, the neighbourhood. A point that cannot be (NaN, beyond the poles) lies in none. Raises Invalid
    `places.unknown_datum` and `places.uneven_coordinates`.
    """
    if datum not in tuple(Datum):
        raise Invalid("places.unknown_datum", field="datum", datum=datum, known=[one.value for one in Datum])
    if len(lons) != len(lats):
        raise Invalid("places.uneven_coordinates", lons=len(lons), lats=len(lats))
    x = np.array(lons, dtype=np.float64)
    y = np.array(lats, dtype=np.float64)
    good = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    rows = np.full(len(x), -1, dtype=np.int32)
    index = held.get().index
    if good.any():
        rows[good] = index.locate_many(*to_wgs84_many(x[good], y[good], Datum(datum)))
    paths = index.paths
    return [paths[row] if row >= 0 else "" for row in rows.tolist()]
