"""Placeholder photos for evidence: flat drawings made here, of no real place, 800 × 600 JPEG."""

from __future__ import annotations

from io import BytesIO

from happiness_cloud.interfaces.demo.chance import Chance
from happiness_cloud.interfaces.demo.scenes import SCENES

KINDS = tuple(SCENES)


def picture(kind: str, after: bool = False, number: int = 0) -> bytes:
    """The JPEG of a scene before or after the work; `number` varies the street, the same for both moments.

    The drawing repeats exactly; the bytes follow the JPEG library of the machine and are in no fingerprint.
    """
    canvas = SCENES[kind](Chance(number, "picture", kind), not after)
    out = BytesIO()
    canvas.finished().save(out, "JPEG", quality=84, optimize=True)
    return out.getvalue()
