"""Sentences from the grammar in texts.yaml: cut once, drawn a million times."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

from happiness_cloud.interfaces.demo.names import book

_CHOICE = re.compile(r"\[([^\]]*)\]")

# A template written out: every sentence its choices allow, slots such as `{place}` still open.
Template = tuple[str, ...]
Unit = Callable[[], float]


def cut(text: str) -> Template:
    """Every sentence of a template: `路面[坏了|塌了]` gives two. The grammar keeps this to some hundred each."""
    parts: list[list[str]] = []
    at = 0
    for hit in _CHOICE.finditer(text):
        parts += [[text[at : hit.start()]], hit[1].split("|")]
        at = hit.end()
    return tuple("".join(made) for made in product(*parts, [text[at:]]))


def drawn(templates: tuple[Template, ...], unit: Unit) -> str:
    """One sentence: first a template, all alike, then one of its sentences."""
    made = templates[int(unit() * len(templates))]
    return made[int(unit() * len(made))]


class Topic(NamedTuple):
    """What people say about one category."""

    standard: str
    code: str
    name: str
    places: tuple[str, ...]
    severities: tuple[float, float]
    seen: str
    only: str
    picture: str
    lead: str
    titles: tuple[Template, ...]
    what: tuple[Template, ...]
    detail: tuple[Template, ...]
    done: tuple[str, ...]
    english: tuple[str, ...]


class Grammar(NamedTuple):
    """Everything needed to write a matter's words."""

    topics: tuple[Topic, ...]
    openings: dict[str, tuple[Template, ...]]
    wishes: tuple[Template, ...]
    patrol_wishes: tuple[Template, ...]
    near: dict[str, tuple[str, ...]]
    when: dict[str, tuple[str, ...]]
    days: tuple[str, ...]
    deadline: tuple[str, ...]


def grammar() -> Grammar:
    """The grammar of the sample matters."""
    content = book("texts")
    near = tuple(content["near"])
    return Grammar(
        tuple(_topic(row) for row in content["categories"]),
        {who: tuple(map(cut, lines)) for who, lines in content["openings"].items()},
        tuple(map(cut, content["wishes"])),
        tuple(map(cut, content["patrol_wishes"])),
        {
            "estate": near,
            "public": ("", "", "门口", "旁", "后面", "对面", "东侧"),
            "building": tuple(content["near_building"]),
            "road": tuple(content["near_road"]),
        },
        {part: tuple(lines) for part, lines in content["when"].items()},
        tuple(content["days"]),
        tuple(content["deadline"]),
    )


def weights(wet: int, night: bool) -> list[int]:
    """The weight of every topic on a day of this wetness (0 dry to 3 heavy rain), by day or night."""
    out = []
    for row in book("texts")["categories"]:
        rain = 1.0 + (float(row["rain"]) - 1.0) * wet / 3.0
        out.append(int(1000 * row["weight"] * max(rain, 0.05) * (float(row["night"]) if night else 1.0)))
    return out


def _topic(row: dict[str, Any]) -> Topic:
    urgent, ordinary, _ = row["severity"]
    return Topic(
        row["standard"], row["code"], row["name"], tuple(row["places"]),
        (urgent / 100.0, (urgent + ordinary) / 100.0), row["seen"], row.get("only", ""), row["picture"], row["lead"],
        tuple(map(cut, row["titles"])), tuple(map(cut, row["what"])), tuple(map(cut, row["detail"])),
        tuple(row["done"]), tuple(row.get("english", ())),
    )  # fmt: skip
