"""Rows of the reference files `deadlines.yaml` and `duties.yaml` as plain values.

The files say `any` where the rules say "", and name an owner as {unit: path} or {territorial: kind}.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from happiness_cloud.institution.rules.deadline_table import Row
from happiness_cloud.institution.rules.directory import LOCAL, Duty
from happiness_cloud.institution.rules.duty_times import when_of
from happiness_cloud.kernel.errors import Invalid


def deadline_rows(document: Mapping[str, Any]) -> tuple[Row, ...]:
    """The rows of a deadlines file. Raises `Invalid("institution.bad_row")` naming the row."""
    found: list[Row] = []
    for number, raw in enumerate(document.get("rows", ()), start=1):
        try:
            found.append(_row(raw, number, document))
        except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
            raise Invalid("institution.bad_row", row=number, problem=repr(wrong)) from wrong
    return tuple(found)


def duty_rows(document: Mapping[str, Any], root: str, otherwise: str = "") -> tuple[Duty, ...]:
    """The rows of a duties file; unit paths of the file hang under `root` (`/yunhu/`).

    `otherwise` is the path of the unit that leads where a local lead has no unit.

    Raises `Invalid("institution.bad_row")` naming the row.
    """
    found: list[Duty] = []
    for number, raw in enumerate(document.get("duties", ()), start=1):
        try:
            found.append(_duty(raw, root, otherwise))
        except (KeyError, TypeError, ValueError) as wrong:
            raise Invalid("institution.bad_row", row=number, problem=repr(wrong)) from wrong
    return tuple(found)


def _row(raw: Mapping[str, Any], number: int, document: Mapping[str, Any]) -> Row:
    parts = (raw["category"], raw["severity"], raw["area"], raw["stage"], raw.get("milestone", ""))
    return Row(
        code=f"{number:03d}:" + "/".join(part for part in parts if part),
        stage=raw["stage"],
        amount=Decimal(str(raw["amount"])),
        unit=raw["unit"],
        category=_pattern(raw["category"]),
        severity=_pattern(raw["severity"]),
        area=_pattern(raw["area"]),
        milestone=raw.get("milestone", ""),
        valid_from=_day(raw.get("valid_from", document.get("valid_from"))),
        valid_to=_day(raw.get("valid_to", document.get("valid_to"))),
        source=raw["source"],
    )


def _duty(raw: Mapping[str, Any], root: str, otherwise: str) -> Duty:
    lead = _owner(raw["lead"], root)
    return Duty(
        code=raw["key"],
        zh=raw.get("zh", ""),
        en=raw.get("en", ""),
        lead=lead,
        categories=tuple(_pattern(one) for one in raw["categories"]),
        area=_pattern(raw["area"]),
        assists=tuple(_owner(one, root) for one in raw["assists"]),
        otherwise=otherwise if lead.startswith(LOCAL) else "",
        when=when_of(raw.get("when"), raw["key"]),
        principle=raw.get("principle", ""),
        basis=tuple(raw.get("basis", ())),
        valid_from=_day(raw.get("valid_from")),
        valid_to=_day(raw.get("valid_to")),
        priority=int(raw.get("priority", 0)),
        fallback=bool(raw.get("fallback", False)),
    )


def _pattern(text: str) -> str:
    return "" if text == "any" else text


def _owner(raw: Mapping[str, str], root: str) -> str:
    if "unit" in raw:
        return f"{root}{raw['unit'].strip('/')}/"
    return LOCAL + raw["territorial"]


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(value)
