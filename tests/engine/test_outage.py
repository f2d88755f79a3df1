"""A house in full work whose database goes away and comes back: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg

from happiness_cloud.interfaces.engine import postgres

from .test_supervisor import wait_until

# How long it is away; a minute by hand (`HAPPINESS_OUTAGE=60`).
AWAY = float(os.environ.get("HAPPINESS_OUTAGE", "6"))
CLI = (sys.executable, "-m", "happiness_cloud.interfaces.cli")
RIGHTS = ("cases.report", "cases.report_for", "cases.read")


def _environment(running: postgres.Running) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HAPPINESS_", "DATABASE_"))
    }
    return kept | {"DATABASE_URL": running.app_url, "DATABASE_OWNER_URL": running.owner_url}


@contextmanager
def _up(place: Path, port: int, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    log = (place / "up.log").open("wb")
    command = [*CLI, "up", "--data", str(place), "--port", str(port), "--workers", "1", "--demo", "small"]
    house = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        yield house
    finally:
        house.send_signal(signal.SIGINT)
        try:
            house.wait(30)
        finally:
            log.close()


class Reporter(threading.Thread):
    """Reports one matter after the other; what is answered with "later" is sent again under the same key."""

    def __init__(self, name: int, address: str, token: str, spot: tuple[float, float]) -> None:
        super().__init__(daemon=True)
        self.who, self.address, self.token, self.spot = name, address, token, spot
        self.answers: Counter[int] = Counter()
        self.numbers: dict[str, str] = {}
        self.patience: set[str] = set()
        self.enough = threading.Event()

    def run(self) -> None:
        with httpx.Client(base_url=self.address, timeout=30) as client:
            turn = 0
            while not self.enough.is_set():
                turn += 1
                self._one(client, f"outage-{self.who}-{turn}")

    def _one(self, client: httpx.Client, key: str) -> None:
        body = {
            "text": f"路灯不亮 {key}",
            "lon": self.spot[0],
            "lat": self.spot[1],
            "reporter": {"name": "王芳", "phone": "13800000000", "on_behalf": True},
        }
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        for _try in range(600):
            answer = client.post("/api/v1/cases", json=body, headers=headers)
            self.answers[answer.status_code] += 1
            if answer.status_code == 201:
                self.numbers[key] = answer.json()["number"]
                return
            if answer.status_code != 503:
                self.enough.set()
                return
            self.patience.add(answer.headers.get("Retry-After", ""))
            time.sleep(0.25)


@contextmanager
def _at_work(reporters: list[Reporter]) -> Iterator[None]:
    for one in reporters:
        one.start()
    try:
        yield
    finally:
        for one in reporters:
            one.enough.set()
        for one in reporters:
            one.join(40)


def test_a_database_that_is_away_for_a_while_loses_and_doubles_nothing(empty: Path) -> None:
    running = postgres.start(empty / "database", durable=False)
    env = _environment(running)
    place = empty / "data"
    place.mkdir()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    try:
        with _up(place, port, env) as house:
            assert wait_until(lambda: _answers(address), 90), (place / "up.log").read_text()[-3000:]
            reporters = [Reporter(n, address, _token(place, env), _spot(running.app_url)) for n in range(3)]
            with _at_work(reporters):
                assert wait_until(lambda: all(len(one.numbers) > 3 for one in reporters), 30), _said(
                    reporters
                )
                running.stop()
                time.sleep(AWAY)
                assert all(one.answers[503] for one in reporters), _said(reporters)
                running = postgres.start(empty / "database", durable=False)
                before = [len(one.numbers) for one in reporters]
                assert wait_until(
                    lambda: all(
                        len(one.numbers) > was + 3 for one, was in zip(reporters, before, strict=True)
                    ),
                    40,
                ), _said(reporters)
            assert house.poll() is None, "the house went on by itself"
            _nothing_lost(running.app_url, reporters)
            assert wait_until(lambda: _waiting(running.app_url) == 0, 150), "the worker goes on as well"
    finally:
        running.stop()


def _said(reporters: list[Reporter]) -> list[Counter[int]]:
    return [one.answers for one in reporters]


def _nothing_lost(app_url: str, reporters: list[Reporter]) -> None:
    told = Counter(status for one in reporters for status in one.answers.elements())
    assert set(told) == {201, 503}, told
    assert {patience.isdigit() for one in reporters for patience in one.patience} == {True}
    numbers = [number for one in reporters for number in one.numbers.values()]
    assert len(set(numbers)) == len(numbers)
    rows = _asked(app_url, "SELECT number, text FROM cases_case WHERE text LIKE '%outage-%'")
    assert Counter(number for number, _text in rows) == Counter(numbers)
    assert len({text for _number, text in rows}) == len(rows), "a key was done twice"


def _waiting(app_url: str) -> int:
    """Jobs that are still to be done now, and messages that are still to go out."""
    jobs = _asked(
        app_url,
        "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        " AND (scheduled_at IS NULL OR scheduled_at < now()) AND task_name <> 'cases.watch'",
    )
    messages = _asked(app_url, "SELECT count(*) FROM post_message WHERE state = 'queued'")
    return int(jobs[0][0]) + int(messages[0][0])


def _asked(app_url: str, words: str) -> list[Any]:
    with psycopg.connect(app_url) as database:
        return database.execute(words).fetchall()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _token(place: Path, env: dict[str, str]) -> str:
    rights = [word for right in RIGHTS for word in ("--right", right)]
    told = [*CLI, "token", "--data", str(place), "--json", "--name", "outage", "--area", "/990106/", *rights]
    done = subprocess.run(told, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    token: str = json.loads(done.stdout)["key"]
    return token


def _spot(app_url: str) -> tuple[float, float]:
    """A point inside the district: where some sample matter was reported."""
    (lon, lat), *_ = _asked(app_url, "SELECT lon, lat FROM cases_case WHERE lon IS NOT NULL LIMIT 1")
    return float(lon), float(lat)
