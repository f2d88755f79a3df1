"""Reading what is to be published: a policy file of any kind becomes plain JSON, or every finding is told.

Packs and calendars keep their text, so that a finding names the line later too; the others are kept as
what they say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from happiness_cloud.institution.rules.calendar_files import load_calendar
from happiness_cloud.institution.rules.calendars import CalendarSpec
from happiness_cloud.institution.rules.category_lists import entries
from happiness_cloud.institution.rules.deadline_table import DeadlineTable
from happiness_cloud.institution.rules.directory_lint import lint
from happiness_cloud.institution.rules.duty_questions import strange_questions
from happiness_cloud.institution.rules.packs import load_pack
from happiness_cloud.institution.rules.positions import LEVELS
from happiness_cloud.institution.rules.reference_rows import deadline_rows, duty_rows
from happiness_cloud.institution.rules.yaml_reader import (
    MOST_CHARACTERS,
    Findings,
    day_of,
    nearest,
    written_out,
)
from happiness_cloud.kernel.errors import Invalid

Body = dict[str, Any]
KINDS: Final = (
    "categories",
    "deadlines",
    "duties",
    "organisations",
    "positions",
    "practice",
    "pack",
    "calendar",
)
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "categories": ("standard", "name", "source", "code_form", "classes"),
    "deadlines": ("version", "valid_from", "stages", "units", "sources", "rows"),
    "duties": ("version", "valid_from", "otherwise", "principles", "laws", "duties"),
    "organisations": ("version", "source", "root", "kinds", "units", "templates"),
    "positions": ("version", "source", "rights", "unit_free", "positions", "incompatible"),
    "practice": ("version", "pack", "calendar", "evidence", "return_reasons", "suspend_reasons"),
}
SEVERITIES: Final = ("urgent", "ordinary", "complex")
# These are told, they do not keep a file out: routes pass over units that are not there (yet).
NOTES: Final = frozenset(
    f"institution.{code}"
    for code in (
        *("row_over", "row_out_of_hours", "row_shadowed"),
        *("rows_overlap", "unknown_unit", "unknown_area"),
    )
)


@dataclass(frozen=True, slots=True)
class Document:
    """A file that can be published: its key, the version it gives itself, when it holds, and what to note."""

    key: str
    label: str
    valid_from: date | None
    valid_to: date | None
    source: str
    body: Body
    notes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a file may refer to; None where it is not known yet."""

    categories: Collection[str] | None = None
    units: Collection[str] | None = None
    root: str = "/"
    packs: Collection[str] | None = None
    calendars: Collection[str] | None = None
    edges: Any = None
    areas: Callable[[Collection[str]], Collection[str]] | None = None
    # The office hours that `worktime` of duties speaks of.
    office: Callable[[], CalendarSpec | None] | None = None


def read(kind: str, text: str, filename: str, today: date, known: Known) -> Document:
    """The document in a file of this kind.

    Raises `Invalid` with `file`, `line`, `count` and `findings`; each finding has code, line and mend.
    """
    if kind == "pack":
        more = {} if known.edges is None else {"edges": known.edges}
        pack = load_pack(text, filename, **more)
        body = {"text": text, "file": filename}
        return Document(pack.code, pack.version, pack.valid_from, pack.valid_to, pack.source, body)
    if kind == "calendar":
        code = load_calendar(text, filename).code
        return Document(code, "", None, None, filename, {"text": text, "file": filename})
    return _table(kind, text, filename, today, known)


def _table(kind: str, text: str, filename: str, today: date, known: Known) -> Document:
    findings = Findings(filename)
    root = _composed(text, findings)
    raw: Body = {}
    notes: list[dict[str, Any]] = []
    if isinstance(root, MappingNode):
        raw = _constructed(root, findings)
        if not findings.all():
            _has_all(kind, root, raw, findings)
        if not findings.all():
            notes = _checked(kind, root, raw, findings, today, known)
    elif not findings.all():
        findings.add("wrong_type", 1, "", wanted="mapping")
    found = findings.all()
    if found:
        line = found[0]["line"]
        raise Invalid("institution.bad_file", file=filename, line=line, count=len(found), findings=found)
    source = raw.get("source")
    return Document(
        key=str(raw.get("standard", "")) if kind == "categories" else kind,
        label=str(raw.get("version", "")),
        valid_from=_day(raw.get("valid_from")),
        valid_to=_day(raw.get("valid_to")),
        source=str(source["zh"]) if isinstance(source, dict) else filename,
        body=raw,
        notes=tuple(notes),
    )


