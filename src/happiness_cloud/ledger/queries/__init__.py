from .done_by import done_by
from .entries import Written, entries
from .history import History, Step, history
from .moves import Moving, last_moved, moves
from .named import Named, named
from .proof import Flaw, Proof, proof
from .settled import settled
from .unsealed import unsealed

__all__ = [
    "Flaw",
    "History",
    "Moving",
    "Named",
    "Proof",
    "Step",
    "Written",
    "done_by",
    "entries",
    "history",
    "last_moved",
    "moves",
    "named",
    "proof",
    "settled",
    "unsealed",
]
