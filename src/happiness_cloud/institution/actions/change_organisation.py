from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Organisation
from . import _publishing as publishing
from .add_organisation import checked_code, named


@dataclass(frozen=True, slots=True)
class Changed:
    """The unit after the change."""

    id: int
    path: str
    version: int = 0


@action("institution.change_organisation", on="institution.Organisation", right=rights.EDIT, see=rights.READ)
def change_organisation(
    deed: Deed,
    unit: Organisation,
    *,
    name_zh: str | None = None,
    name_en: str | None = None,
    code18: str | None = None,
    duty_zh: str | None = None,
    duty_en: str | None = None,
    takes_matters: bool | None = None,
) -> Changed:
    """Change what is given; the path of a unit never changes, since matters are kept under it."""
    if name_zh is not None:
        unit.name_zh = named(name_zh)
    if name_en is not None:
        unit.name_en = name_en.strip()[:120]
    if code18 is not None:
        unit.code18 = checked_code(code18)
    if duty_zh is not None:
        unit.duty_zh = duty_zh.strip()
    if duty_en is not None:
        unit.duty_en = duty_en.strip()
    if takes_matters is not None:
        unit.takes_matters = takes_matters
    publishing.next_edition()
    return Changed(id=unit.pk, path=unit.path, version=unit.version)