def _composed(text: str, findings: Findings) -> Node | None:
    # The reader of libyaml gives the same nodes and lines ten times as fast: lists of categories are long.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if len(text) > MOST_CHARACTERS:
        findings.add("too_long", 1, most=MOST_CHARACTERS)
        return None
    try:
        root: Node | None = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        findings.add("not_yaml", mark.line + 1 if mark else 1, problem=str(wrong.problem or "")[:200])
        return None
    except (yaml.YAMLError, RecursionError, ValueError) as wrong:
        findings.add("not_yaml", 1, problem=str(wrong)[:200])
        return None
    return written_out(root, findings)


def _constructed(root: MappingNode, findings: Findings) -> Body:
    """What the file says, dates as text. What stands for nothing (30 February, a tag of its own) is a finding."""
    for key, value in root.value:
        if key.value in ("valid_from", "valid_to") and value.tag != "tag:yaml.org,2002:null":
            day_of(value, key.value, findings)
    try:
        raw: Body = _plain(yaml.constructor.SafeConstructor().construct_document(root))
        return raw
    except (yaml.YAMLError, ValueError, TypeError, OverflowError) as wrong:
        findings.add("not_yaml", _unreadable(root), problem=str(getattr(wrong, "problem", wrong))[:200])
        return {}


def _unreadable(root: MappingNode) -> Node:
    """The first word of the file that cannot be read as what it is marked to be; else the whole file."""
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, MappingNode):
            waiting += [one for pair in reversed(node.value) for one in reversed(pair)]
        elif isinstance(node, SequenceNode):
            waiting += reversed(node.value)
        else:
            try:
                yaml.constructor.SafeConstructor().construct_object(node)
            except (yaml.YAMLError, ValueError, TypeError, OverflowError):
                return node
    return root


def _has_all(kind: str, root: MappingNode, raw: Body, findings: Findings) -> None:
    for name in NEEDED[kind]:
        if name not in raw:
            findings.add("key_missing", root, name, key=name, mend=nearest(name, [str(key) for key in raw]))


def _checked(
    kind: str, root: MappingNode, raw: Body, findings: Findings, today: date, known: Known
) -> list[dict[str, Any]]:
    check = _CHECKS.get(kind)
    if check is None:
        return []
    notes: list[dict[str, Any]] = []
    try:
        for finding in check(raw, today, known):
            code = str(finding["code"])
            facts = {name: value for name, value in finding.items() if name != "code"}
            if code in NOTES:
                notes.append(finding)
            else:
                findings.add(code.partition(".")[2], _line_of(root, facts), **facts)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        findings.add("bad_row", 1, row="?", problem=repr(wrong)[:200])
    return notes


def _deadlines(raw: Body, today: date, known: Known) -> Iterator[dict[str, Any]]:
    try:
        rows = deadline_rows(raw)
        DeadlineTable(rows, str(raw["version"]))
    except Invalid as refused:
        yield from refused.facts.get("findings") or [{"code": refused.code, **refused.facts}]
        return
    for number, row in enumerate(raw["rows"], start=1):
        for name, words in (("stage", raw["stages"]), ("source", raw["sources"])):
            if row[name] not in words:
                mend = nearest(str(row[name]), words)
                yield {"code": "institution.unknown_word", "row": number, "value": row[name], "mend": mend}
        yield from _strange_category(number, row["category"], known)


