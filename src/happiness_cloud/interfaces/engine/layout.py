"""Where everything of one installation lies.

DATA/keys/      the operator's secrets (0700)      DATA/files/  attachments (0700)
DATA/pg/        the database                       DATA/run/    its socket (0700)
DATA/engine/    an unpacked PostgreSQL, if the wheel's is used
DATA/log/       what the database says             DATA/*.lock  who uses it now
DATA/pg-is-at   only where the database could not live in DATA: the folder it lives in
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from happiness_cloud.interfaces.engine.account import Account
from happiness_cloud.interfaces.engine.errors import EngineError

SYSTEM_HOME = Path("/var/lib/happiness-cloud")
# sun_path holds 108 bytes with the closing zero.
SOCKET_PATH_BYTES = 107


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one installation; `home` holds the database's part and mostly equals `root`."""

    root: Path
    home: Path

    @property
    def keys(self) -> Path:
        """The operator's secrets."""
        return self.root / "keys"

    @property
    def files(self) -> Path:
        """Attachments."""
        return self.root / "files"

    @property
    def pg(self) -> Path:
        """The database cluster."""
        return self.home / "pg"

    @property
    def log(self) -> Path:
        """What the database server says; never a personal value."""
        return self.home / "log" / "database.log"


def default_data_dir() -> Path:
    """The data folder when none is named: the system's for root, the user's own otherwise."""
    if os.geteuid() == 0:
        return SYSTEM_HOME
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "happiness-cloud"


def layout(data_dir: Path | str) -> Layout:
    """The layout of `data_dir` as it stands; creates nothing."""
    root = Path(data_dir).expanduser().resolve()
    pointer = root / "pg-is-at"
    home = Path(pointer.read_text().strip()) if pointer.is_file() else root
    return Layout(root, home)


def make(data_dir: Path | str) -> Layout:
    """The layout of `data_dir`, with its folders made. Idempotent."""
    plan = layout(data_dir)
    if not plan.root.exists():
        plan.root.mkdir(parents=True)
        # Others may pass through (the service user must), not look around.
        plan.root.chmod(0o711)
    for private in (plan.keys, plan.files):
        if not private.exists():
            private.mkdir(mode=0o700)
    return plan


def settle(plan: Layout, account: Account) -> Layout:
    """A home for the database that `account` can enter, remembered in DATA/pg-is-at when it is not DATA.

    Raises `EngineError` when there is none, or when a cluster exists where it cannot be entered.
    """
    if not account.can_enter(plan.home):
        if (plan.pg / "PG_VERSION").exists():
            raise EngineError("engine.unreachable", user=account.name, folder=plan.home)
        mark = hashlib.sha256(os.fsencode(plan.root)).hexdigest()[:10]
        home = SYSTEM_HOME / f"{plan.root.name or 'root'}-{mark}"
        home.mkdir(parents=True, exist_ok=True)
        for folder in (SYSTEM_HOME, home):
            folder.chmod(0o711)
        if not account.can_enter(home):
            raise EngineError("engine.unreachable", user=account.name, folder=plan.root)
        (plan.root / "pg-is-at").write_text(f"{home}\n")
        plan = Layout(plan.root, home)
    plan.log.parent.mkdir(mode=0o700, exist_ok=True)
    return plan


def socket_folder(plan: Layout, account: Account, port: int) -> Path:
    """A folder of mode 0700 for the server's socket, owned by `account`: DATA/run, or a new one in /tmp."""
    folder = plan.home / "run"
    if len(os.fsencode(folder / f".s.PGSQL.{port}")) > SOCKET_PATH_BYTES:
        folder = Path(tempfile.mkdtemp(prefix="happiness-", dir="/tmp"))
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    account.own(folder)
    # Left by a killed server; we hold the locks, so nobody listens there.
    for left in folder.glob(".s.PGSQL.*"):
        left.unlink()
    return folder
