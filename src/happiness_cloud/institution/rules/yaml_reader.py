"""Reading a policy file in YAML with the line of everything, gathering every finding before refusing.

A finding is a plain dict: `code` (a sentence in the room's terms), `file`, `line` and `column` (from 1), `path`
(`stages.to_sign.clock`) and the facts of its sentence; `mend` holds the nearest known word or "".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MOST_CHARACTERS = 200_000
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TEXT_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "timestamp", "bool")}

Finding = dict[str, Any]


class Findings:
    """What was found wrong in one file, in the order of the lines."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self._found: list[Finding] = []

    def add(self, code: str, node: Node | int, path: str = "", **facts: Any) -> None:
        """Note one finding at a node (or at a line)."""
        line, column = (
            (node, 1) if isinstance(node, int) else (node.start_mark.line + 1, node.start_mark.column + 1)
        )
        place = {"file": self.filename, "line": line, "column": column, "path": path}
        finding = {"code": f"institution.{code}", **place, **facts}
        if finding not in self._found:
            self._found.append(finding)

    def all(self) -> list[Finding]:
        """Every finding, first line first."""
        return sorted(self._found, key=lambda one: (one["line"], one["column"]))


class Table:
    """A mapping of the file: its fields by name; what is unknown, twice or of the wrong type is noted."""

    def __init__(
        self, node: Node, path: str, findings: Findings, known: Collection[str] | None = None
    ) -> None:
        self.node = node
        self.path = path
        self.findings = findings
        self.fields: dict[str, Node] = {}
        if not isinstance(node, MappingNode):
            findings.add("wrong_type", node, path, wanted="mapping")
            return
        for key, value in node.value:
            self._take(key, value, known)

    def _take(self, key: Node, value: Node, known: Collection[str] | None) -> None:
        name = str(key.value) if isinstance(key, ScalarNode) else ""
        if known is not None and name not in known:
            self.findings.add("unknown_key", key, self._at(name), key=name[:60], mend=nearest(name, known))
        elif name in self.fields:
            self.findings.add("key_twice", key, self._at(name), key=name[:60])
        else:
            self.fields[name] = value

    def _at(self, name: str) -> str:
        return f"{self.path}.{name[:60]}".lstrip(".")

    def get(self, name: str) -> Node | None:
        """The field, None when it is missing or null."""
        node = self.fields.get(name)
        return None if node is None or node.tag == "tag:yaml.org,2002:null" else node

    def need(self, name: str) -> Node | None:
        """The field; a missing one is noted."""
        node = self.get(name)
        if node is None:
            self.findings.add("key_missing", self.fields.get(name, self.node), self._at(name), key=name)
        return node

    def table(self, name: str, known: Collection[str] | None = None, required: bool = True) -> Table | None:
        """A field that is a mapping."""
        node = self.need(name) if required else self.get(name)
        return None if node is None else Table(node, self._at(name), self.findings, known)

    def tables(self, name: str, known: Collection[str] | None = None) -> dict[str, Table]:
        """A field that is a mapping of mappings."""
        outer = self.table(name)
        if outer is None:
            return {}
        return {key: Table(node, outer._at(key), self.findings, known) for key, node in outer.fields.items()}

    def items(self, name: str, required: bool = False) -> list[Node]:
        """A field that is a list."""
        node = self.need(name) if required else self.get(name)
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.findings.add("wrong_type", node, self._at(name), wanted="list")
            return []
        return list(node.value)

    def text(self, name: str, required: bool = True) -> str:
        """A field that is words; "" when it is missing or something else."""
        node = self.need(name) if required else self.get(name)
        return "" if node is None else self.words(node, self._at(name))

    def words(self, node: Node, path: str) -> str:
        """The text of a node."""
        if isinstance(node, ScalarNode) and node.tag in _TEXT_TAGS and node.value.strip():
            return str(node.value).strip()
        self.findings.add("wrong_type", node, path, wanted="text")
        return ""

    def texts(self, name: str, required: bool = False) -> tuple[tuple[str, Node], ...]:
        """A field that is a list of words, each with its node."""
        found = ((self.words(node, self._at(name)), node) for node in self.items(name, required))
        return tuple((text, node) for text, node in found if text)

    def whole(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """A field that is a whole number between two bounds; required when there is no default."""
        node = self.need(name) if default is None else self.get(name)
        fallback = least if default is None else default
        if node is None:
            return fallback
        if not isinstance(node, ScalarNode) or not _WHOLE.fullmatch(node.value):
            self.findings.add("wrong_type", node, self._at(name), wanted="whole number")
            return fallback
        value = int(node.value)
        if not least <= value <= most:
            self.findings.add("out_of_bounds", node, self._at(name), value=value, least=least, most=most)
            return fallback
        return value

    def number(self, name: str) -> Decimal | None:
        """A required field that is a number."""
        node = self.need(name)
        if node is None:
            return None
        if not isinstance(node, ScalarNode) or not _NUMBER.fullmatch(node.value):
            self.findings.add("wrong_type", node, self._at(name), wanted="number")
            return None
        return Decimal(node.value)

    def day(self, name: str, required: bool = False) -> date | None:
        """A field that is a date."""
        node = self.need(name) if required else self.get(name)
        return None if node is None else day_of(node, self._at(name), self.findings)

    def choice(self, name: str, known: Collection[str], code: str, default: str | None = None) -> str:
        """A field that is one of the known words; "" when it is not."""
        node = self.need(name) if default is None else self.get(name)
        if node is None:
            return default or ""
        word = self.words(node, self._at(name))
        if word and word not in known:
            self.findings.add(code, node, self._at(name), value=word[:60], mend=nearest(word, known))
            return ""
        return word


def day_of(node: Node, path: str, findings: Findings) -> date | None:
    """A node as a date; anything else is noted."""
    if isinstance(node, ScalarNode) and _DATE.fullmatch(node.value):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            pass
    findings.add("wrong_type", node, path, wanted="date")
    return None


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or ""."""
    return next(iter(get_close_matches(word[:60], list(known), n=1, cutoff=0.6)), "")


def composed(text: str, findings: Findings) -> Node | None:
    """The root of a YAML document; what keeps it from being read is noted, never raised."""
    if len(text) > MOST_CHARACTERS:
        findings.add("too_long", 1, most=MOST_CHARACTERS)
        return None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        findings.add("not_yaml", mark.line + 1 if mark else 1, problem=str(wrong.problem or "")[:200])
        return None
    except (yaml.YAMLError, RecursionError, ValueError) as wrong:
        findings.add("not_yaml", 1, problem=str(wrong)[:200])
        return None
    return written_out(root, findings)


def written_out(root: Node | None, findings: Findings) -> Node | None:
    """The document unless it is empty or points back at itself: a few short lines with `*` can stand for endless ones."""
    if root is None:
        findings.add("empty_file", 1)
        return None
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            findings.add("not_yaml", node, problem="alias (*)")
            return None
        seen.add(id(node))
        if isinstance(node, MappingNode):
            waiting += [one for pair in node.value for one in pair]
        elif isinstance(node, SequenceNode):
            waiting += node.value
    return root
