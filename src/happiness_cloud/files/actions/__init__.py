from .add import Added, add
from .cover import Covered, cover, uncover
from .remove import remove
from .sweep import Swept, sweep

__all__ = ["Added", "Covered", "Swept", "add", "cover", "remove", "sweep", "uncover"]
