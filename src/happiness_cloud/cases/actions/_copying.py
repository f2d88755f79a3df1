"""The rows of replayed matters as PostgreSQL's COPY reads them (text format)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.utils import timezone

from happiness_cloud.kernel.ids import case_number
from happiness_cloud.ledger.shredding import new_key, under
from happiness_cloud.ledger.vault import cipher

from ..models import Case
from ..rules import clocks as clock_rules
from ._finding import terms_of
from ._replaying import Replayed

_FIELDS = [one for one in Case._meta.concrete_fields if one.attname != "parent_id"]
_VALUES = attrgetter(*(one.attname for one in _FIELDS))
_JSON = tuple(at for at, one in enumerate(_FIELDS) if one.get_internal_type() == "JSONField")
_CLOCKS = next(at for at, one in enumerate(_FIELDS) if one.attname == "clocks")

# In the order in which they are written: rows that others point at come first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "cases_case": tuple(str(one.column) for one in _FIELDS),
    "cases_findable": ("case_id", "terms"),
    "cases_reporter": (
        *("case_id", "kind", "name_sealed", "phone_sealed", "phone_hash", "account_id", "wants_reply"),
        "mail_sealed",
    ),
    "cases_evidence": ("case_id", "file_id", "role", "public", "caption", "at"),
    "cases_remark": ("id", "case_id", "verb", "text", "public", "at"),
    "ledger_key": ("subject", "sealed"),
    "ledger_entry": (
        *("at", "verb", "actor_id", "actor_kind", "actor_name", "actor_unit", "subject_kind", "subject_id"),
        *("area_path", "version", "changes", "facts", "reason", "purpose", "origin"),
    ),
}
_NO_KEY = (b"", "")
# One encoder for all rows: `json.dumps` makes a new one each time.
_as_json = json.JSONEncoder(ensure_ascii=False).encode
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copied(taken: Sequence[Replayed], source: str, remark_keys: Iterator[int]) -> dict[str, bytes]:
    """The lines of each table for matters that have their keys; words get theirs from `remark_keys`."""
    remarks: list[Sequence[Any]] = []
    for one in taken:
        for step, facts in one.steps:
            if step.words:
                facts["remark"] = next(remark_keys)
                remarks.append((facts["remark"], one.case.pk, step.verb, step.words, step.public, step.at))
    origin = _escaped(source[:64])
    keys = {one.case.pk: new_key(_subject(one.case)) for one in taken if any(s.reason for s, _ in one.steps)}
    lines: dict[str, Iterable[str]] = {
        "cases_case": map(_line, (_case_row(one.case) for one in taken)),
        "cases_findable": map(_line, ((one.case.pk, terms_of(one.case)) for one in taken)),
        "cases_reporter": map(_line, (_reporter_row(one) for one in taken)),
        "cases_evidence": map(_line, (row for one in taken for row in _evidence_rows(one))),
        "cases_remark": map(_line, remarks),
        "ledger_key": map(_line, ((f"cases.Case:{pk}", wrapped) for pk, (_, wrapped) in keys.items())),
        "ledger_entry": (
            line for one in taken for line in _entry_lines(one, origin, keys.get(one.case.pk, _NO_KEY)[0])
        ),
    }
    # A sign that UTF-8 has no bytes for is refused by the database as well; here it stops the whole chunk.
    return {table: "".join(lines[table]).encode() for table in COLUMNS}


def numbered(one: Replayed, key: int) -> None:
    """Give a matter its key and number."""
    day = timezone.localtime(one.case.reported_at).date()
    one.case.pk = key
    one.case.number = one.number or case_number(day, one.case.area_path[1:7], key)


def _case_row(case: Case) -> list[Any]:
    row = list(_VALUES(case))
    row[_CLOCKS] = clock_rules.as_json(row[_CLOCKS])
    for at in _JSON:
        if row[at] is not None:
            row[at] = _as_json(row[at])
    return row


def _reporter_row(one: Replayed) -> tuple[Any, ...]:
    name, phone = one.reporter
    bind = f"cases.Reporter:{one.case.pk}"
    hashed = cipher().blind(phone, "phone") if phone else ""
    kind = "resident" if phone or name else "anonymous"
    sealed = cipher().seal(name, bind), cipher().seal(phone, bind)
    return (one.case.pk, kind, *sealed, hashed, "", bool(phone), "")


def _evidence_rows(one: Replayed) -> Iterator[tuple[Any, ...]]:
    for file_id, role, public in one.files:
        yield (one.case.pk, file_id, role, public, "", one.case.reported_at)


def _subject(case: Case) -> str:
    return f"cases.Case:{case.pk}"


def _entry_lines(one: Replayed, origin: str, key_of_words: bytes) -> Iterator[str]:
    """The ledger rows, one a step: nine in ten of all lines, so they are not taken cell by cell."""
    key, area = one.case.pk, _escaped(one.case.area_path)
    for version, (step, facts) in enumerate(one.steps):
        who = "\t".join(map(_escaped, (step.actor_id, step.actor_kind, step.actor_name, step.actor_unit)))
        reason = under(key_of_words, step.reason, _subject(one.case)) if step.reason else ""
        yield (
            f"{step.at.isoformat()}\tcases.{step.verb}\t{who}\tcases.Case\t{key}\t{area}\t{version}\t{{}}\t"
            f"{_escaped(_as_json(facts))}\t{reason}\t\t{origin}\n"
        )


def _line(row: Sequence[Any]) -> str:
    return "\t".join([_TEXT[type(one)](one) for one in row]) + "\n"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if "\\" in text or "\n" in text or "\t" in text or "\r" in text else text


def _array(items: list[str]) -> str:
    quoted = (one.replace("\\", "\\\\").replace('"', '\\"') for one in items)
    return _escaped("{" + ",".join(f'"{one}"' for one in quoted) + "}")


_TEXT: dict[type, Callable[[Any], str]] = {
    str: _escaped,
    int: str,
    float: repr,
    bool: lambda value: "t" if value else "f",
    type(None): lambda _none: "\\N",
    datetime: datetime.isoformat,
    bytes: lambda value: "\\\\x" + value.hex(),
    list: _array,
}
