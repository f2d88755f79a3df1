"""Writes the diagram of the lifecycle into docs/rooms/cases.md from the table itself; `check` fails when it is stale."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from happiness_cloud.cases.rules.lifecycle import BACK, MOVES, OPEN, SAME, STATES

PAGE = Path(__file__).resolve().parent.parent / "docs/rooms/cases.md"
BEGIN, END = "<!-- lifecycle: made by tools/diagram.py -->", "<!-- /lifecycle -->"


def diagram() -> str:
    """The moves that change the state as a Mermaid state diagram, and the others as a list."""
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    staying: dict[str, list[str]] = {}
    for move in MOVES:
        if move.target == SAME:
            staying[move.verb] = list(move.sources)
            continue
        for source in move.sources:
            target = "back" if move.target == BACK else move.target
            arrows[(source or "[*]", target)].append(move.verb)
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    lines += [f"    {source} --> {target}: {', '.join(verbs)}" for (source, target), verbs in arrows.items()]
    lines += ["    back: back to where it stood", "```", "", "Verbs that leave the state as it is:", ""]
    lines += [f"- `{verb}`{_when(frozenset(sources))}" for verb, sources in sorted(staying.items())]
    return "\n".join(lines)


def _when(states: frozenset[str]) -> str:
    """Said only where it is simple to say."""
    if states == frozenset(STATES):
        return ": in every state, also after the end"
    return ": as long as the matter is open" if states == frozenset(OPEN) else ""


def main() -> None:
    """Write, or check."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    fresh = f"{head}{BEGIN}\n{diagram()}\n{END}{tail}"
    if len(sys.argv) > 1 and sys.argv[1] == "check":
        sys.exit(0 if fresh == text else "docs/rooms/cases.md is stale: run python tools/diagram.py")
    PAGE.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
