"""Who is told when a matter is overdue: first the unit that leads, then those above it, at last the district."""

from __future__ import annotations

from collections.abc import Iterable

# The kinds of units that answer for an area by themselves, whatever the matter is.
_TERRITORIAL = frozenset({"territorial", "district"})


def ladder(lead: str, area: str, units: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    """Units from the nearest to the highest. `units`: (path, kind, area path) of those that serve.

    A matter that nobody leads yet climbs along the units of its own area.
    """
    if lead:
        parts = lead.strip("/").split("/")
        return tuple("/" + "/".join(parts[:size]) + "/" for size in range(len(parts), 0, -1))
    local = [(path, within) for path, kind, within in units if kind in _TERRITORIAL and within]
    return tuple(path for path, within in sorted(local, key=_deepest_first) if area.startswith(within))


def told(steps: tuple[str, ...], level: int) -> str:
    """Who is told at a level, 1 first; beyond the top it is the top again. "" where there is nobody."""
    return steps[min(level, len(steps)) - 1] if steps else ""


def _deepest_first(one: tuple[str, str]) -> tuple[int, str]:
    return (-one[1].count("/"), one[0])
