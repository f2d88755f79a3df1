"""What can be read of matters."""

from .contacts import Contact, contacts
from .counts import Counts, counts, matching
from .detail import Detail, detail
from .filters import Filter
from .forwarded import Abroad, AbroadNow, abroad, due_abroad, stuck_abroad
from .forwardings import Ruled, forwarding_rule, forwardings, forwardings_to_hear, listening, offered_there
from .known import known
from .likely import Asked, Likely, likely, likely_public
from .likely_trial import Told, Trial, likely_trial
from .looks_due import looks_due
from .nearby import Pin, pins, public_pins
from .public import PublicPage, Shown, community_of, public
from .public_requests import PublicRequest, PublicStep, public_numbered, public_requests, public_steps
from .rows import rows
from .saved_views import View, saved_views
from .suggestions import Guess, suggestions
from .track import Track, track
from .tracking import bearer, link_of, token_of
from .trial import trial
from .worklist import Page, Row, worklist

__all__ = [
    "Abroad",
    "AbroadNow",
    "Asked",
    "Contact",
    "Counts",
    "Detail",
    "Filter",
    "Guess",
    "Likely",
    "Page",
    "Pin",
    "PublicPage",
    "PublicRequest",
    "PublicStep",
    "Row",
    "Ruled",
    "Shown",
    "Told",
    "Track",
    "Trial",
    "View",
    "abroad",
    "bearer",
    "community_of",
    "contacts",
    "counts",
    "detail",
    "due_abroad",
    "forwarding_rule",
    "forwardings",
    "forwardings_to_hear",
    "known",
    "likely",
    "likely_public",
    "likely_trial",
    "link_of",
    "listening",
    "looks_due",
    "matching",
    "offered_there",
    "pins",
    "public",
    "public_numbered",
    "public_pins",
    "public_requests",
    "public_steps",
    "rows",
    "saved_views",
    "stuck_abroad",
    "suggestions",
    "token_of",
    "track",
    "trial",
    "worklist",
]
