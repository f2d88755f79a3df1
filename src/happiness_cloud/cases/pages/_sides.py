"""Close to a border the grid worker is asked on which side it is, before the report is sent."""

from __future__ import annotations

from django.http import QueryDict

from . import pickers
from .resident._place import sides_of
from .resident.forms import Sided


class Side(Sided):
    """The question alone."""

    must_choose = True

    def __init__(self, data: QueryDict) -> None:
        super().__init__(sides=sides(data))


def sides(data: QueryDict) -> list[tuple[str, str]]:
    """The grids on both sides of the border that the pin of a form is close to, nearest first; else none."""
    return sides_of(pickers.number(data.get("lon", "")), pickers.number(data.get("lat", "")))


def answered(data: QueryDict) -> QueryDict:
    """What was sent, without a side that was chosen for another pin."""
    told = data.copy()
    if data.get("side_at", "") != pin(data):
        told.pop("side", None)
    return told


def pin(data: QueryDict) -> str:
    """The pin of a form in words, by which it is known whether it was moved."""
    return f"{data.get('lon', '')[:20]},{data.get('lat', '')[:20]}"
