"""The port is the house's own: a shared one would answer half of the requests from elsewhere."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from happiness_cloud.interfaces.engine.address import unused
from happiness_cloud.interfaces.engine.errors import EngineError


def _listener() -> socket.socket:
    """A listener that would share its port, as the web server does."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    one.bind(("127.0.0.1", 0))
    one.listen()
    return one


def test_a_port_that_somebody_listens_on_is_refused_by_its_number() -> None:
    with _listener() as other:
        port = other.getsockname()[1]
        with pytest.raises(EngineError) as refused:
            unused("127.0.0.1", port, within=0.2)
    assert refused.value.facts["port"] == port
    assert str(port) in str(refused.value)
    assert "--port" in str(refused.value)
    unused("127.0.0.1", port, within=0.2)


def test_a_house_that_was_just_killed_is_waited_for() -> None:
    other = _listener()
    port = other.getsockname()[1]
    threading.Timer(0.4, other.close).start()
    began = time.monotonic()
    unused("127.0.0.1", port, within=10)
    assert time.monotonic() - began >= 0.3


def test_an_address_that_is_wrong_otherwise_is_left_to_the_web_server() -> None:
    unused("203.0.113.7", 18000, within=0.1)


def test_up_says_so_and_makes_nothing(tmp_path: Path) -> None:
    with _listener() as other:
        port, data = other.getsockname()[1], tmp_path / "house"
        call = [sys.executable, "-m", "happiness_cloud.interfaces.cli", "up", "--data", str(data)]
        done = subprocess.run([*call, "--port", str(port)], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr
    assert not (data / "pg").exists()
