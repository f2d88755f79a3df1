from .claimed import claimed
from .link import link
from .links import Linked, links
from .opened import Opened, opened
from .original import original

__all__ = ["Linked", "Opened", "claimed", "link", "links", "opened", "original"]
