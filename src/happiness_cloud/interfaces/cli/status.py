from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from happiness_cloud.interfaces.engine import postgres

from . import ground


@click.command(epilog="Example: happiness status --json")
@ground.data_option
@ground.json_option
def status(data: Path | None, as_json: bool) -> None:
    """Say whether it runs, what it holds, and what waits."""
    place = ground.folder(data)
    if postgres.attach(place) is None and not _given():
        ground.tell(
            {"running": False, "data": str(place)}, as_json, lambda one: f"Not running ({one['data']})."
        )
        raise SystemExit(1)
    with ground.house(data):
        figures = {"running": True, "data": str(place), **_figures()}
    ground.tell(figures, as_json, _words)


def _given() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


def _figures() -> dict[str, Any]:
    from django.db import connection

    wanted = {
        "cases": "SELECT count(*) FROM cases_case",
        "open_cases": "SELECT count(*) FROM cases_case WHERE ended_at IS NULL",
        "grids": "SELECT count(*) FROM places_area WHERE kind = 'grid'",
        "ledger_rows": "SELECT count(*) FROM ledger_entry",
        "seals": "SELECT count(*) FROM ledger_seal",
        "jobs_waiting": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'",
        "jobs_failed": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'",
        "database_mb": "SELECT pg_database_size(current_database()) / 1048576",
    }
    figures: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for name, sql in wanted.items():
            cursor.execute(sql)
            figures[name] = cursor.fetchone()[0]
    return figures


def _words(figures: dict[str, Any]) -> str:
    return "\n".join(f"{name.replace('_', ' '):<14} {value}" for name, value in figures.items())
