"""Reading a model pack: all that is wrong with it at once, each with its line; or the pack."""

from __future__ import annotations

from collections.abc import Collection

from happiness_cloud.institution.rules.pack import ROLES, Pack
from happiness_cloud.institution.rules.pack_shape import pack_of
from happiness_cloud.institution.rules.pack_soundness import Edges, standard_edges
from happiness_cloud.institution.rules.yaml_reader import Findings, composed
from happiness_cloud.kernel.errors import Invalid


def load_pack(
    text: str, filename: str, roles: Collection[str] = ROLES, edges: Edges = standard_edges
) -> Pack:
    """A pack from the text of its file; `filename` is only named in findings.

    `edges`: the moves of the lifecycle as (verb, from, to), or a function that gives them for the stages used.
    Raises `Invalid("institution.bad_pack", file, line, count, findings)` with every finding.
    """
    findings = Findings(filename)
    root = composed(text, findings)
    pack = None if root is None else pack_of(root, findings, roles, edges)
    found = findings.all()
    if pack is None or found:
        line = found[0]["line"] if found else 1
        raise Invalid("institution.bad_pack", file=filename, line=line, count=len(found), findings=found)
    return pack
