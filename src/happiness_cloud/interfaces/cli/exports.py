from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

import click

from . import ground


@click.command(epilog="Example: happiness export cases.csv --filter state=open --filter area=/990106/001/")
@ground.data_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--filter", "filters", multiple=True, help="name=value as in the address of a list.")
def export(data: Path | None, file: Path, filters: tuple[str, ...]) -> None:
    """Write matters to a CSV or XLSX file (by its ending), row by row, in constant memory. "-" is standard output."""
    with ground.house(data):
        from happiness_cloud.cases import queries, sheets
        from happiness_cloud.kernel.access import house

        actor = house("export", "cases.export", "cases.read")
        rows = queries.rows(actor, queries.Filter.read(_wanted(filters, queries.Filter)))
        if file.suffix == ".xlsx":
            sheets.xlsx(rows, file)
            return
        out = sys.stdout if str(file) == "-" else file.open("w", encoding="utf-8-sig", newline="")
        with out:
            for line in sheets.csv_lines(rows):
                out.write(line)


def _wanted(filters: tuple[str, ...], known: type) -> dict[str, str]:
    """The filter in words; one that is not known would leave nothing out, so it is refused."""
    names = [one.name for one in fields(known)]
    wanted: dict[str, str] = {}
    for one in filters:
        name, equals, value = one.partition("=")
        if not equals or name not in names:
            ground.fail(f"--filter {one}: write NAME=VALUE with one of {', '.join(names)}.", code=2)
        wanted[name] = value
    return wanted
