"""What can be read of matters."""

from .contacts import Contact, contacts
from .counts import Counts, counts, matching
from .detail import Detail, detail
from .erased import Tombstone, erased
from .filters import Filter
from .hand_outs import HandedTo, HandOuts, PartnerSaid, hand_outs
from .known import known
from .likely import Asked, Likely, likely, likely_public
from .likely_trial import Told, Trial, likely_trial
from .looks_due import looks_due
from .moderation import Moderation, erasure, moderation, telling_boxes
from .nearby import Pin, pins, public_pins
from .originals import clear_photo, wording
from .public import PublicPage, Shown, community_of, public
from .public_requests import PublicRequest, PublicStep, public_numbered, public_requests, public_steps
from .routing_trial import RoutingTrial, routing_trial
from .rows import rows
from .saved_views import View, saved_views
from .shared import OwnAnswer, Shared, holder, shared
from .suggestions import Guess, suggestions
from .track import Track, track
from .tracking import bearer, link_of, token_of
from .trial import trial
from .urgency import Urgency, urgency
from .work_orders import WorkOrder, work_orders
from .worklist import Page, Row, worklist

__all__ = [
    "Asked",
    "Contact",
    "Counts",
    "Detail",
    "Filter",
    "Guess",
    "HandOuts",
    "HandedTo",
    "Likely",
    "Moderation",
    "OwnAnswer",
    "Page",
    "PartnerSaid",
    "Pin",
    "PublicPage",
    "PublicRequest",
    "PublicStep",
    "RoutingTrial",
    "Row",
    "Shared",
    "Shown",
    "Told",
    "Tombstone",
    "Track",
    "Trial",
    "Urgency",
    "View",
    "WorkOrder",
    "bearer",
    "clear_photo",
    "community_of",
    "contacts",
    "counts",
    "detail",
    "erased",
    "erasure",
    "hand_outs",
    "holder",
    "known",
    "likely",
    "likely_public",
    "likely_trial",
    "link_of",
    "looks_due",
    "matching",
    "moderation",
    "pins",
    "public",
    "public_numbered",
    "public_pins",
    "public_requests",
    "public_steps",
    "routing_trial",
    "rows",
    "saved_views",
    "shared",
    "suggestions",
    "telling_boxes",
    "token_of",
    "track",
    "trial",
    "urgency",
    "wording",
    "work_orders",
    "worklist",
]
