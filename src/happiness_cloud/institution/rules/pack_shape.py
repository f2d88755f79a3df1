"""The shape of a pack file, field by field. Every reader notes what is wrong and goes on."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

from yaml.nodes import MappingNode, Node, ScalarNode

from happiness_cloud.institution.rules.deadlines import UNITS, checked
from happiness_cloud.institution.rules.hours import minutes_of, window_of
from happiness_cloud.institution.rules.pack import (
    INDICATORS,
    STAGES,
    Allowance,
    CallBack,
    OverallClass,
    Pack,
    Stage,
)
from happiness_cloud.institution.rules.pack_soundness import Edges, check_graph
from happiness_cloud.institution.rules.quiet import Quiet
from happiness_cloud.institution.rules.yaml_reader import Findings, Table, nearest
from happiness_cloud.kernel.errors import Invalid

KEYS = (
    "pack",
    "version",
    "name",
    "name_en",
    "source",
    "valid_from",
    "valid_to",
    "positions",
    "stages",
    "contact",
    "overall",
    "overall_default",
    "returns",
    "waiting",
    "suspend",
    "call_back",
    "reopen",
    "extensions",
    "warn_share",
    "quiet",
    "verify_required",
    "self_close",
    "indicators",
    "originals",
)
REQUIRED_STAGES = ("registered", "to_dispatch", "handling")
_TABLE = "table"
_PATTERN = re.compile(r"[0-9A-Za-z.]{1,20}\*?")
_STAGE_KEYS = ("by", "clock")
_CLOCK_KEYS = ("amount", "unit")
_SOME_TIME = Allowance(Decimal(1), "work_days")


def pack_of(root: Node, findings: Findings, roles: Collection[str], edges: Edges) -> Pack | None:
    """The pack in a composed document; not to be used when anything was noted."""
    top = Table(root, "", findings, KEYS)
    if not isinstance(root, MappingNode):
        return None
    positions = _positions(top, roles)
    used: set[str] = set()
    stages = _stages(top, positions, used, edges)
    contact = top.table("contact", _STAGE_KEYS, required=False)
    valid_from, valid_to = top.day("valid_from", required=True), top.day("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        findings.add(
            "dates_reversed", top.fields["valid_to"], "valid_to", first=str(valid_from), last=str(valid_to)
        )
    contact_stage = None if contact is None else _stage(contact, positions, used)
    limit, adjudication = _returns(top, positions, used)
    overall, default = _overall(top)
    _dead_roles(positions, used, findings)
    if valid_from is None:
        return None
    return Pack(
        code=top.text("pack"),
        version=top.text("version"),
        name=top.text("name"),
        name_en=top.text("name_en"),
        source=top.text("source"),
        valid_from=valid_from,
        valid_to=valid_to,
        stages=stages,
        contact=contact_stage,
        overall=overall,
        overall_default=default,
        return_limit=limit,
        adjudication=adjudication,
        waiting=_longest(top.table("waiting", ("longest",))),
        suspend=_suspend(top),
        call_back=_call_back(top, stages),
        reopen_days=_days(top, "days"),
        recurrence_days=_days(top, "recurrence_days"),
        extensions=top.whole("extensions", 0, 5, default=1),
        warn_share=_warn_share(top),
        verify_required=_verify_required(top, stages),
        self_close=_patterns(top, "self_close"),
        indicators=_indicators(top),
        quiet=_quiet(top),
        originals_days=_originals(top),
    )


def _positions(top: Table, roles: Collection[str]) -> dict[str, Node]:
    """The kinds of position the district fills, each with its node."""
    found: dict[str, Node] = {}
    for role, node in top.texts("positions", required=True):
        if role in roles:
            found[role] = node
        else:
            facts = {"value": role[:60], "mend": nearest(role, roles)}
            top.findings.add("unknown_role", node, "positions", **facts)
    return found


def _stages(top: Table, positions: dict[str, Node], used: set[str], edges: Edges) -> dict[str, Stage]:
    outer = top.table("stages")
    if outer is None:
        return {}
    found: dict[str, Stage] = {}
    nodes: dict[str, Node] = {}
    for name, node in outer.fields.items():
        path = f"stages.{name[:60]}"
        if name not in STAGES:
            top.findings.add("unknown_stage", node, path, value=name[:60], mend=nearest(name, STAGES))
            continue
        nodes[name] = node
        found[name] = _stage(Table(node, path, top.findings, _STAGE_KEYS), positions, used)
    for name in REQUIRED_STAGES:
        if name not in nodes:
            top.findings.add("stage_missing", outer.node, "stages", stage=name)
    check_graph(nodes, edges, top.findings, outer.node)
    _checked_by_others(found, nodes, top.findings)
    return found


def _stage(table: Table, positions: dict[str, Node], used: set[str]) -> Stage:
    name = table.path.rpartition(".")[2]
    node = table.get("clock")
    clock = None
    if node is None:
        table.findings.add("wait_without_clock", table.node, table.path, stage=name)
    elif not (isinstance(node, ScalarNode) and node.value == _TABLE):
        clock = _allowance(Table(node, f"{table.path}.clock", table.findings, _CLOCK_KEYS))
    return Stage(_doers(table, name, positions, used), clock)


def _doers(table: Table, name: str, positions: dict[str, Node], used: set[str]) -> tuple[str, ...]:
    node = table.get("by")
    if node is None:
        table.findings.add("stage_without_role", table.node, table.path, stage=name)
        return ()
    path = f"{table.path}.by"
    listed = [node] if isinstance(node, ScalarNode) else table.items("by")
    found: list[str] = []
    for one in listed:
        role = table.words(one, path)
        used.add(role)
        if role and role not in positions:
            facts = {"stage": name, "value": role[:60], "mend": nearest(role, positions)}
            table.findings.add("role_not_filled", one, path, **facts)
        found.append(role)
    if not listed and not isinstance(node, ScalarNode | MappingNode):
        table.findings.add("stage_without_role", node, path, stage=name)
    return tuple(found)


def _checked_by_others(stages: dict[str, Stage], nodes: dict[str, Node], findings: Findings) -> None:
    """Whoever handles does not check and does not call back: some other position must be named."""
    handling = stages.get("handling")
    for name in ("to_check", "to_call_back"):
        stage = stages.get(name)
        if handling and stage and stage.by and set(stage.by) <= set(handling.by):
            findings.add("same_hands", nodes[name], f"stages.{name}.by", stage=name)


def _dead_roles(positions: dict[str, Node], used: set[str], findings: Findings) -> None:
    for role, node in positions.items():
        if role not in used:
            findings.add("dead_role", node, "positions", value=role)


def _allowance(table: Table) -> Allowance:
    amount = table.number("amount")
    unit = table.choice("unit", UNITS, "unknown_time_unit")
    if amount is None or not unit:
        return _SOME_TIME
    try:
        return Allowance(checked(amount, unit), unit)
    except Invalid as refused:
        code = refused.code.partition(".")[2]
        table.findings.add(f"pack_{code}", table.node, table.path, **refused.facts)
        return _SOME_TIME


def _longest(table: Table | None) -> Allowance:
    inner = None if table is None else table.table("longest", _CLOCK_KEYS)
    return _SOME_TIME if inner is None else _allowance(inner)


def _suspend(top: Table) -> dict[str, Allowance]:
    outer = top.table("suspend")
    if outer is None:
        return {}
    found: dict[str, Allowance] = {}
    for name, node in outer.fields.items():
        found[name[:60]] = _longest(Table(node, f"suspend.{name[:60]}", top.findings, ("longest",)))
    return found


def _returns(top: Table, positions: dict[str, Node], used: set[str]) -> tuple[int, Stage]:
    nothing = Stage((), None)
    table = top.table("returns", ("limit", "adjudication"), required=False)
    if table is None or table.get("limit") is None:
        node = top.node if table is None else table.node
        top.findings.add("return_limit_missing", node, "returns.limit")
    if table is None:
        return 0, nothing
    limit = table.whole("limit", 0, 9, default=0)
    inner = table.table("adjudication", _STAGE_KEYS)
    return limit, nothing if inner is None else _stage(inner, positions, used)


def _overall(top: Table) -> tuple[tuple[OverallClass, ...], str]:
    found: list[OverallClass] = []
    for code, table in top.tables("overall", ("clock", "severities", "categories")).items():
        node = table.need("clock")
        asks_table = isinstance(node, ScalarNode) and node.value == _TABLE
        clock = None
        if node is not None and not asks_table:
            clock = _allowance(Table(node, f"{table.path}.clock", top.findings, _CLOCK_KEYS))
        severities = tuple(text for text, _ in table.texts("severities"))
        found.append(OverallClass(code[:60], clock, severities, _patterns(table, "categories")))
    default = top.choice("overall_default", [one.code for one in found], "unknown_class")
    return tuple(found), default


def _call_back(top: Table, stages: dict[str, Stage]) -> CallBack | None:
    wanted = "to_call_back" in stages
    table = top.table("call_back", ("tries", "day_parts"), required=wanted)
    if table is None:
        return None
    if not wanted:
        top.findings.add("section_unused", table.node, "call_back", stage="to_call_back")
    parts = []
    for text, node in table.texts("day_parts", required=True):
        window = window_of(text)
        if window is None:
            table.findings.add("bad_hours", node, "call_back.day_parts", value=text[:60])
        else:
            parts.append(window)
    return CallBack(table.whole("tries", 1, 9), tuple(parts))


def _days(top: Table, name: str) -> int:
    table = top.table("reopen", ("days", "recurrence_days"), required=name == "days")
    return 0 if table is None else table.whole(name, 0, 365)


def _originals(top: Table) -> int:
    table = top.table("originals", ("days",), required=False)
    return 30 if table is None else table.whole("days", 0, 365)


def _warn_share(top: Table) -> Decimal:
    share = Decimal("0.8") if top.get("warn_share") is None else top.number("warn_share")
    if share is not None and not 0 < share < 1:
        top.findings.add(
            "out_of_bounds", top.fields["warn_share"], "warn_share", value=str(share), least=0, most=1
        )
    return share or Decimal("0.8")


def _quiet(top: Table) -> Quiet | None:
    table = top.table("quiet", ("hours", "spared"), required=False)
    if table is None:
        return None
    text = table.text("hours")
    window = minutes_of(text)
    if window is None:
        table.findings.add("bad_hours", table.get("hours") or table.node, "quiet.hours", value=text[:60])
        return None
    return Quiet(*window, tuple(text for text, _ in table.texts("spared")))


def _verify_required(top: Table, stages: dict[str, Stage]) -> tuple[str, ...]:
    found = _patterns(top, "verify_required")
    if found and "to_confirm" not in stages:
        top.findings.add(
            "section_unused", top.fields["verify_required"], "verify_required", stage="to_confirm"
        )
    return found


def _patterns(table: Table, name: str) -> tuple[str, ...]:
    found: list[str] = []
    for text, node in table.texts(name):
        if text == "any":
            found.append("")
        elif _PATTERN.fullmatch(text):
            found.append(text)
        else:
            table.findings.add("bad_pattern", node, name, value=text[:60])
    return tuple(found)


def _indicators(top: Table) -> tuple[str, ...]:
    found: list[str] = []
    for text, node in top.texts("indicators", required=True):
        if text not in INDICATORS:
            facts = {"value": text[:60], "mend": nearest(text, INDICATORS)}
            top.findings.add("unknown_indicator", node, "indicators", **facts)
        found.append(text)
    return tuple(found)
