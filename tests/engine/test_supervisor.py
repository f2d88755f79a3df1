"""The keeper of the running parts, with small real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from happiness_cloud.interfaces.engine import leftovers, postgres
from happiness_cloud.interfaces.engine.errors import EngineError
from happiness_cloud.interfaces.engine.supervisor import Child, Patience, Readiness, run

SWIFT = Patience(quick=5, crashes=4, first=0.02, longest=0.1, stop_within=5)


def python(name: str, code: str, **env: str) -> Child:
    return Child(name, [sys.executable, "-u", "-c", code], env)


def until_said(wanted: str, said: list[tuple[str, str]]):
    """An `out` that keeps the lines and asks this process to stop at the wanted one."""

    def out(name: str, line: str) -> None:
        said.append((name, line))
        if line == wanted:
            os.kill(os.getpid(), signal.SIGTERM)

    return out


class Ground:
    """A foundation that counts."""

    def __init__(self) -> None:
        self.stops = 0

    def ensure(self) -> bool:
        return False

    def stop(self) -> None:
        self.stops += 1


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until(true, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return False


def test_output_comes_line_by_line_with_the_name_and_the_environment_arrives() -> None:
    said: list[tuple[str, str]] = []
    child = python(
        "web",
        "import os, time; print('幸福', os.environ['PLACE']); print('end'); time.sleep(60)",
        PLACE="云湖",
    )
    run([child], out=until_said("end", said), patience=SWIFT)
    assert said == [("web", "幸福 云湖"), ("web", "end")]


def test_a_child_that_crashes_is_started_again(tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []
    code = """
import os, sys, time
first = not os.path.exists(os.environ['MARK']); open(os.environ['MARK'], 'w')
if first: print('boom'); sys.exit(3)
print('well'); time.sleep(60)
"""
    run([python("worker", code, MARK=str(tmp_path / "m"))], out=until_said("well", said), patience=SWIFT)
    assert [line for _, line in said] == ["boom", "ended (exit code 3); starting again in 0.02 s", "well"]


def test_a_child_that_always_crashes_ends_the_group_with_its_name() -> None:
    said: list[tuple[str, str]] = []
    ground = Ground()
    children = [python("web", "import time; time.sleep(60)"), python("worker", "raise SystemExit('no way')")]
    with pytest.raises(EngineError, match="worker ended 4 times") as refused:
        run(children, foundation=ground, out=lambda *line: said.append(line), patience=SWIFT)
    assert refused.value.facts == {"name": "worker", "times": 4, "ending": "exit code 1"}
    assert said.count(("worker", "no way")) == 4
    assert ground.stops == 1


def test_a_child_that_cannot_be_started_is_named_and_the_others_are_stopped() -> None:
    ground = Ground()
    with pytest.raises(EngineError, match="ghost could not be started"):
        run([python("web", "import time; time.sleep(60)"), Child("ghost", ["/no/such"])], foundation=ground)
    assert ground.stops == 1


def test_the_pause_doubles_up_to_its_bound() -> None:
    patience = Patience(first=0.5, longest=3)
    assert [patience.pause(crashes) for crashes in (1, 2, 3, 4, 9)] == [0.5, 1, 2, 3, 3]


def test_children_may_finish_their_work_and_the_database_goes_last() -> None:
    said: list[tuple[str, str]] = []

    class Watching(Ground):
        def stop(self) -> None:
            said.append(("ground", "stopped"))

    code = """
import signal, sys, time
def end(*_): time.sleep(0.2); print('put away'); sys.exit(0)
signal.signal(signal.SIGTERM, end); print('here'); time.sleep(60)
"""
    run([python("web", code)], foundation=Watching(), out=until_said("here", said), patience=SWIFT)
    assert said == [("web", "here"), ("web", "put away"), ("ground", "stopped")]


def test_a_child_that_will_not_stop_is_ended_with_what_it_started() -> None:
    said: list[tuple[str, str]] = []
    code = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen(['sleep', '60']).pid); print('here'); time.sleep(60)
"""
    started = time.monotonic()
    run([python("web", code)], out=until_said("here", said), patience=Patience(stop_within=0.3))
    assert time.monotonic() - started < 5
    assert wait_until(lambda: gone(int(said[0][1])))


def test_the_handlers_of_before_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    run(
        [python("web", "import time; print('end'); time.sleep(9)")], out=until_said("end", []), patience=SWIFT
    )
    assert signal.getsignal(signal.SIGTERM) is before


def test_readiness_is_told_when_the_server_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    told: list[bool] = []

    def heard(ready: bool) -> None:
        told.append(ready)
        os.kill(os.getpid(), signal.SIGTERM)

    web = Child(
        "web", [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)], cwd="/usr/share"
    )
    run([web], readiness=Readiness(port, heard, within=20), out=lambda *_: None, patience=SWIFT)
    assert told == [True]


def test_readiness_says_when_nobody_answers_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    told: list[bool] = []
    with Readiness(port, told.append, within=0.2).watched():
        assert wait_until(lambda: bool(told), 5)
    assert told == [False]


UP = """
import sys
from happiness_cloud.interfaces.engine import postgres, supervisor
running = postgres.start(sys.argv[1])
code = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(600)"
children = [supervisor.Child(name, [sys.executable, "-c", code]) for name in ("web", "worker")]
supervisor.run(children, foundation=running)
"""


def up(data: Path) -> tuple[subprocess.Popen[str], list[int]]:
    process = subprocess.Popen([sys.executable, "-c", UP, data], stdout=subprocess.PIPE, text=True)
    return process, [int(process.stdout.readline().split()[-1]) for _ in range(2)]


def test_a_killed_supervisor_leaves_nothing_running_and_the_next_start_works(data: Path) -> None:
    process, children = up(data)
    servers = leftovers.servers_in(data / "pg")
    assert servers
    process.kill()
    process.wait()
    assert wait_until(lambda: all(gone(pid) for pid in (*children, *servers)))
    process, children = up(data)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert all(gone(pid) for pid in children)
    assert leftovers.servers_in(data / "pg") == {}


def test_a_database_killed_under_the_supervisor_comes_back(data: Path) -> None:
    process, _ = up(data)
    try:
        servers = leftovers.servers_in(data / "pg")
        (head,) = [pid for pid, parent in servers.items() if parent == process.pid]
        os.kill(head, signal.SIGKILL)

        def answers() -> bool:
            found = postgres.attach(data)
            try:
                return found is not None and bool(psycopg.connect(found.app_url).execute("SELECT 1"))
            except psycopg.OperationalError:
                return False

        assert wait_until(lambda: head not in leftovers.servers_in(data / "pg") and answers())
    finally:
        process.terminate()
        assert process.wait(20) == 0
