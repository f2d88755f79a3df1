from .claimed import claimed
from .link import link
from .links import Linked, links
from .opened import Opened, opened
from .original import original
from .pictures import pictures
from .suggested import Suggestion, can_suggest, suggested

__all__ = [
    "Linked",
    "Opened",
    "Suggestion",
    "can_suggest",
    "claimed",
    "link",
    "links",
    "opened",
    "original",
    "pictures",
    "suggested",
]
