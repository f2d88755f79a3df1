from .done_by import done_by
from .entries import Written, entries
from .history import History, Step, history
from .named import Named, named
from .proof import Flaw, Proof, proof
from .settled import settled
from .unsealed import unsealed

__all__ = [
    "Flaw",
    "History",
    "Named",
    "Proof",
    "Step",
    "Written",
    "done_by",
    "entries",
    "history",
    "named",
    "proof",
    "settled",
    "unsealed",
]
