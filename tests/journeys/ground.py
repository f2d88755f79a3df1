"""The real web server in front of a copy of the small place of `tests/cast.py`."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from tests.cast import PEOPLE
from tests.ground import named

# What a journey may call somebody of the cast.
ROLES = {
    "grid_worker": "lin",
    "other_worker": "he",
    "intake": "zhou",
    "supervisor": "wu",
    "dispatcher": "zhao",
    "handler": "sun",
    "other_handler": "ma",
    "community": "li",
    "call_back": "zheng",
    "adjudicator": "wang",
    "overseer": "qian",
    "auditor": "feng",
    "street": "xu",
    "privacy": "gao",
}


def user_name(role: str) -> str:
    """The user name of a role or of a short name of the cast."""
    return PEOPLE[ROLES.get(role, role)][0]


@contextmanager
def copied(template: str, name: str) -> Iterator[None]:
    """A copy of a database, for as long as it lasts; nothing may be connected to the template meanwhile."""
    from django.db import connections

    connections["default"].close()
    admin = os.environ["HAPPINESS_TEST_ADMIN"]
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield
    finally:
        with psycopg.connect(admin, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def switched(name: str, folder: Path, address: str) -> Iterator[None]:
    """The Django of this process, looking into the served database and its files for a while."""
    from django.conf import settings
    from django.db import connections
    from django.test import override_settings

    inside = connections["default"]
    was = inside.settings_dict["NAME"]
    kept: dict[str, Any] = {**settings.STORAGES["default"], "OPTIONS": {"location": folder / "files"}}
    _turn(name)
    try:
        with override_settings(
            DATA=folder, PUBLIC_URL=address, STORAGES={**settings.STORAGES, "default": kept}
        ):
            yield
    finally:
        _turn(was)


def _turn(name: str) -> None:
    """Another database; what the rooms keep in memory belongs to one only."""
    from django.db import connections

    from happiness_cloud.institution import queries as institution
    from happiness_cloud.places import queries as places

    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name
    institution.forget()
    places.forget()


def _environment(database: str, folder: Path) -> dict[str, str]:
    url = named(os.environ["HAPPINESS_TEST_APP"], database)
    return os.environ | {"DATABASE_URL": url, "HAPPINESS_DATA": str(folder)}


def command(database: str, folder: Path, *words: str, **settings: str) -> dict[str, Any]:
    """Run `happiness …` as its operator does, over the database `database`; the figures it prints, if it does."""
    env = _environment(database, folder) | settings
    env["DATABASE_OWNER_URL"] = named(os.environ["HAPPINESS_TEST_ADMIN"], database)
    call = [sys.executable, "-m", "happiness_cloud.interfaces.cli", *words, "--data", str(folder)]
    done = subprocess.run(call, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"happiness {' '.join(words)}\n{done.stdout}\n{done.stderr}"
    told: dict[str, Any] = json.loads(done.stdout) if "--json" in words else {}
    return told


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@contextmanager
def serving(database: str, folder: Path, **settings: str) -> Iterator[str]:
    """The web server over the database `database`; its address. `settings` are more of the environment."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = _environment(database, folder) | settings
    env |= {"HAPPINESS_PUBLIC_URL": address, "HAPPINESS_DEBUG": "1"}
    log = folder / "web.log"
    command = [sys.executable, "-m", "granian", "happiness_cloud.interfaces.wsgi:application"]
    command += ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4"]
    with log.open("wb") as out:
        running = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        _await(address, running, log)
        yield address
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def _await(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    for _turn in range(150):
        if running.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/help/", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the web server did not come up:\n{log.read_text()[-4000:]}")
