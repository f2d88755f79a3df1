"""Runs the type check with settings that need no running database."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

ENV = {
    "HAPPINESS_DATA": tempfile.gettempdir(),
    "HAPPINESS_SECRET_KEY": "types",
    "HAPPINESS_FIELD_SECRETS": "types",
    "HAPPINESS_LINK_SECRET": "types",
    "DATABASE_URL": "postgresql://nobody@localhost/none",
}
sys.exit(subprocess.run([sys.executable, "-m", "mypy", "src"], env={**os.environ, **ENV}).returncode)
