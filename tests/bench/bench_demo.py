"""How long `happiness demo` takes to fill an empty house."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from .figures import Figures
from .running import House


def fill(data: Path, scale: str) -> Figures:
    """In a house of its own, which is stopped again."""
    with House(data, demo=""):
        began = time.monotonic()
        done = subprocess.run(
            [
                *(sys.executable, "-m", "happiness_cloud.interfaces.cli", "demo", "--data", str(data)),
                *("--scale", scale, "--json"),
            ],
            capture_output=True,
            check=True,
            timeout=1800,
        )
        told = json.loads(done.stdout.decode().strip().splitlines()[-1])
        return {**told, "command_seconds": round(time.monotonic() - began, 1)}
