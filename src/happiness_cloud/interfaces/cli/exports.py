from __future__ import annotations

import sys
from pathlib import Path

import click

from . import ground


@click.command(epilog="Example: happiness export cases.csv --filter state=open --filter area=/990106/001/")
@ground.data_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--filter", "filters", multiple=True, help="name=value as in the address of a list.")
def export(data: Path | None, file: Path, filters: tuple[str, ...]) -> None:
    """Write matters to a CSV or XLSX file (by its ending), row by row, in constant memory. "-" is standard output."""
    wanted = dict(one.split("=", 1) for one in filters if "=" in one)
    with ground.house(data):
        from happiness_cloud.cases import queries, sheets
        from happiness_cloud.kernel.access import house

        actor = house("export", "cases.export", "cases.read")
        rows = queries.rows(actor, queries.Filter.read(wanted))
        if file.suffix == ".xlsx":
            sheets.xlsx(rows, file)
            return
        out = sys.stdout if str(file) == "-" else file.open("w", encoding="utf-8-sig", newline="")
        with out:
            for line in sheets.csv_lines(rows):
                out.write(line)
