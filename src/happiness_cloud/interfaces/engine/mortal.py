"""Children that do not outlive us, even when we are killed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
# Loaded here: between fork and exec is no place to open a library.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the child gets `sign` when the *thread* that starts it ends (Linux; elsewhere nothing).

    Start children from the main thread. It runs after a change of user, which would clear the wish.
    """
    parent = os.getpid()

    def wish() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
            if os.getppid() != parent:  # it ended before we could wish
                os._exit(1)

    return wish
