"""Whether our clocks say "in time" where another system said so, from its recorded deadlines and endings."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction

from happiness_cloud.interfaces.intake import bring, bring_areas
from happiness_cloud.interfaces.intake.bring import mapping_of, shipped
from happiness_cloud.interfaces.intake.mapping_file import missing_columns
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places import queries as places

from . import rows

ROOT = "990998"


def measure(cases: Path, *, mapping: str = "") -> dict[str, Any]:
    """Replay the matters of `cases` through the mapping and compare "done in time"; everything is taken back.

    `mapping` is a YAML file or the name of a shipped one; without it, the shipped one whose columns the file has.
    """
    chosen = mapping or _fitting(cases)
    try:
        with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
            ground = Path(folder) / "anywhere.geojson"
            ground.write_text(json.dumps(_anywhere(cases, chosen)), encoding="utf-8")
            bring_areas(ground, kind="subdistrict", root=f"{ROOT}:evaluate", code_field="")
            done = bring(cases, chosen, dry_run=True, rejected=Path(folder) / "no.csv")
            transaction.set_rollback(True)
    finally:
        places.forget()
    return {
        "kind": "deadlines",
        "mapping": done["source"],
        "rows": done["read"],
        "rejected": done["rejected"],
        **rows.share(done["on_time"]["alike"], done["on_time"]["compared"]),
    }


def _fitting(cases: Path) -> str:
    """The shipped mapping with a deadline and a word on time whose columns are all there."""
    columns = rows.columns(cases)
    for name in shipped():
        chart = mapping_of(name)
        if chart.on_time is not None and not missing_columns(chart, columns):
            return name
    raise Invalid("intake.no_mapping", field="mapping", name=f"for {cases.name}", known=", ".join(shipped()))


def _anywhere(cases: Path, mapping: str) -> dict[str, Any]:
    """A box for every area that the file names: where a matter lies does not move its deadline here."""
    place = mapping_of(mapping).area
    names = {"evaluate"}
    if place is not None and place.by == "name":
        other = dict(place.values or ())
        held = rows.read(cases, (place.column,))
        names |= {other.get(one, one) for row in held.cells if (one := row[place.column].strip())}
    return {
        "type": "FeatureCollection",
        "features": [_box(name, at) for at, name in enumerate(sorted(names))],
    }


def _box(name: str, at: int) -> dict[str, Any]:
    west, south = at % 100 * 0.01, at // 100 * 0.01
    east, north = west + 0.01, south + 0.01
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
