from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from . import ground


@click.group("import")
def import_group() -> None:
    """Bring in matters, areas or people from files.

    \b
    Example: happiness import cases appeals.csv --mapping mappings/fuzhou-12345.yaml --dry-run
    """


@import_group.command(
    epilog="Example: happiness import cases stream.csv --mapping boston-311 --rejected no.csv"
)
@ground.data_option
@ground.json_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", required=True, help="A YAML file, or the name of a mapping that is shipped.")
@click.option("--area", default="", help="Only take matters under this area path. Default: all areas.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--rejected", type=click.Path(dir_okay=False, path_type=Path), help="Where rejected rows go.")
def cases(
    data: Path | None,
    as_json: bool,
    file: Path,
    mapping: str,
    area: str,
    dry_run: bool,
    rejected: Path | None,
) -> None:
    """Bring in matters from CSV, XLSX or JSON by a mapping; again, it changes nothing."""
    with ground.house(data):
        from happiness_cloud.interfaces.intake import bring

        with ground.bar("matters", quiet=as_json) as told:
            figures = bring(file, mapping, area=area, dry_run=dry_run, rejected=rejected, told=told)
        ground.counted()
    ground.tell(figures, as_json, _words)
    if figures["rejected"]:
        raise SystemExit(3)


@import_group.command(
    epilog="Example: happiness import areas boroughs.geojson --kind subdistrict --root 990617:Boston"
)
@ground.data_option
@ground.json_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", required=True, type=click.Choice(["district", "subdistrict", "community", "grid"]))
@click.option("--parent", default="", help="The path of the area they lie in.")
@click.option("--code", "code_field", default="code", show_default=True, help="The property with the code.")
@click.option("--name", "name_field", default="name", show_default=True, help="The property with the name.")
@click.option("--datum", default="wgs84", show_default=True, type=click.Choice(["wgs84", "gcj02", "bd09"]))
@click.option("--root", default="", help="CODE:NAME of a district to make first, if it is not there.")
@click.option(
    "--repair",
    default="",
    type=click.Choice(["", "make_valid", "make_valid_and_cut"]),
    help="Mend outlines that cross themselves; with cut, also overlaps of neighbours.",
)
@click.option("--leave-out", is_flag=True, help="Bring in the sound features, leave out those in error.")
@click.option("--dry-run", is_flag=True, help="Check and report; change nothing.")
def areas(data: Path | None, as_json: bool, file: Path, **options: Any) -> None:
    """Bring in polygons from GeoJSON; every finding names its feature, errors change nothing."""
    with ground.house(data):
        from happiness_cloud.interfaces.intake import bring_areas

        figures = bring_areas(file, **options)
    ground.tell(figures, as_json, _area_words)
    if figures["errors"]:
        raise SystemExit(3)


@import_group.command(epilog="Example: happiness import people staff.csv --passwords staff.passwords.csv")
@ground.data_option
@ground.json_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and report; change nothing.")
@click.option(
    "--passwords", type=click.Path(dir_okay=False, path_type=Path), help="Where temporary passwords go."
)
def people(data: Path | None, as_json: bool, file: Path, dry_run: bool, passwords: Path | None) -> None:
    """Bring in staff and the positions they hold, from a table: username, name, position, unit, area.

    Positions are those of positions.yaml (intake_operator, dispatcher, unit_handler, supervisor, ...); unit and
    area are paths. One row wrong changes nothing. Temporary passwords are written to a file, once.
    """
    with ground.house(data):
        from happiness_cloud.interfaces.intake import bring_people

        figures = bring_people(file, dry_run=dry_run, passwords=passwords)
    ground.tell(figures, as_json, _people_words)


def _people_words(figures: dict[str, Any]) -> str:
    told = (
        f"{figures['created']} new accounts, {figures['appointed']} positions given, {figures['there']} held "
        f"already{' (dry run)' if figures['dry_run'] else ''}"
    )
    return f"{told}\npasswords: {figures['passwords_file']}" if figures["passwords_file"] else told


def _words(figures: dict[str, Any]) -> str:
    return (
        f"{figures['created']} new, {figures['known']} known already, {figures['rejected']} rejected, "
        f"{figures['seconds']} s{' (dry run)' if figures['dry_run'] else ''}"
    )


def _area_words(figures: dict[str, Any]) -> str:
    head = f"{figures['created']} new, {figures['changed']} changed, {figures['unchanged']} as before"
    return "\n".join([head, *(f"  {one}" for one in figures["findings"])])
