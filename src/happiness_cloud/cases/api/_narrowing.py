"""The words of a list's filter as they stand in an address."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Literal

from pydantic import Field

from happiness_cloud.facade.shapes import Shape
from happiness_cloud.kernel.errors import Invalid

from .. import terms
from ..queries import Filter

_FIRST, _LAST = date(1990, 1, 1), date(2100, 1, 1)
Severity = Literal[*terms.SEVERITIES]  # type: ignore[valid-type]
Channel = Literal[*terms.CHANNELS]  # type: ignore[valid-type]
Flag = Literal["supervised", "urged", "rework", "returned", "reopened", "extension", "voices", "partner"]


class FilterWords(Shape):
    """What to look for: the same words as in the lists, the export and the map."""

    q: str = Field(
        "", max_length=200, description="Words (every one must occur) or the beginning of a number."
    )
    state: str = Field(
        "", max_length=200, description="States divided by commas, or open, or ended.", examples=["open"]
    )
    category: str = Field("", max_length=40, description="A category's code or its beginning.")
    severity: Severity | None = None
    channel: Channel | None = None
    area: str = Field(
        "", max_length=200, description="An area's path: everything inside it.", examples=["/990106/001/"]
    )
    unit: str = Field(
        "", max_length=200, description="A unit's path: whatever concerns it or those below it."
    )
    told: str = Field(
        "", max_length=200, description="A unit's path: what it was told of, soon due or overdue."
    )
    due: Literal["overdue", "soon"] | None = Field(None, description="Late, or due within 24 hours.")
    since: date | None = Field(None, ge=_FIRST, le=_LAST, description="Reported on this day or later.")
    until: date | None = Field(None, ge=_FIRST, le=_LAST, description="Reported on this day or before.")
    flag: Flag | None = None
    order: Literal["due", "newest"] = Field("due", description="Most pressing first, or newest first.")

    def wanted(self) -> Filter:
        """The filter of the lists."""
        told = {one.name: getattr(self, one.name) for one in fields(Filter)}
        return Filter(**{name: str(value).strip() for name, value in told.items() if value is not None})


class ListWords(FilterWords):
    """A filter, and which page of it."""

    cursor: str = Field("", max_length=200, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200, description="Rows on a page.")


def box(bbox: str) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees. Raises Invalid."""
    try:
        west, south, east, north = (float(one) for one in bbox.split(","))
    except ValueError as wrong:
        raise Invalid("cases.bad_filter", field="bbox", name="bbox") from wrong
    return west, south, east, north
