"""What every command stands on: the data folder, its secrets, a database that answers, Django set up."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from happiness_cloud.interfaces.engine import postgres
from happiness_cloud.interfaces.engine.errors import EngineError
from happiness_cloud.interfaces.engine.keys import secrets
from happiness_cloud.interfaces.engine.layout import default_data_dir, make

PROJECT_DATA = Path(".happiness")

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="HAPPINESS_DATA",
    default=None,
    help="The data folder. Default: .happiness here if it exists, else the system's or the user's own.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print figures as one JSON object.")


def folder(data: Path | None) -> Path:
    """The data folder a command means."""
    if data is not None:
        return data
    return PROJECT_DATA if PROJECT_DATA.is_dir() else default_data_dir()


def environment(data: Path, app_url: str, owner_url: str) -> dict[str, str]:
    """The settings of a child process, from the folder's own secrets."""
    keys = secrets(data)
    return {
        "DJANGO_SETTINGS_MODULE": "happiness_cloud.settings",
        "HAPPINESS_DATA": str(data.resolve()),
        "HAPPINESS_SECRET_KEY": keys["django_secret_key"],
        "HAPPINESS_FIELD_SECRETS": keys["field_secret"],
        "HAPPINESS_LINK_SECRET": keys["link_secret"],
        "DATABASE_URL": app_url,
        "DATABASE_OWNER_URL": owner_url,
    }


@contextmanager
def database(data: Path) -> Iterator[tuple[str, str]]:
    """(application's address, owner's address): a given server, the one that runs, or one started for now."""
    given = os.environ.get("DATABASE_URL")
    if given:
        make(data)
        yield given, os.environ.get("DATABASE_OWNER_URL", given)
        return
    running = postgres.attach(data)
    if running is not None:
        yield running.app_url, running.owner_url
        return
    with postgres.start(data, told=told) as started:
        yield started.app_url, started.owner_url


@contextmanager
def house(data: Path | None) -> Iterator[Path]:
    """Django, ready, on the data folder; refusals become one line and exit code 1."""
    place = folder(data)
    with refusing(), database(place) as (app_url, owner_url):
        for name, value in environment(place, app_url, owner_url).items():
            os.environ.setdefault(name, value)
        import django

        django.setup()
        try:
            yield place
        finally:
            from django.db import connections

            for connection in connections.all():
                connection.close()


def counted() -> None:
    """Let the database count what was brought in at once; by itself it would, but not before a minute is over.

    Until then it would take a search through a full house for one through an empty one.
    """
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def refusing() -> Iterator[None]:
    """One clear line instead of a traceback."""
    from happiness_cloud.kernel.errors import Refused

    try:
        yield
    except EngineError as wrong:
        fail(str(wrong))
    except Refused as wrong:
        from happiness_cloud.facade.refusals import sentence

        fail(f"{sentence(wrong)} ({wrong.code})")


def fail(text: str, code: int = 1) -> NoReturn:
    """Say why, and end."""
    click.secho(text, err=True, fg="red")
    sys.exit(code)


def told(code: str, facts: dict[str, Any]) -> None:
    """What the database engine wants the operator to know."""
    from happiness_cloud.interfaces.engine.errors import SENTENCES

    click.secho(SENTENCES.get(code, code) % facts, err=True, dim=True)


@contextmanager
def bar(what: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal for long work: call it with the rows done and the rows about (0 = not known)."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Figures go to standard output; a bar beside them would spoil a pipe.
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task(what, total=None)

        def told(done: int, about: int) -> None:
            progress.update(task, completed=done, total=max(done, about) if about else None)

        yield told


def tell(figures: dict[str, Any], as_json: bool, words: Callable[[dict[str, Any]], str]) -> None:
    """Figures as one JSON object, or as words."""
    click.echo(json.dumps(figures, ensure_ascii=False, default=str) if as_json else words(figures))
