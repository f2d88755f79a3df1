from .add import Added, add
from .cover import Covered, cover, uncover
from .erase import erase
from .remove import remove
from .sweep import Swept, sweep

__all__ = ["Added", "Covered", "Swept", "add", "cover", "erase", "remove", "sweep", "uncover"]
