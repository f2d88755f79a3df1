from .import_areas import Imported, import_areas
from .lay_out import AreaSpec, BuildingSpec, DwellingSpec, LaidOut, lay_out
from .redraw import Redrawn, redraw

__all__ = [
    "AreaSpec",
    "BuildingSpec",
    "DwellingSpec",
    "Imported",
    "LaidOut",
    "Redrawn",
    "import_areas",
    "lay_out",
    "redraw",
]
