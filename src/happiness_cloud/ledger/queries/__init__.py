from .done_by import done_by
from .history import History, Step, history
from .moves import Moving, last_moved, moves
from .proof import Flaw, Proof, proof
from .unsealed import unsealed

__all__ = [
    "Flaw",
    "History",
    "Moving",
    "Proof",
    "Step",
    "done_by",
    "history",
    "last_moved",
    "moves",
    "proof",
    "unsealed",
]
