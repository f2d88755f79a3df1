from __future__ import annotations

import re
from pathlib import Path

import click

from . import ground

_FILES = {
    "__init__.py": '"""{promise}"""\n',
    "apps.py": "from django.apps import AppConfig\n\n\nclass {title}Room(AppConfig):\n"
    '    name = "happiness_cloud.{name}"\n    label = "{name}"\n',
    "terms.py": '"""The words of {name}."""\n\nfrom __future__ import annotations\n\n'
    "SENTENCES: dict[str, object] = {{}}\n",
    "rights.py": '"""Rights to {name}, and the class of each personal field."""\n\n'
    'READ = "{name}.read"\n\nPERSONAL: dict[str, str] = {{}}\n',
    "rules/__init__.py": "",
    "actions/__init__.py": "",
    "queries/__init__.py": "",
    "migrations/__init__.py": "",
}


@click.command("new-room", epilog='Example: happiness new-room devices "Devices and their alarms."')
@click.argument("name")
@click.argument("promise")
def new_room(name: str, promise: str) -> None:
    """Lay out a new room with the same files as every other. Run it in a checkout."""
    package = Path("src/happiness_cloud")
    if not package.is_dir():
        ground.fail("Run this in the checkout: there is no src/happiness_cloud here.")
    if not re.fullmatch(r"[a-z]{3,20}", name):
        ground.fail("A room is named by one plain English word in small letters.")
    room = package / name
    if room.exists():
        ground.fail(f"There is a room {name} already.")
    for file, text in _FILES.items():
        place = room / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.format(name=name, title=name.capitalize(), promise=promise))
    click.echo(
        f"Made {room}. Add {name!r} to ROOMS in settings.py, on its storey, and to pyproject's contracts."
    )
