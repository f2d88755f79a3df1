"""In which area the matters of a file lie: by their points, many at once, or by what the rows call it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import translation

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places import queries as places

from .drafts import Draft
from .mapping import Mapping


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a matter is put, its point in WGS84; `alike`: whether that lies in the area it names, None = not said.

    Not `told`: the row does not say where, so it is put at the district.
    """

    path: str
    version: int
    lon: float | None
    lat: float | None
    alike: bool | None = None
    told: bool = True


class Spots:
    """Finds areas for one import. `area` is the part of the house it is held to, "" = all of it."""

    def __init__(self, actor: Actor, mapping: Mapping, area: str) -> None:
        self._actor, self._mapping, self._area = actor, mapping, area
        self._by_name: dict[str, list[str]] = {}
        self._paths: set[str] = set()
        for language in ("zh-hans", "en"):
            with translation.override(language):
                for node in _flat(places.tree(actor, depth=4)):
                    known = self._by_name.setdefault(node.name.casefold(), [])
                    self._paths.add(node.path)
                    if node.path not in known and node.path.startswith(area):
                        known.append(node.path)
        self._versions: dict[str, int] = {}
        self.districts = sorted(one for one in self._paths if one.count("/") == 2)

    def found(self, drafts: Sequence[Draft]) -> list[Spot | Invalid]:
        """For each draft its spot, or why it has none."""
        located = self._located(drafts)
        return [self._one(draft, path) for draft, path in zip(drafts, located, strict=True)]

    def _located(self, drafts: Sequence[Draft]) -> list[str]:
        point = self._mapping.point
        if point is None:
            return [""] * len(drafts)
        nowhere = float("nan")
        lons = [nowhere if one.lon is None else one.lon for one in drafts]
        lats = [nowhere if one.lat is None else one.lat for one in drafts]
        paths: list[str] = places.locate_many(self._actor, lons, lats, point.datum)
        return paths

    def _one(self, draft: Draft, located: str) -> Spot | Invalid:
        try:
            named = self._named(draft.area)
        except Invalid as no:
            if not located:
                return no
            named = ""
        alike = None
        if named and draft.lon is not None and self._mapping.point is not None:
            alike = bool(located) and (located.startswith(named) or named.startswith(located))
        path = (named or located) if self._mapping.prefer == "area" else (located or named)
        told = bool(path)
        path = path or self._otherwise(draft.area)
        if not path:
            return Invalid("intake.no_place")
        lon, lat = self._wgs84(draft)
        return Spot(path, self._version(path), lon, lat, alike, told)

    def _wgs84(self, draft: Draft) -> tuple[float | None, float | None]:
        point = self._mapping.point
        if point is None or draft.lon is None or draft.lat is None or point.datum == "wgs84":
            return draft.lon, draft.lat
        moved = places.locate(self._actor, draft.lon, draft.lat, point.datum)
        return moved.lon, moved.lat

    def _named(self, told: str) -> str:
        area = self._mapping.area
        if area is None or not told:
            return ""
        paths = sorted(getattr(self, f"_by_{area.by}_of")(told))
        if len(paths) > 1:
            raise Invalid(
                "intake.area_twice", column=area.column, value=told[:60], paths=", ".join(paths[:4])
            )
        if not paths and area.unknown == "district":
            return ""
        if not paths:
            raise Invalid("intake.unknown_area", column=area.column, value=told[:60])
        return str(paths[0])

    def _by_name_of(self, told: str) -> list[str]:
        return self._by_name.get(told.casefold(), [])

    def _by_path_of(self, told: str) -> list[str]:
        return [told] if told in self._paths and told.startswith(self._area) else []

    def _by_code_of(self, told: str) -> list[str]:
        """A whole code, or the last three digits of it inside the only district (or `area`)."""
        if len(told) >= 6:
            path = f"/{told[:6]}/" + "".join(f"{told[at : at + 3]}/" for at in range(6, len(told), 3))
            return self._by_path_of(path)
        below = self._area or (self.districts[0] if len(self.districts) == 1 else "")
        return self._by_path_of(f"{below}{told.zfill(3)}/") if below else []

    def _otherwise(self, named: str) -> str:
        area = self._mapping.area
        if self._mapping.otherwise != "district" and not (named and area and area.unknown == "district"):
            return ""
        return self._area or (self.districts[0] if len(self.districts) == 1 else "")

    def _version(self, path: str) -> int:
        if path not in self._versions:
            self._versions[path] = places.area(self._actor, path).version
        return self._versions[path]


def _flat(nodes: Sequence[places.Node]) -> Iterator[places.Node]:
    for node in nodes:
        yield node
        yield from _flat(node.children)
