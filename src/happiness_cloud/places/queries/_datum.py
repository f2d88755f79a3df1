"""A datum by its name."""

from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid

from ..terms import Datum


def known_datum(name: str) -> Datum:
    """The datum called `name`; Invalid `places.unknown_datum` for any other word."""
    if name not in tuple(Datum):
        raise Invalid("places.unknown_datum", field="datum", datum=name, known=[one.value for one in Datum])
    return Datum(name)
