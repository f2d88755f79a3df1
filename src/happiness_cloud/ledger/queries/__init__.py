from .done_by import done_by
from .history import History, Step, history
from .proof import Flaw, Proof, proof
from .unsealed import unsealed

__all__ = ["Flaw", "History", "Proof", "Step", "done_by", "history", "proof", "unsealed"]
