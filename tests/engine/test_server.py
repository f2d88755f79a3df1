"""The same house on a PostgreSQL server of the distribution, given by DATABASE_URL."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def server() -> Iterator[str]:
    """A stock server on loopback; its address as superuser."""
    if not BINARIES:
        pytest.skip("no PostgreSQL server of the distribution here: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="happiness-server-"))
    folder.chmod(0o755)
    who: dict[str, object] = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    port, binary = _free_port(), BINARIES[-1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    initdb = [
        str(binary / "initdb"),
        "-D",
        str(folder / "pg"),
        "-U",
        "postgres",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run(initdb, check=True, **quiet, **who)
    options = [
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        f"port={port}",
        "-c",
        f"unix_socket_directories={folder}",
        "-c",
        "fsync=off",
    ]
    process = subprocess.Popen([str(binary / "postgres"), "-D", str(folder / "pg"), *options], **quiet, **who)
    address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    try:
        for _ in range(100):
            try:
                psycopg.connect(address).close()
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def test_a_given_server_is_migrated_filled_and_keeps_the_book_shut(server: str, tmp_path: Path) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("CREATE ROLE happiness_owner LOGIN")
        admin.execute("CREATE ROLE happiness_app LOGIN")
        admin.execute("CREATE DATABASE happiness OWNER happiness_owner")
    own = server.replace("postgres@", "happiness_owner@").replace("/postgres", "/happiness")
    with psycopg.connect(own, autocommit=True) as owner:
        for what in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
            owner.execute(f"ALTER DEFAULT PRIVILEGES GRANT {what} TO happiness_app")
    app = own.replace("happiness_owner@", "happiness_app@")
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("HAPPINESS_", "DATABASE_"))
    }
    env |= {"DATABASE_URL": app, "DATABASE_OWNER_URL": own}
    cli = [sys.executable, "-m", "happiness_cloud.interfaces.cli"]
    told = ["--data", str(tmp_path / "data")]
    subprocess.run(
        [*cli, "prepare", *told, "--demo", "small"], env=env, check=True, capture_output=True, timeout=300
    )
    status = subprocess.run(
        [*cli, "status", *told, "--json"], env=env, check=True, capture_output=True, text=True
    )
    figures = json.loads(status.stdout)
    assert figures["cases"] == 1500
    assert figures["ledger_rows"] > figures["cases"]
    with psycopg.connect(app) as application, pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute("DELETE FROM ledger_entry")
