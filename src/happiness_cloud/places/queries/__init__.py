from ._held import forget
from .areas import AreaFact, area, as_of, at_code, children, history
from .edition import edition
from .geojson import geojson
from .locate import Located, Neighbour, locate
from .locate_many import locate_many
from .names import names
from .standing import standing
from .tree import Node, tree

__all__ = [
    "AreaFact",
    "Located",
    "Neighbour",
    "Node",
    "area",
    "as_of",
    "at_code",
    "children",
    "edition",
    "forget",
    "geojson",
    "history",
    "locate",
    "locate_many",
    "names",
    "standing",
    "tree",
]
