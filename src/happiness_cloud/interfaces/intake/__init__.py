"""Matters, areas and people from files: the tables other systems export, read by a mapping."""

from .areas import bring_areas
from .bring import bring
from .people import bring_people

__all__ = ["bring", "bring_areas", "bring_people"]
