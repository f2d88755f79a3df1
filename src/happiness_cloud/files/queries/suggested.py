from __future__ import annotations

import importlib.util
import json
import logging
import subprocess
import sys
import threading
from dataclasses import dataclass

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Later, NotFound, NotNow
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import File
from ._held import read
from .tickets import FULL

PATIENCE_SECONDS = 20
# Each look takes a second of a processor: whoever comes meanwhile tries again.
_one_at_a_time = threading.Lock()
log = logging.getLogger("happiness_cloud.files")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be a `face` or a `plate`, in pixels of the picture; a hint to look at, nothing is covered by it."""

    kind: str
    left: int
    top: int
    width: int
    height: int


def can_suggest() -> bool:
    """Whether the library that looks is installed here (`requirements/vision.txt`)."""
    return importlib.util.find_spec("cv2") is not None


@query(rights.SUGGEST)
def suggested(actor: Actor, file_id: int) -> tuple[Suggestion, ...]:
    """Where faces and plates may be in a picture as it stands; looked for by a process of its own.

    NotNow `files.no_eyes` where the library is not installed; Later while another look runs, or when it takes too long.
    """
    if not can_suggest():
        raise NotNow("files.no_eyes")
    within = scope(actor, rights.SUGGEST, kind="files.File", units=None)
    row = File.objects.filter(within, pk=file_id, state="kept", kind="picture").first()
    if row is None:
        raise NotFound("files.gone")
    held = read(row.key, FULL)
    if not _one_at_a_time.acquire(blocking=False):
        raise Later("files.eyes_busy", seconds=5)
    try:
        return tuple(Suggestion(*one) for one in _looked(held))
    finally:
        _one_at_a_time.release()


def _looked(held: bytes) -> list[tuple[str, int, int, int, int]]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "happiness_cloud.files.rules.eyes"],
            input=held,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=True,
        )
        found: list[tuple[str, int, int, int, int]] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as wrong:
        log.error("the look for faces and plates failed", exc_info=wrong)
        raise Later("files.eyes_busy", seconds=20) from wrong
    return found
