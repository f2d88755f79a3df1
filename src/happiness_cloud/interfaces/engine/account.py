"""Under which user the database server runs: our own, or a service user when we are root."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from happiness_cloud.interfaces.engine.errors import EngineError

SERVICE_USERS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A system user; `changes` is true when a child process must change to it."""

    name: str
    uid: int
    gid: int
    changes: bool

    def popen(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make the child run as this user, without our groups."""
        if not self.changes:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to this user."""
        if self.changes:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can pass through `folder` and all folders above it."""
        if not self.changes:
            return os.access(folder, os.X_OK)
        # Asked of the system, not computed from mode bits: access lists and mounts count too.
        asked = subprocess.run(
            ["/bin/sh", "-c", 'cd "$0"', str(folder)], cwd="/", stderr=subprocess.DEVNULL, **self.popen()
        )
        return asked.returncode == 0


def launching_name() -> str:
    """The name of the user we run as. Raises `EngineError`."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as nameless:
        raise EngineError("engine.nameless_user", uid=os.geteuid()) from nameless


def server_account(pg: Path) -> Account:
    """Who runs the server for the cluster `pg`: its owner, else a service user under root, else we ourselves.

    Raises `EngineError`.
    """
    uid = os.geteuid()
    owner = pg.stat().st_uid if pg.exists() else None
    if uid != 0:
        name = launching_name()
        if owner is not None and owner != uid:
            raise EngineError("engine.foreign_owner", folder=pg, owner=_name(owner))
        return Account(name, uid, os.getegid(), changes=False)
    if owner:
        return _known(_name(owner))
    for name in SERVICE_USERS:
        if _exists(name):
            return _known(name)
    raise EngineError("engine.no_service_user")


def _exists(name: str) -> bool:
    try:
        return pwd.getpwnam(name).pw_uid != 0
    except KeyError:
        return False


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError as nameless:
        raise EngineError("engine.nameless_user", uid=uid) from nameless


def _known(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(name, entry.pw_uid, entry.pw_gid, changes=True)
