"""The areas of the sample district with the people who live in them."""

from __future__ import annotations

from collections.abc import Iterator

from happiness_cloud.interfaces.demo.buildings import households
from happiness_cloud.interfaces.demo.plan import (
    AreaSpec,
    LandmarkSpec,
    RoadSpec,
    counted,
    lake,
    plan,
    roads,
)

__all__ = ["AreaSpec", "LandmarkSpec", "RoadSpec", "areas", "lake", "roads"]


def areas(seed: int, scale: str) -> Iterator[AreaSpec]:
    """The area tree, parents before children, with the households that live in each."""
    yield from counted(plan(seed, scale), households(seed, scale))
