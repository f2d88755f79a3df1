"""Whether the stages of a pack hang together: everything reaches a close, no wait is without a clock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import pairwise
from typing import Final

from yaml.nodes import Node

from happiness_cloud.institution.rules.pack import STAGES
from happiness_cloud.institution.rules.yaml_reader import Findings

Edge = tuple[str, str, str]
Edges = Iterable[Edge] | Callable[[Iterable[str]], Iterable[Edge]]

START: Final = "registered"
CLOSED: Final = "closed"
ENDS: Final = frozenset({"closed", "answered", "refused", "merged", "void"})
# Every pack bounds these by its sections `waiting`, `suspend` and `returns`.
ASIDE: Final = frozenset({"waiting", "suspended", "disputed"})


def standard_edges(stages: Iterable[str]) -> tuple[Edge, ...]:
    """The plain way through the stages in use, with return, dispute and rework; for use without a lifecycle."""
    used = set(stages)
    path = [stage for stage in STAGES if stage in used] + [CLOSED]
    forward = [("go_on", one, following) for one, following in pairwise(path)]
    back = [
        ("send_back", "to_sign", "to_dispatch"),
        ("send_back", "handling", "to_dispatch"),
        ("dispute", "to_sign", "disputed"),
        ("adjudicate", "disputed", "to_sign"),
        ("rework", "to_check", "handling"),
    ]
    known = used | ASIDE
    return (*forward, *(edge for edge in back if edge[1] in known and edge[2] in known))


def check_graph(stages: Mapping[str, Node], edges: Edges, findings: Findings, root: Node) -> None:
    """Note each stage that cannot be reached or cannot reach the close, and each state without a clock."""
    listed = list(edges(stages) if callable(edges) else edges)
    known = {*stages, *ASIDE, *ENDS}
    kept = [(source, target) for _, source, target in listed if source in known and target in known]
    reached = _spread({START}, kept)
    closing = _spread({CLOSED}, [(target, source) for source, target in kept])
    for stage, node in stages.items():
        if stage not in closing:
            findings.add("no_way_to_close", node, f"stages.{stage}", stage=stage)
        elif stage not in reached:
            findings.add("stage_unreachable", node, f"stages.{stage}", stage=stage)
    waits = {source for _, source, target in listed if source and source != target}
    for state in sorted(waits - known - set(STAGES)):
        findings.add("wait_without_clock", root, "stages", stage=state)


def _spread(begin: Collection[str], edges: list[tuple[str, str]]) -> set[str]:
    """Every state that can be reached from `begin`."""
    found = set(begin)
    grown = True
    while grown:
        more = {target for source, target in edges if source in found} - found
        found |= more
        grown = bool(more)
    return found
