from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import click

from happiness_cloud.interfaces.engine import address, postgres, supervisor
from happiness_cloud.interfaces.engine.supervisor import Child, Readiness
from happiness_cloud.interfaces.gate import THREADS

from . import ground
from .prepare import prepared_from
from .sign_ins import kept

PYTHON = sys.executable


@click.command(
    epilog="Example: happiness up --port 8000 --demo small",
)
@ground.data_option
@click.option("--port", default=8000, show_default=True, help="Where the web server listens, on 127.0.0.1.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Listen elsewhere only behind a TLS proxy."
)
@click.option("--workers", default=2, show_default=True, help="Web processes, two threads each.")
@click.option("--demo", type=click.Choice(["small", "district", "city"]), help="Fill an empty house first.")
def up(data: Path | None, port: int, host: str, workers: int, demo: str | None) -> None:
    """Serve: database, web and worker in the foreground, until Ctrl-C."""
    began = time.monotonic()
    place = ground.folder(data)
    with ground.refusing():
        address.unused(host, port)
        if os.environ.get("DATABASE_URL"):
            _serve(place, None, port, host, workers, demo, began)
        else:
            running = postgres.start(place, told=ground.told)
            try:
                _serve(place, running, port, host, workers, demo, began)
            finally:
                running.stop()


def _serve(
    place: Path,
    running: postgres.Running | None,
    port: int,
    host: str,
    workers: int,
    demo: str | None,
    began: float,
) -> None:
    app_url = running.app_url if running else os.environ["DATABASE_URL"]
    owner_url = running.owner_url if running else os.environ.get("DATABASE_OWNER_URL", app_url)
    url = f"http://{host}:{port}"
    env = {
        **os.environ,
        "HAPPINESS_PUBLIC_URL": os.environ.get("HAPPINESS_PUBLIC_URL", url),
        **ground.environment(place, app_url, owner_url),
    }
    _prepare(place, running, demo, env)

    def ready(answers: bool) -> None:
        if not answers:
            click.secho(f"The web server does not answer on {url}; see the lines above.", fg="red")
            return
        click.echo(_welcome(place, url, time.monotonic() - began))

    supervisor.run(
        _children(host, port, workers, env),
        foundation=running,
        readiness=Readiness(port, ready, path="/health/"),
    )


def _prepare(place: Path, running: postgres.Running | None, demo: str | None, env: dict[str, str]) -> None:
    """Bring tables, content and assets up to date, unless nothing changed since this database was prepared."""
    # Beside the tables themselves: another database, or a new one, has no such mark.
    mark = running.plan.pg / "prepared.stamp" if running else None
    stamp = prepared_from()
    if mark and mark.exists() and mark.read_text() == stamp and (not demo or kept(place)):
        return
    told = ["--demo", demo] if demo else []
    done = subprocess.run([PYTHON, "-m", "happiness_cloud.interfaces.cli", "prepare", *told], env=env)
    if done.returncode:
        sys.exit(done.returncode)
    if mark:
        mark.write_text(stamp)


def _children(host: str, port: int, workers: int, env: dict[str, str]) -> list[Child]:
    web = [
        *(PYTHON, "-m", "granian", "happiness_cloud.interfaces.wsgi:application", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", str(THREADS)),
        # Connections, also those that only stay open: a browser keeps some for half a minute.
        *("--backpressure", "4096", "--backlog", "4096", "--no-ws", "--log-level", "warning"),
    ]
    worker = [PYTHON, "-m", "django", "procrastinate", "worker", "--concurrency", "1"]
    # What was done stands in the book; the list of jobs holds what waits and what failed.
    tidy = {**env, "PROCRASTINATE_WORKER_DELETE_JOBS": "successful"}
    return [Child("web", web, env), Child("worker", worker, tidy)]


def _welcome(place: Path, address: str, seconds: float) -> str:
    lines = ["", f"Happiness Cloud 幸福云  {address}   (ready in {seconds:.1f} s, Ctrl-C stops)"]
    people = kept(place)
    if people:
        lines += ["", "Sign in as / 以下列身份登录  " + f"{address}/sign-in/"]
        lines += [f"  {one['title']:<22}{one['username']:<16}{one['password']}" for one in people]
        lines += ["", f"Residents need no sign-in: {address}/"]
    return "\n".join(lines) + "\n"
