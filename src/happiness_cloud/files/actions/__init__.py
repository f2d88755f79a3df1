from .add import Added, add
from .remove import remove
from .sweep import Swept, sweep

__all__ = ["Added", "Swept", "add", "remove", "sweep"]
