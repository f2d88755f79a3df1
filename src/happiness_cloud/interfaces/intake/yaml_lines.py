"""A mapping file with the line of everything, and the findings about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MOST_CHARACTERS = 400_000
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: `code` is a key of `intake_terms.SENTENCES`, `facts` fill it; `line` counts from 1."""

    code: str
    file: str
    line: int
    facts: dict[str, Any] = field(default_factory=dict)


class Findings:
    """What was found wrong in one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[Finding] = []

    def add(self, code: str, line: int, **facts: Any) -> None:
        """Note one mistake."""
        finding = Finding(f"intake.{code}", self.file, line, facts)
        if finding not in self._found:
            self._found.append(finding)

    def all(self) -> list[Finding]:
        """Every mistake, first line first."""
        return sorted(self._found, key=lambda one: one.line)


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that was probably meant, or ""."""
    folded = {one.casefold(): one for one in known}
    hit = get_close_matches(word.casefold()[:60], list(folded), n=1, cutoff=0.6)
    return folded[hit[0]] if hit else ""


class Section:
    """A part of the file that holds named fields; unknown and repeated names are noted.

    Scalars are read as the text that stands there, so `01002` stays `01002` and `no` stays `no`.
    """

    def __init__(self, node: Node, path: str, findings: Findings, known: Collection[str] = ()) -> None:
        self.path, self.findings, self.line = path, findings, node.start_mark.line + 1
        self._fields: dict[str, Node] = {}
        if not isinstance(node, MappingNode):
            findings.add("wrong_type", self.line, path=path, wanted="a: b")
            return
        for key, value in node.value:
            self._take(key, value, known)

    def _take(self, key: Node, value: Node, known: Collection[str]) -> None:
        name = str(key.value) if isinstance(key, ScalarNode) else ""
        line = key.start_mark.line + 1
        if known and name not in known:
            mend = nearest(name, known) or ", ".join(sorted(known))
            self.findings.add("unknown_key", line, path=self.at(name), key=name[:60], mend=mend)
        elif name in self._fields:
            self.findings.add("key_twice", line, path=self.at(name), key=name[:60])
        elif value.tag != _NULL:
            self._fields[name] = value

    def at(self, name: str) -> str:
        """The full name of a field."""
        return f"{self.path}.{name[:60]}".lstrip(".")

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def line_of(self, name: str) -> int:
        """Where a field stands; the section's own line when it is missing."""
        node = self._fields.get(name)
        return node.start_mark.line + 1 if node is not None else self.line

    def names(self) -> Iterator[str]:
        """The names of the fields."""
        return iter(self._fields)

    def missing(self, name: str) -> None:
        """Note that a field is not there."""
        self.findings.add("key_missing", self.line, path=self.at(name), key=name)

    def section(self, name: str, known: Collection[str] = ()) -> Section | None:
        """A field with fields of its own."""
        node = self._fields.get(name)
        return None if node is None else Section(node, self.at(name), self.findings, known)

    def is_text(self, name: str) -> bool:
        """Whether the field is one piece of text."""
        return isinstance(self._fields.get(name), ScalarNode)

    def is_list(self, name: str) -> bool:
        """Whether the field is a list."""
        return isinstance(self._fields.get(name), SequenceNode)

    def text(self, name: str, default: str = "") -> str:
        """A field that is text."""
        node = self._fields.get(name)
        return default if node is None else self._words(node, self.at(name))

    def texts(self, name: str) -> tuple[tuple[str, int], ...]:
        """A field that is one text or a list of texts, each with its line."""
        node = self._fields.get(name)
        if node is None:
            return ()
        nodes = node.value if isinstance(node, SequenceNode) else [node]
        return tuple((self._words(one, self.at(name)), one.start_mark.line + 1) for one in nodes)

    def sections(self, name: str, known: Collection[str] = ()) -> tuple[Section, ...]:
        """A field that is a list of sections, or one."""
        node = self._fields.get(name)
        if node is None:
            return ()
        nodes = node.value if isinstance(node, SequenceNode) else [node]
        return tuple(Section(one, self.at(name), self.findings, known) for one in nodes)

    def table(self, name: str) -> dict[str, tuple[str, int]]:
        """A field that pairs texts with texts, each with its line."""
        inner = self.section(name)
        if inner is None:
            return {}
        return {key: (inner.text(key), inner.line_of(key)) for key in inner.names()}

    def flag(self, name: str, default: bool = False) -> bool:
        """A field that is true or false."""
        if name not in self._fields:
            return default
        word = self.text(name).lower()
        if word not in ("true", "false"):
            self.findings.add("wrong_type", self.line_of(name), path=self.at(name), wanted="true, false")
        return word == "true"

    def whole(self, name: str, default: int, most: int) -> int:
        """A field that is a whole number from 0 to `most`."""
        if name not in self._fields:
            return default
        word = self.text(name)
        if not (word.isascii() and word.isdigit() and int(word) <= most):
            self.findings.add("wrong_type", self.line_of(name), path=self.at(name), wanted=f"0…{most}")
            return default
        return int(word)

    def choice(self, name: str, known: Collection[str], default: str) -> str:
        """A field that is one of the known words."""
        if name not in self._fields:
            return default
        word = self.text(name)
        if word not in known:
            mend = nearest(word, known) or ", ".join(known)
            self.findings.add("unknown_word", self.line_of(name), path=self.at(name), word=word, mend=mend)
            return default
        return word

    def _words(self, node: Node, path: str) -> str:
        if isinstance(node, ScalarNode):
            return str(node.value).strip() if node.style != '"' else str(node.value)
        self.findings.add("wrong_type", node.start_mark.line + 1, path=path, wanted="text")
        return ""


def opened(text: str, findings: Findings, known: Collection[str]) -> Section | None:
    """The whole file as a section; None with a finding when it cannot be read at all."""
    if len(text) > MOST_CHARACTERS:
        findings.add("mapping_too_long", 1, limit=MOST_CHARACTERS)
        return None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = mark.line + 1 if mark else 1
        findings.add("not_yaml", line, problem=str(wrong.problem or "")[:200])
        return None
    except (yaml.YAMLError, RecursionError, ValueError) as wrong:
        findings.add("not_yaml", 1, problem=str(wrong)[:200])
        return None
    if root is None:
        findings.add("mapping_empty", 1)
        return None
    return Section(root, "", findings, known)
