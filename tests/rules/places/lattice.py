"""A made-up town for these tests: neighbouring grids whose shared borders wobble, without gap or overlap."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

WEST, SOUTH, SIDE = 114.15, 30.45, 0.05


def lattice(across: int, wobbles: int = 4, seed: int = 7) -> list[tuple[str, shapely.Polygon]]:
    """`across` × `across` grids with their paths; the same seed gives the same town."""
    rng = np.random.default_rng(seed)
    size = SIDE / across
    corner = {
        (i, j): np.array([WEST, SOUTH]) + size * (np.array([i, j]) + rng.uniform(-0.2, 0.2, 2))
        for i in range(across + 1)
        for j in range(across + 1)
    }

    def border(start: tuple[int, int], end: tuple[int, int]) -> NDArray[np.float64]:
        steps = np.linspace(0, 1, wobbles + 2)[:, None]
        line = corner[start] + (corner[end] - corner[start]) * steps
        line[1:-1] += rng.uniform(-0.03, 0.03, (wobbles, 2)) * size
        return line

    flat = {(i, j): border((i, j), (i + 1, j)) for i in range(across) for j in range(across + 1)}
    steep = {(i, j): border((i, j), (i, j + 1)) for i in range(across + 1) for j in range(across)}
    town = []
    for j in range(across):
        for i in range(across):
            ring = (
                *flat[i, j], *steep[i + 1, j][1:], *flat[i, j + 1][::-1][1:], *steep[i, j][::-1][1:]
            )  # fmt: skip
            town.append((f"/990106/001/{j + 1:03d}/{i + 1:03d}/", shapely.Polygon(ring)))
    return town


def square(west: float, south: float, side: float = 0.01) -> shapely.Polygon:
    """A square of `side` degrees."""
    return shapely.box(west, south, west + side, south + side)
