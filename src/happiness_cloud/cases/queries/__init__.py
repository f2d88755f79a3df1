"""What can be read of matters."""

from ..rules.following import RADII, Target
from .contacts import Contact, contacts
from .counts import Counts, counts, matching
from .detail import Detail, detail
from .filters import Filter
from .follows import Followed, Following, followed, following
from .known import known
from .likely import Asked, Likely, likely, likely_public
from .likely_trial import Told, Trial, likely_trial
from .looks_due import looks_due
from .nearby import Pin, pins, public_pins
from .news_waiting import news_unread, to_tell
from .public import PublicPage, Shown, community_of, public
from .public_feed import Named, PublicStory, public_feed, public_story
from .public_requests import PublicRequest, PublicStep, public_numbered, public_requests, public_steps
from .rows import rows
from .saved_views import View, saved_views
from .suggestions import Guess, suggestions
from .track import Track, track
from .tracking import bearer, link_of, token_of
from .trial import trial
from .worklist import Page, Row, worklist

__all__ = [
    "RADII",
    "Asked",
    "Contact",
    "Counts",
    "Detail",
    "Filter",
    "Followed",
    "Following",
    "Guess",
    "Likely",
    "Named",
    "Page",
    "Pin",
    "PublicPage",
    "PublicRequest",
    "PublicStep",
    "PublicStory",
    "Row",
    "Shown",
    "Target",
    "Told",
    "Track",
    "Trial",
    "View",
    "bearer",
    "community_of",
    "contacts",
    "counts",
    "detail",
    "followed",
    "following",
    "known",
    "likely",
    "likely_public",
    "likely_trial",
    "link_of",
    "looks_due",
    "matching",
    "news_unread",
    "pins",
    "public",
    "public_feed",
    "public_numbered",
    "public_pins",
    "public_requests",
    "public_steps",
    "public_story",
    "rows",
    "saved_views",
    "suggestions",
    "to_tell",
    "token_of",
    "track",
    "trial",
    "worklist",
]
