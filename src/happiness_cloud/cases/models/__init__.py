from .follows import Follow, Follower, Mark, News
from .forwarding import Forwarded, Forwarding, HeardUpdate
from .matter import Case, Evidence, Findable, Learned, Remark, Reporter, SavedView, Whistle
from .moderation import Erasure, Wording
from .partners import HandOut, PartnerAnswer
from .topics import HotMatter, HotRun, Topic, TopicMatter

__all__ = [
    "Case",
    "Erasure",
    "Evidence",
    "Findable",
    "Follow",
    "Follower",
    "Forwarded",
    "Forwarding",
    "HandOut",
    "HeardUpdate",
    "HotMatter",
    "HotRun",
    "Learned",
    "Mark",
    "News",
    "PartnerAnswer",
    "Remark",
    "Reporter",
    "SavedView",
    "Topic",
    "TopicMatter",
    "Whistle",
    "Wording",
]
