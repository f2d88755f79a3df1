from __future__ import annotations

import hashlib
from pathlib import Path

import click

from . import ground
from .filling import fill


@click.command(hidden=True)
@ground.data_option
@click.option("--demo", type=click.Choice(["small", "district", "city"]))
def prepare(data: Path | None, demo: str | None) -> None:
    """Bring tables, reference content and assets up to date. `happiness up` calls this.

    \b
    Example: happiness prepare --data /srv/happiness
    """
    with ground.house(data) as place:
        ready()
        if demo:
            fill(place, demo, seed=7)


def ready() -> None:
    """Tables, reference content and assets, up to date."""
    from django.conf import settings
    from django.core.management import call_command

    alias = "owner" if "owner" in settings.DATABASES else "default"
    call_command("migrate", database=alias, verbosity=0, interactive=False)
    _assets()
    from happiness_cloud.institution import actions as institution
    from happiness_cloud.kernel.access import house

    institution.load_reference(house("loader", "institution.publish", "institution.read"))


def prepared_from() -> str:
    """A hash over everything that preparing reads: migrations, reference content, static files."""
    package = Path(__file__).resolve().parents[2]
    told = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "*/reference/**/*.yaml", "*/static/**/*"):
        for file in sorted(package.glob(pattern)):
            seen = file.stat()
            told.update(f"{file.relative_to(package)} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return told.hexdigest()


def _assets() -> None:
    """Collect the static files when they are not those collected last."""
    from django.conf import settings
    from django.core.management import call_command

    files = sorted(one for one in settings.PACKAGE.glob("*/static/**/*") if one.is_file())
    told = [f"{one.name} {one.stat().st_size} {one.stat().st_mtime_ns}" for one in files]
    stamp = hashlib.sha256("\n".join(told).encode()).hexdigest()
    mark = settings.STATIC_ROOT / ".stamp"
    if mark.exists() and mark.read_text() == stamp:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    mark.write_text(stamp)
