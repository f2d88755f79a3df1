from __future__ import annotations

import re
from dataclasses import dataclass

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Organisation
from . import _publishing as publishing

KINDS = ("department", "team", "utility", "centre", "territorial", "property")
_SEGMENT = re.compile(r"[a-z][a-z0-9]{0,19}")
_CODE18 = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")


@dataclass(frozen=True, slots=True)
class Added:
    """The new unit."""

    id: int
    path: str


@action("institution.add_organisation", right=rights.EDIT)
def add_organisation(
    deed: Deed,
    *,
    parent: str,
    segment: str,
    kind: str,
    name_zh: str,
    name_en: str = "",
    area: str = "",
    code18: str = "",
    duty_zh: str = "",
    duty_en: str = "",
    takes_matters: bool = True,
) -> Added:
    """Add a unit below another one; `area` is where it serves, the parent's when not given.

    Refuses institution.no_unit, unknown_kind, bad_path, unit_taken, no_name, area_outside, bad_code18.
    """
    above = publishing.unit_of(parent, deed.at.date())
    where = area or above.area_path
    deed.require(where, parent)
    if kind not in KINDS:
        raise Invalid("institution.unknown_kind", field="kind", kind=kind[:40])
    if not _SEGMENT.fullmatch(segment):
        raise Invalid("institution.bad_path", field="segment", path=segment[:60])
    if not where.startswith(above.area_path):
        raise Invalid("institution.area_outside", field="area", area=where[:60], unit=parent)
    path = f"{parent}{segment}/"
    if Organisation.objects.filter(path=path).exists():
        raise Invalid("institution.unit_taken", field="segment", unit=path)
    row = Organisation.objects.create(
        path=path,
        area_path=where,
        kind=kind,
        line={"team": above.line, "territorial": "territory"}.get(kind, kind),
        name_zh=named(name_zh),
        name_en=name_en.strip()[:120],
        code18=checked_code(code18),
        duty_zh=duty_zh.strip(),
        duty_en=duty_en.strip(),
        takes_matters=takes_matters,
        valid_from=deed.at.date(),
    )
    publishing.next_edition()
    deed.created(row)
    deed.record(path=path)
    return Added(id=row.pk, path=path)


def named(name: str) -> str:
    """A name that can stand, or a refusal."""
    words = name.strip()
    if not 0 < len(words) <= 120:
        raise Invalid("institution.no_name", field="name_zh")
    return words


def checked_code(code: str) -> str:
    """A unified social credit code (GB 32100) with its check sign, or ""; else a refusal."""
    words = code.strip().upper()
    if words and not (_CODE18.fullmatch(words) and _checks(words)):
        raise Invalid("institution.bad_code18", field="code18")
    return words


def _checks(code: str) -> bool:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return signs[-total % 31] == code[17]
