from .left_behind import left_behind
from .outbox import Line, Outbox, outbox

__all__ = ["Line", "Outbox", "left_behind", "outbox"]
