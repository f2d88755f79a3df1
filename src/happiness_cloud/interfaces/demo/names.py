"""Names of places and people: invented, plausible, unique where they must be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml

from happiness_cloud.interfaces.demo.chance import Chance

_SOUND = re.compile(r"(\S)([a-z]+)")


@cache
def book(name: str = "names") -> dict[str, Any]:
    """The content of one of the YAML files beside this module."""
    text = resources.files("happiness_cloud.interfaces.demo").joinpath(f"{name}.yaml").read_text("utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


@cache
def _sounds() -> dict[str, str]:
    return dict(_SOUND.findall(book()["sounds"]))


def pinyin(name: str) -> str:
    """The Latin spelling of a name, one word with a capital (`梧桐` gives `Wutong`)."""
    return "".join(_sounds()[sign] for sign in name).capitalize()


def words(key: str) -> list[str]:
    """A list of names kept as one line of the book."""
    return str(book()[key]).split()


def pairs(key: str, chance: Chance) -> list[str]:
    """Every two-sign name that `key` allows, shuffled, none twice; then the same with 新 before it."""
    first, second = (str(book()[key][part]).split() for part in ("first", "second"))
    made = chance.shuffled(a + b for a in first for b in second if a != b)
    return made + [f"新{name}" for name in made if name[0] != "新"]


def community_names(chance: Chance, count: int) -> list[str]:
    """`count` community names (without 社区); repeated stems only beyond the list, told apart by a sign."""
    stems = [one for one in chance.shuffled(words("communities")) if one != "梧桐"]
    more = [
        f"{mark}{stem}" for mark in ("新", "长", "东", "西", "南", "北") for stem in stems if stem[0] != mark
    ]
    return _distinct(stems + more, count)


def person(surname: str, given: str) -> tuple[str, str]:
    """A person's name and its Latin spelling (`林`, `晓燕` gives `林晓燕`, `Lin Xiaoyan`)."""
    return surname + given, f"{pinyin(surname)} {pinyin(given)}"


def _distinct(items: Sequence[str], count: int) -> list[str]:
    seen = dict.fromkeys(items)
    return list(seen)[:count]
