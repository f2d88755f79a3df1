"""What can be read of matters."""

from ..rules.following import RADII, Target
from .contacts import Contact, contacts
from .counts import Counts, counts, matching
from .detail import Detail, detail
from .erased import Tombstone, erased
from .filters import Filter
from .follows import Followed, Following, followed, following
from .forwarded import Abroad, AbroadNow, abroad, due_abroad, stuck_abroad
from .forwardings import Ruled, forwarding_rule, forwardings, forwardings_to_hear, listening, offered_there
from .hand_outs import HandedTo, HandOuts, PartnerSaid, hand_outs
from .hot_topics import HotTopic, HotTopics, hot_topic, hot_topics
from .keys_of import keys_of
from .known import known
from .likely import Asked, Likely, likely, likely_public
from .likely_trial import Told, Trial, likely_trial
from .looks_due import looks_due
from .moderation import Moderation, erasure, moderation, telling_boxes
from .nearby import Pin, pins, public_pins
from .news_waiting import news_unread, to_tell
from .originals import clear_photo, wording
from .public import PublicPage, Shown, community_of, public
from .public_feed import Named, PublicStory, public_feed, public_story
from .public_requests import PublicRequest, PublicStep, public_numbered, public_requests, public_steps
from .routing_trial import RoutingTrial, routing_trial
from .rows import rows
from .saved_views import View, saved_views
from .shared import OwnAnswer, Shared, holder, shared
from .suggestions import Guess, suggestions
from .topics import TopicList, TopicPage, TopicRow, TopicStep, topic, topics
from .topics_due import topics_due
from .topics_of import TopicNamed, topics_of
from .topics_trial import Said, Topic, TopicsTrial, Voice, topics_trial
from .track import Track, track
from .tracking import bearer, link_of, token_of
from .trial import trial
from .urgency import Urgency, urgency
from .work_orders import WorkOrder, work_orders
from .worklist import Page, Row, worklist

__all__ = [
    "RADII",
    "Abroad",
    "AbroadNow",
    "Asked",
    "Contact",
    "Counts",
    "Detail",
    "Filter",
    "Followed",
    "Following",
    "Guess",
    "HandOuts",
    "HandedTo",
    "HotTopic",
    "HotTopics",
    "Likely",
    "Moderation",
    "Named",
    "OwnAnswer",
    "Page",
    "PartnerSaid",
    "Pin",
    "PublicPage",
    "PublicRequest",
    "PublicStep",
    "PublicStory",
    "RoutingTrial",
    "Row",
    "Ruled",
    "Said",
    "Shared",
    "Shown",
    "Target",
    "Told",
    "Tombstone",
    "Topic",
    "TopicList",
    "TopicNamed",
    "TopicPage",
    "TopicRow",
    "TopicStep",
    "TopicsTrial",
    "Track",
    "Trial",
    "Urgency",
    "View",
    "Voice",
    "WorkOrder",
    "abroad",
    "bearer",
    "clear_photo",
    "community_of",
    "contacts",
    "counts",
    "detail",
    "due_abroad",
    "erased",
    "erasure",
    "followed",
    "following",
    "forwarding_rule",
    "forwardings",
    "forwardings_to_hear",
    "hand_outs",
    "holder",
    "hot_topic",
    "hot_topics",
    "keys_of",
    "known",
    "likely",
    "likely_public",
    "likely_trial",
    "link_of",
    "listening",
    "looks_due",
    "matching",
    "moderation",
    "news_unread",
    "offered_there",
    "pins",
    "public",
    "public_feed",
    "public_numbered",
    "public_pins",
    "public_requests",
    "public_steps",
    "public_story",
    "routing_trial",
    "rows",
    "saved_views",
    "shared",
    "stuck_abroad",
    "suggestions",
    "telling_boxes",
    "to_tell",
    "token_of",
    "topic",
    "topics",
    "topics_due",
    "topics_of",
    "topics_trial",
    "track",
    "trial",
    "urgency",
    "wording",
    "work_orders",
    "worklist",
]
