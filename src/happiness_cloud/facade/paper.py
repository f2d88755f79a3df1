"""Paper: a template and plain values become a PDF, made by a press that is a process of its own (`press.py`).

Values reach the template as JSON and are never read as markup; a template has no words of its own.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import HttpResponse

from happiness_cloud.kernel.errors import Later

log = logging.getLogger("happiness_cloud.facade")

HERE = Path(__file__).parent
FONTS, SHARED = HERE / "fonts", HERE / "sheets"
# One press at a time for each web process: printing must not slow those who only look.
_press = threading.BoundedSemaphore(1)
WAIT_SECONDS, MOST_SECONDS = 10, 25


def printed(template: Path, told: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """The PDF (A4, tagged as PDF/UA-1) of a template; `told` is what it reads, `pictures` JPEGs by their names.

    Raises Later: `facade.press_busy` when another print takes too long, `facade.press_failed` when this one did.
    """
    if not _press.acquire(timeout=WAIT_SECONDS):
        raise Later("facade.press_busy", seconds=WAIT_SECONDS)
    try:
        # Only this user may look into it, and nothing of it stays.
        with tempfile.TemporaryDirectory(prefix="press-") as folder:
            return _pressed(Path(folder), template, told, pictures)
    finally:
        _press.release()


def as_file(body: bytes, name: str) -> HttpResponse:
    """A paper as an answer: a file to keep; no cache holds it."""
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _pressed(folder: Path, template: Path, told: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    (folder / "main.typ").write_bytes(template.read_bytes())
    for shared in SHARED.glob("*.typ"):
        (folder / shared.name).write_bytes(shared.read_bytes())
    (folder / "told.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    for name, picture in pictures.items():
        (folder / name).write_bytes(picture)
    command = [sys.executable, "-m", "happiness_cloud.facade.press", str(folder), str(FONTS)]
    # Neither secrets nor the address of the database go along.
    needed = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    try:
        subprocess.run(command, env=needed, cwd=folder, check=True, capture_output=True, timeout=MOST_SECONDS)
        return (folder / "out.pdf").read_bytes()
    except (subprocess.SubprocessError, OSError) as wrong:
        # What the press says may quote what it printed: only its last line's kind is noted.
        log.error("the press failed", extra={"template": template.name, "kind": type(wrong).__name__})
        raise Later("facade.press_failed", seconds=30) from None
