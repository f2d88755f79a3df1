"""Finds a Chromium for the browser journeys, or installs Debian's, or says in one line what to install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium on this machine."""
    given = os.environ.get("CHROMIUM")
    return given or next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> None:
    """Make sure there is one, and fonts for Chinese."""
    wanted = [] if find() else ["chromium"]
    fonts = (
        subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True)
        if shutil.which("fc-list")
        else None
    )
    if fonts is None or not fonts.stdout.strip():
        wanted.append("fonts-noto-cjk")
    if not wanted:
        return
    line = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(wanted)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The browser journeys need {' and '.join(wanted)}. Run as root: {line}")
    print(f"Installing {' and '.join(wanted)} for the browser journeys …", flush=True)
    done = subprocess.run(line, shell=True, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Could not install {' and '.join(wanted)}. Run as root: {line}\n{done.stderr[-500:]}")


if __name__ == "__main__":
    main()
