from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..queries._datum import known_datum
from ..rules import codes
from ..rules.boundaries import Tolerance
from ..rules.features import Feature, Finding
from ..rules.geojson import Names, read
from ..terms import KINDS, Datum, Kind, Severity
from ._drawing import Drawn, differs, hold, put, turn
from ._numbering import numbered
from ._surveying import Survey, refuse, survey, told

_MAPPING = {"code": "code", "name": "name", "parent": "parent", "name_en": "name_en"}
NAME_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Imported:
    """How many areas are new, changed and as before, and what was found, as `told` says it."""

    created: int
    changed: int
    unchanged: int
    findings: list[dict[str, Any]] = field(default_factory=list)
    dry_run: bool = False
    paths: list[str] = field(default_factory=list)


@action(rights.IMPORT)
def import_areas(
    deed: Deed,
    *,
    features: bytes | Path | Mapping[str, Any],
    kind: str = "",
    mapping: Mapping[str, str] | None = None,
    datum: str = Datum.WGS84,
    parent: str = "",
    source: str = "",
    dry_run: bool = False,
    ignore_m2: float = 1.0,
    warn_m2: float = 50.0,
) -> Imported:
    """Take in a GeoJSON file of areas: all of it or, when one border is in error, nothing.

    `features` is the file, its bytes or a FeatureCollection. `mapping` says which property holds `code`,
    `name`, `parent` and `name_en` ("" = none). `kind` is what the file must hold, "" = whatever the codes
    say. `parent` (path or code) holds areas with short codes or none. A changed area gets a new version;
    the same file again changes nothing. A dry run answers with all findings, errors too, and writes no area.
    Raises Invalid `places.import_refused` with the findings, or what the file itself is refused for.
    """
    parent = codes.path_of(parent.replace("/", "")) if parent else ""
    measured, source = known_datum(datum), source.strip()[:200]
    _known(kind)
    names = _mapping(mapping or {})
    given, english = _read(features, names, measured)
    # One at a time from here: two importers of one file must not both find its areas new.
    edition = hold()
    given = numbered(given, parent, has_codes=bool(names["code"]))
    _allow(deed, given, parent)
    seen = survey(given, Tolerance(ignore_m2, warn_m2))
    findings = told([*_unfit(given, english, kind), *seen.findings], given)
    if not dry_run:
        refuse(findings)
    drawn = [
        Drawn(
            codes.path_of(one.code), one.name, english.get(one.index, ""), one.geometry, None, source, datum
        )
        for one in given
        if one.code is not None and codes.is_code(one.code) and one.geometry is not None
    ]
    created, changed = _compared(drawn, seen) if dry_run else _written(deed, drawn, seen)
    if (created or changed) and not dry_run:
        turn(edition, deed.at)
    answer = Imported(
        created=len(created),
        changed=len(changed),
        unchanged=len(drawn) - len(created) - len(changed),
        findings=findings,
        dry_run=dry_run,
        paths=[*created, *changed],
    )
    deed.record(
        created=answer.created, changed=answer.changed, unchanged=answer.unchanged, dry_run=dry_run,
        source=source, parent=parent,
    )  # fmt: skip
    return answer


def _known(kind: str) -> None:
    if kind and kind not in KINDS:
        raise Invalid("places.unknown_kind", field="kind", kind=kind, known=[one.value for one in Kind])


def _mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    for name in mapping:
        if name not in _MAPPING:
            raise Invalid("places.unknown_mapping", field="mapping", name=name, known=list(_MAPPING))
    return {**_MAPPING, **mapping}


def _read(
    features: bytes | Path | Mapping[str, Any], names: Mapping[str, str], datum: Datum
) -> tuple[list[Feature], dict[int, str]]:
    """The features, and their English names by index."""
    if isinstance(features, Path):
        try:
            content = features.read_bytes()
        except OSError as wrong:
            raise Invalid("places.no_file", field="file", file=features.name) from wrong
    else:
        content = features if isinstance(features, bytes) else json.dumps(features).encode()
    given = list(read(io.BytesIO(content), Names(names["code"], names["name"], names["parent"]), datum))
    english: dict[int, str] = {}
    if names["name_en"]:
        again = read(io.BytesIO(content), Names("", names["name_en"], ""), datum)
        english = {one.index: _clean(one.name) for one in again}
    return [replace(one, name=_clean(one.name)) for one in given], english


def _clean(name: str) -> str:
    # The database takes no NUL in a text.
    return name.replace("\x00", "").strip()


def _allow(deed: Deed, given: Sequence[Feature], parent: str) -> None:
    """The right is needed at every area of the file, and at the parent."""
    paths = {codes.path_of(one.code) for one in given if one.code is not None and codes.is_code(one.code)}
    if parent:
        paths.add(parent)
    # A file without one good code changes nothing; whoever may import somewhere may hear what is wrong.
    for path in sorted(paths) or [one.area for one in deed.actor.holding(deed.right)[:1]]:
        deed.require(path)


def _unfit(given: Sequence[Feature], english: Mapping[int, str], kind: str) -> Iterator[Finding]:
    """Areas without a name, with one too long, or of another kind than the file should hold."""
    for one in given:
        if not one.name:
            yield Finding(one.index, one.code, "places.name_missing", Severity.ERROR)
        elif max(len(one.name), len(english.get(one.index, ""))) > NAME_LIMIT:
            yield Finding(one.index, one.code, "places.name_too_long", Severity.ERROR, {"limit": NAME_LIMIT})
        if kind and one.code is not None and codes.is_code(one.code):
            found = codes.kind_of(codes.path_of(one.code))
            if found != kind:
                facts = {"expected": str(kind), "kind": found.value}
                yield Finding(one.index, one.code, "places.wrong_kind", Severity.ERROR, facts)


def _written(deed: Deed, drawn: Sequence[Drawn], seen: Survey) -> tuple[list[str], list[str]]:
    created: list[str] = []
    changed: list[str] = []
    for one in drawn:
        before = seen.current.get(one.path)
        # A border from before keeps what the file does not tell.
        if before is not None:
            one = replace(one, households=before.households, name_en=one.name_en or before.name_en)
        if put(one, before, deed.at) is not None:
            (created if before is None else changed).append(one.path)
    return created, changed


def _compared(drawn: Sequence[Drawn], seen: Survey) -> tuple[list[str], list[str]]:
    created = [one.path for one in drawn if one.path not in seen.current]
    changed = [one.path for one in drawn if differs(one, seen.current.get(one.path))]
    return created, changed
