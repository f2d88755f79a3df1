"""What can be read of matters."""

from .contacts import Contact, contacts
from .counts import Counts, counts, matching
from .detail import Detail, detail
from .filters import Filter
from .known import known
from .looks_due import looks_due
from .nearby import Pin, pins, public_pins
from .public import PublicPage, Shown, public
from .rows import rows
from .saved_views import View, saved_views
from .track import Track, track
from .tracking import bearer, link_of, token_of
from .worklist import Page, Row, worklist

__all__ = [
    "Contact",
    "Counts",
    "Detail",
    "Filter",
    "Page",
    "Pin",
    "PublicPage",
    "Row",
    "Shown",
    "Track",
    "View",
    "bearer",
    "contacts",
    "counts",
    "detail",
    "known",
    "link_of",
    "looks_due",
    "matching",
    "pins",
    "public",
    "public_pins",
    "rows",
    "saved_views",
    "token_of",
    "track",
    "worklist",
]
