"""Whether new borders fit what is there: the features together with their kin from the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import shapely
from django.db.models import Q
from shapely.geometry.base import BaseGeometry

from happiness_cloud.kernel.errors import Invalid

from ..models import Area
from ..rules import codes
from ..rules.boundaries import Tolerance, check
from ..rules.features import Feature, Finding
from ..terms import Severity


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found, and the rows in force of the areas concerned, by path."""

    findings: list[Finding]
    current: dict[str, Area]

    @property
    def errors(self) -> list[Finding]:
        """What keeps the change out."""
        return [one for one in self.findings if one.severity is Severity.ERROR]


def survey(features: Sequence[Feature], tolerance: Tolerance) -> Survey:
    """Check features with area codes against each other and against the areas in force around them.

    Siblings and children that are not in the file stand in with their present borders; what is wrong
    between those alone was so before and is not told again.
    """
    own = {codes.path_of(one.code): one for one in features if one.code and codes.is_code(one.code)}
    parents = {above for path in own if (above := codes.parent_path(path))}
    rows = Area.objects.filter(
        Q(path__in=[*own, *parents]) | Q(parent_path__in=[*own, *parents]), valid_to__isnull=True
    )
    current = {row.path: row for row in rows.select_for_update()}
    kin = [row for path, row in sorted(current.items()) if path not in own and path not in parents]
    beside = [
        Feature(len(features) + place, row.code, row.name_zh, None, _shape(row))
        for place, row in enumerate(kin)
    ]
    known = {current[path].code: _shape(current[path]) for path in parents if path in current}
    found = check([*features, *beside], known=known, tolerance=tolerance)
    return Survey([one for each in found if (one := _ours(each, features)) is not None], current)


def _ours(finding: Finding, features: Sequence[Feature]) -> Finding | None:
    """A finding about the file as it is; one about an area of the table only if the file caused it."""
    if finding.feature_index < len(features):
        return finding
    for feature in features:
        if feature.code is not None and finding.facts.get("parent") == feature.code:
            return replace(finding, feature_index=feature.index)
    return None


def told(findings: Sequence[Finding], features: Sequence[Feature]) -> list[dict[str, Any]]:
    """Findings as plain values: feature (from 1, 0 = not in the file), name, code, problem, severity, facts."""
    names = {one.index: one.name for one in features}
    return [
        {
            "feature": one.feature_index + 1,
            "name": names.get(one.feature_index, ""),
            "code": one.code or "",
            "problem": one.problem,
            "severity": one.severity.value,
            "facts": asdict(one)["facts"],
        }
        for one in findings
    ]


def refuse(findings: list[dict[str, Any]]) -> None:
    """Invalid `places.import_refused` with every finding, when one of them is an error; it names the first."""
    errors = [one for one in findings if one["severity"] == Severity.ERROR]
    if errors:
        raise Invalid(
            "places.import_refused",
            field="file",
            errors=len(errors),
            where=_where(errors[0]),
            findings=findings,
        )


def _where(finding: dict[str, Any]) -> str:
    facts = finding["facts"]
    named = " ".join(filter(None, (finding["name"], finding["code"]))) or f"#{finding['feature']}"
    return f"{named} ({facts['lon']}, {facts['lat']})" if "lon" in facts and "lat" in facts else named


def _shape(row: Area) -> BaseGeometry:
    return shapely.from_wkb(bytes(row.polygon))
