"""The operator's secrets: made on the first start, read ever after, never told to a log."""

from __future__ import annotations

import json
import os
import secrets as randomness
from pathlib import Path

from happiness_cloud.interfaces.engine.errors import EngineError
from happiness_cloud.interfaces.engine.layout import Layout, make

# Name → what it protects: sessions and forms; sealed personal values; links sent to residents.
NAMES = ("django_secret_key", "field_secret", "link_secret")


def secrets(data_dir: Path | str) -> dict[str, str]:
    """The secrets of this installation by name (`NAMES`), each 64 url-safe characters.

    Kept in DATA/keys/secrets.json (0600). Missing keys beside an existing database are an error, not a reason
    to make new ones: what the old ones sealed would be lost. Raises `EngineError`.
    """
    plan = make(data_dir)
    file = plan.keys / "secrets.json"
    for _ in range(2):
        if file.exists():
            return _read(file)
        if (plan.pg / "PG_VERSION").exists():
            raise EngineError("engine.keys_missing", folder=plan.pg, file=file)
        _create(plan, file)
    return _read(file)


def _read(file: Path) -> dict[str, str]:
    try:
        known = json.loads(file.read_text())
        found = {name: known[name] for name in NAMES}
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise EngineError("engine.keys_unreadable", file=file, detail=type(wrong).__name__) from None
    if not all(isinstance(value, str) and len(value) >= 32 for value in found.values()):
        raise EngineError("engine.keys_unreadable", file=file, detail="too short")
    return found


def _create(plan: Layout, file: Path) -> None:
    made = {name: randomness.token_urlsafe(48) for name in NAMES}
    draft = plan.keys / f".secrets.{os.getpid()}.{randomness.token_hex(4)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as out:
            json.dump(made, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        # A link, not a rename: of two first starts at once the second must not overwrite the keys.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(plan.keys, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
