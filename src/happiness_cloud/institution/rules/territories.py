"""The units of a district: a template laid over its areas, and which unit answers for which area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from happiness_cloud.institution.rules.positions import LEVELS

AreaRow = Sequence[str]
"""(path, kind, Chinese name, English name) of an area; kind is district, subdistrict, community or grid."""


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """An organisation to be; `code18` is given by the registry and is "" here."""

    path: str
    kind: str
    line: str
    area: str
    zh: str
    en: str
    duty_zh: str
    duty_en: str
    takes_matters: bool


def units_of(
    template: Mapping[str, Any], areas: Iterable[AreaRow], root_segment: str
) -> tuple[UnitSpec, ...]:
    """The root, the departments and centres, and one unit for every area a template speaks of.

    Parents stand before their children. Areas without their district are refused with ValueError.
    """
    by_level: dict[str, list[AreaRow]] = defaultdict(list)
    for area in areas:
        by_level[area[1]].append(area)
    if len(by_level["district"]) != 1:
        raise ValueError("the areas of exactly one district are needed")
    district = by_level["district"][0]
    root = f"/{root_segment}/"
    found = [UnitSpec(root, "district", "district", district[0], district[2], district[3], "", "", False)]
    for raw in template["units"]:
        takes = bool(raw.get("takes_matters", raw["line"] != "centre"))
        found.append(_unit(raw, f"{root}{raw['path']}/", district[0], raw["zh"], raw["en"], takes))
    at: dict[tuple[str, str], str] = {("", district[0]): root}
    for raw in template["templates"]:
        for number, area in enumerate(by_level[raw["level"]], start=1):
            above = at[raw["under"], _part(area[0], raw["under"], raw["level"])]
            segment = raw["segment"].format(code=_last(area[0]), serial=f"{number:03d}")
            path = f"{above}{segment}/"
            at[raw["territorial"], area[0]] = path
            names = (raw["zh"].format(area=_stem(area[2])), raw["en"].format(area=_stem(area[3])))
            found.append(_unit(raw, path, area[0], *names, True))
    return tuple(found)


def territory(units: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    """Kind of local unit -> area path -> unit path, from (unit path, kind, area path) of the units there are.

    Of several property firms in one community the first by path answers.
    """
    names = {depth: level for level, depth in LEVELS.items()}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for path, kind, area in sorted(units):
        level = {"territorial": names.get(area.count("/") - 1, ""), "district": "district"}.get(kind, kind)
        if kind in ("territorial", "district", "property") and level:
            found[level].setdefault(area, path)
    return dict(found)


def _unit(raw: Mapping[str, Any], path: str, area: str, zh: str, en: str, takes: bool) -> UnitSpec:
    return UnitSpec(path, raw["kind"], raw["line"], area, zh, en, raw["duty"]["zh"], raw["duty"]["en"], takes)


def _part(path: str, under: str, level: str) -> str:
    """The area of the parent unit: cut to the level the parent stands for."""
    depth = LEVELS.get(under, 1)
    parts = path.strip("/").split("/")
    return path if under == level else "/" + "/".join(parts[:depth]) + "/"


def _last(path: str) -> str:
    return path.strip("/").rpartition("/")[2]


def _stem(name: str) -> str:
    # "柳河街道" + "街道办事处" would say the same thing twice.
    return name.removesuffix("街道").removesuffix(" Subdistrict")
