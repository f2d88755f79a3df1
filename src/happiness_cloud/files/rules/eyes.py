"""Where faces and number plates may be in a photo: a hint for a person who covers them, never more.

Run as a program of its own (`python -m happiness_cloud.files.rules.eyes`, JPEG in, JSON out), so that no web process
loads the library. Its models come with it (OpenCV's cascades, inside the package): nothing is fetched.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable
from typing import Any

from numpy import frombuffer, uint8

# Name of a cascade in the package, what it looks for, least neighbours, least share of the picture's longer side.
_LOOKS = (
    ("haarcascade_frontalface_default.xml", "face", 6, 0.03),
    ("haarcascade_profileface.xml", "face", 6, 0.03),
    ("haarcascade_russian_plate_number.xml", "plate", 4, 0.04),
    ("haarcascade_license_plate_rus_16stages.xml", "plate", 4, 0.04),
)
MOST = 20
# A box is drawn a little wider than what was found: hair, the edge of a plate.
_MORE = 0.12
Seen = tuple[str, int, int, int, int]


def seen(jpeg: bytes) -> list[Seen]:
    """Kind (`face`, `plate`), left, top, width, height of what may be one, largest first. Needs OpenCV."""
    # Only here: the library is an extra, and costs some 60 MB.
    cv2: Any = importlib.import_module("cv2")
    grey: Any = cv2.imdecode(frombuffer(jpeg, uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        return []
    tall, wide = grey.shape
    even = cv2.equalizeHist(grey)
    found: list[Seen] = []
    for name, kind, neighbours, share in _LOOKS:
        cascade = cv2.CascadeClassifier(cv2.data.haarcascades + name)
        side = max(16, int(max(tall, wide) * share))
        least = (side, side if kind == "face" else side // 3)
        boxes = cascade.detectMultiScale(even, 1.1, neighbours, minSize=least)
        found.extend((kind, *_wider(tuple(map(int, one)), wide, tall)) for one in boxes)
    return _apart(sorted(found, key=lambda one: -one[3] * one[4]))[:MOST]


def _wider(box: tuple[int, ...], wide: int, tall: int) -> tuple[int, int, int, int]:
    left, top, width, height = box
    more_x, more_y = int(width * _MORE), int(height * _MORE)
    left, top = max(0, left - more_x), max(0, top - more_y)
    return left, top, min(wide - left, width + 2 * more_x), min(tall - top, height + 2 * more_y)


def _apart(boxes: Iterable[Seen]) -> list[Seen]:
    """Without those that lie mostly inside a larger one."""
    kept: list[Seen] = []
    for one in boxes:
        if all(_shared(one, other) < 0.5 * one[3] * one[4] for other in kept):
            kept.append(one)
    return kept


def _shared(one: Seen, other: Seen) -> int:
    wide = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    tall = min(one[2] + one[4], other[2] + other[4]) - max(one[2], other[2])
    return max(0, wide) * max(0, tall)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(seen(sys.stdin.buffer.read())))