def _duties(raw: Body, today: date, known: Known) -> Iterator[dict[str, Any]]:
    try:
        rows = duty_rows(raw, known.root, f"{known.root}{raw['otherwise']}/")
    except Invalid as refused:
        yield {"code": refused.code, **refused.facts}
        return
    yield from strange_questions(raw, rows)
    timed = any(one.when.worktime for one in rows)
    yield from lint(
        rows,
        today,
        categories=known.categories,
        units=known.units,
        areas=known.areas,
        calendar=known.office() if timed and known.office else None,
    )


def _categories(raw: Body, today: date, known: Known) -> Iterator[dict[str, Any]]:
    seen: set[tuple[str, str]] = set()
    form = re.compile(raw["code_form"])
    for one in entries(raw):
        if (one.kind, one.code) in seen:
            yield {"code": "institution.row_twice", "row": one.code}
        if not form.fullmatch(one.code):
            yield {"code": "institution.bad_code", "row": one.code, "form": raw["code_form"]}
        seen.add((one.kind, one.code))


def _positions(raw: Body, today: date, known: Known) -> Iterator[dict[str, Any]]:
    rights, purposes = set(raw["rights"]), set(raw["purposes"])
    for one in raw["positions"]:
        words = (*((word, rights) for word in one["rights"]), *((word, purposes) for word in one["purposes"]))
        for word, allowed in (*words, (one["level"], set(LEVELS)), (one["unit"], {"own", "none"})):
            if word not in allowed:
                facts = {"row": one["key"], "value": word, "mend": nearest(word, allowed)}
                yield {"code": "institution.unknown_word", **facts}
    keys = {one["key"] for one in raw["positions"]}
    for pair in raw["incompatible"]:
        for word in pair.get("positions", ()):
            if word not in keys:
                mend = nearest(word, keys)
                yield {"code": "institution.unknown_word", "row": "incompatible", "value": word, "mend": mend}


def _practice(raw: Body, today: date, known: Known) -> Iterator[dict[str, Any]]:
    named = [("pack", raw["pack"], known.packs), ("calendar", raw["calendar"], known.calendars)]
    named += [("calendars", one, known.calendars) for one in (raw.get("calendars") or {}).values()]
    for place, word, words in named:
        if words is not None and word not in words:
            mend = nearest(word, words)
            yield {"code": "institution.unknown_word", "row": place, "value": word, "mend": mend}
    for severity in raw.get("pressing") or {}:
        if severity not in SEVERITIES:
            mend = nearest(severity, SEVERITIES)
            yield {"code": "institution.unknown_word", "row": "pressing", "value": severity, "mend": mend}


def _strange_category(number: int, pattern: str, known: Known) -> Iterator[dict[str, Any]]:
    if known.categories is None or pattern == "any":
        return
    stem = pattern.rstrip("*")
    if not any(code.startswith(stem) if pattern.endswith("*") else code == stem for code in known.categories):
        yield {"code": "institution.unknown_category", "row": number, "category": pattern}


_CHECKS: dict[str, Callable[[Body, date, Known], Iterator[dict[str, Any]]]] = {
    "deadlines": _deadlines,
    "duties": _duties,
    "categories": _categories,
    "positions": _positions,
    "practice": _practice,
}


def _line_of(root: MappingNode, facts: Mapping[str, Any]) -> Node:
    """The node a finding speaks of: the row with that number, key or code; else the whole file."""
    row = facts.get("row")
    for _, value in root.value:
        if not isinstance(value, SequenceNode):
            continue
        nodes: list[Node] = value.value
        for number, node in enumerate(nodes, start=1):
            if _named(node, row, number):
                return node
    return root


def _named(node: Node, row: object, number: int) -> bool:
    if not isinstance(node, MappingNode):
        return False
    fields = {key.value: value.value for key, value in node.value if isinstance(value, ScalarNode)}
    if isinstance(row, str) and ":" in row and "stage" in fields:
        return number == int(row.partition(":")[0])
    if isinstance(row, int):
        return number == row and "stage" in fields
    return row is not None and row in (fields.get("key"), fields.get("code"))


def _plain(value: Any) -> Any:
    """The value with dates as text, as JSON keeps them."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
