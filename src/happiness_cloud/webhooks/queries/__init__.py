from .deliveries import Attempt, Deliveries, Line, deliveries
from .endpoints import Health, Receiver, Receivers, Replay, endpoint, endpoints, tellable
from .errands import Errand, errands
from .ready import anybody, behind, ready
from .replay_count import Replayable, replay_count

__all__ = [
    "Attempt",
    "Deliveries",
    "Errand",
    "Health",
    "Line",
    "Receiver",
    "Receivers",
    "Replay",
    "Replayable",
    "anybody",
    "behind",
    "deliveries",
    "endpoint",
    "endpoints",
    "errands",
    "ready",
    "replay_count",
    "tellable",
]
