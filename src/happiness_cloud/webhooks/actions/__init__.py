from .change import change
from .drop import drop
from .give_up import give_up
from .pause import pause
from .ping import Pinged, ping
from .remove import remove
from .replay import Replaying, replay
from .resume import resume
from .retry import retry
from .rotate import MOST_DAYS, Rotated, rotate
from .set_up import SetUp, set_up
from .settle import Settled, settle
from .spread import Spread, spread
from .stop_replay import stop_replay
from .sweep import sweep
from .take import Taken, take

__all__ = [
    "MOST_DAYS",
    "Pinged",
    "Replaying",
    "Rotated",
    "SetUp",
    "Settled",
    "Spread",
    "Taken",
    "change",
    "drop",
    "give_up",
    "pause",
    "ping",
    "remove",
    "replay",
    "resume",
    "retry",
    "rotate",
    "set_up",
    "settle",
    "spread",
    "stop_replay",
    "sweep",
    "take",
]
