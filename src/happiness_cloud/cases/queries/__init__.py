"""What can be read of matters."""

from .contacts import Contact, contacts
from .counts import Counts, counts, matching
from .detail import Detail, detail
from .filters import Filter
from .hot_topics import HotTopic, HotTopics, hot_topic, hot_topics
from .keys_of import keys_of
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
from .topics import TopicList, TopicPage, TopicRow, TopicStep, topic, topics
from .topics_due import topics_due
from .topics_trial import Said, Topic, TopicsTrial, Voice, topics_trial
from .track import Track, track
from .tracking import bearer, link_of, token_of
from .trial import trial
from .worklist import Page, Row, worklist

__all__ = [
    "Asked",
    "Contact",
    "Counts",
    "Detail",
    "Filter",
    "Guess",
    "HotTopic",
    "HotTopics",
    "Likely",
    "Page",
    "Pin",
    "PublicPage",
    "PublicRequest",
    "PublicStep",
    "Row",
    "Said",
    "Shown",
    "Told",
    "Topic",
    "TopicList",
    "TopicPage",
    "TopicRow",
    "TopicStep",
    "TopicsTrial",
    "Track",
    "Trial",
    "View",
    "Voice",
    "bearer",
    "community_of",
    "contacts",
    "counts",
    "detail",
    "hot_topic",
    "hot_topics",
    "keys_of",
    "known",
    "likely",
    "likely_public",
    "likely_trial",
    "link_of",
    "looks_due",
    "matching",
    "pins",
    "public",
    "public_numbered",
    "public_pins",
    "public_requests",
    "public_steps",
    "rows",
    "saved_views",
    "suggestions",
    "token_of",
    "topic",
    "topics",
    "topics_due",
    "topics_trial",
    "track",
    "trial",
    "worklist",
]
