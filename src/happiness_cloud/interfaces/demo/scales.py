"""How large a sample district is."""

from __future__ import annotations

from dataclasses import dataclass

DIVISION = "990106"
DAYS = 90


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts: sub-districts, communities in each, grids in each of those, matters in 90 days."""

    name: str
    sub_districts: int
    communities: int
    grids: int
    matters: int

    @property
    def all_grids(self) -> int:
        """Grids of the whole district."""
        return self.sub_districts * self.communities * self.grids


SCALES = {
    "small": Scale("small", 2, 3, 4, 1_500),
    "district": Scale("district", 8, 10, 12, 60_000),
    "city": Scale("city", 20, 10, 25, 1_000_000),
}
