"""Matters and areas from files: the tables other systems export, read by a mapping."""

from .areas import bring_areas
from .bring import bring

__all__ = ["bring", "bring_areas"]
