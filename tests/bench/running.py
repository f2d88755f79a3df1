"""A house of one's own for a bench: `happiness up` on a folder and a free port, always stopped by its id."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

READY_WITHIN = 300.0
STOPS_WITHIN = 40.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
    return port


class House:
    """`happiness up`, ready to be asked; `seconds` tells how long the start took."""

    def __init__(self, data: Path, demo: str = "small", workers: int = 2) -> None:
        self.data, self.demo, self.workers = data, demo, workers
        self.port, self.seconds = 0, 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and wait until /health/ answers."""
        self.port = free_port()
        began = time.monotonic()
        demo = ["--demo", self.demo] if self.demo else []
        with (self.data.parent / f"{self.data.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "happiness_cloud.interfaces.cli", "up", "--data", str(self.data)),
                    *("--port", str(self.port), "--workers", str(self.workers), *demo),
                ],
                # An operator's Python keeps its byte code; where that is switched off every start compiles anew.
                env={key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while not self._answers():
            if self.process.poll() is not None:
                raise SystemExit(f"`happiness up` ended with {self.process.returncode}; see {log.name}")
            if time.monotonic() - began > READY_WITHIN:
                self.stop()
                raise SystemExit(f"`happiness up` is not ready after {READY_WITHIN:.0f} s; see {log.name}")
            time.sleep(0.05)
        self.seconds = time.monotonic() - began

    def stop(self) -> None:
        """Ctrl-C, and after a while the hard way."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Kill the supervisor at once, as a crash would; what it started ends with it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    @property
    def pid(self) -> int:
        """The supervisor."""
        if self.process is None:
            raise SystemExit("the house does not run")
        return self.process.pid

    def sign_ins(self) -> dict[str, str]:
        """Password by user name of the sample people."""
        told = json.loads((self.data / "keys" / "sample-sign-ins.json").read_text())
        return {one["username"]: one["password"] for one in told}

    def settle(self) -> None:
        """Let this process use the house's database: sets the environment and starts Django."""
        from happiness_cloud.interfaces.cli.ground import environment
        from happiness_cloud.interfaces.engine import postgres

        urls = postgres.attach(self.data)
        if urls is None:
            raise SystemExit("the database does not run")
        os.environ.update(environment(self.data, urls.app_url, urls.owner_url))
        import django

        django.setup()

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def folder() -> Path:
    """An empty folder for the data of one run."""
    root = Path(tempfile.mkdtemp(prefix="happiness-bench-"))
    root.chmod(0o755)
    return root / "data"
