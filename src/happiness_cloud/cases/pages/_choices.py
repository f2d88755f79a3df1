"""What can be chosen on staff pages: filters, areas, units, categories."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Actor
from happiness_cloud.places import queries as places

from .. import queries, terms
from . import _desk, _learned

FLAGS = {
    "supervised": gettext_lazy("Supervised"),
    "urged": gettext_lazy("Urged matters"),
    "rework": gettext_lazy("Reworked"),
    "returned": gettext_lazy("Sent back"),
    "reopened": gettext_lazy("Reopened"),
    "extension": gettext_lazy("Extension waits"),
    "voices": gettext_lazy("Several voices"),
    "partner": gettext_lazy("A partner answered"),
}
DUES = {"overdue": gettext_lazy("Overdue"), "soon": gettext_lazy("Due within 24 h")}
LABELS = {
    "q": gettext_lazy("Words searched"),
    "state": gettext_lazy("State"),
    "category": gettext_lazy("Category"),
    "severity": gettext_lazy("Severity"),
    "channel": gettext_lazy("Channel"),
    "area": gettext_lazy("Grid or area"),
    "unit": gettext_lazy("Unit concerned"),
    "told": gettext_lazy("Unit told of the delay"),
    "due": gettext_lazy("Deadline"),
    "since": gettext_lazy("Reported from"),
    "until": gettext_lazy("Reported until"),
    "flag": gettext_lazy("Mark"),
}
Choice = dict[str, Any]


def filters(who: Actor, wanted: queries.Filter, words: _desk.Words) -> dict[str, SafeString]:
    """The options of every filter that is a list, as markup: there are hundreds, and a template is slow at that."""
    states = {"open": _("All open"), "ended": _("All ended"), **terms.STATES}
    told = {
        "state": _listed(states, wanted.state),
        "due": _listed(DUES, wanted.due),
        "severity": _listed(terms.SEVERITIES, wanted.severity),
        "channel": _listed(terms.CHANNELS, wanted.channel),
        "flag": _listed(FLAGS, wanted.flag),
        "area": areas(who, wanted.area, words),
        "unit": units(wanted.unit),
        "category": category_groups(wanted.category, words),
    }
    return {name: options(choices) for name, choices in told.items()}


def options(choices: Iterable[Choice]) -> SafeString:
    """The options of a select, escaped."""
    # Each part is escaped by `_option`.
    return mark_safe("".join(_option(one["value"], one["label"], one["chosen"]) for one in choices))  # noqa: S308


@lru_cache(maxsize=8192)
def _option(value: str, label: str, chosen: bool) -> SafeString:
    """One choice. The same few hundred stand on every page of a list, and escaping takes longer than looking up."""
    return format_html(
        '<option value="{}"{}>{}</option>', value, mark_safe(" selected") if chosen else "", label
    )


def chips(
    wanted: queries.Filter, words: _desk.Words, address: Callable[[queries.Filter], str]
) -> list[Choice]:
    """What the list is narrowed by, each with the address of the list without it."""
    told: list[Choice] = []
    for name, value in wanted.words().items():
        if name == "order":
            continue
        shown = _chip(name, value, words)
        without = address(replace(wanted, **{name: ""}))
        told.append({"label": str(LABELS[name]), "value": shown, "url": without})
    return told


def _chip(name: str, value: str, words: _desk.Words) -> str:
    if name == "state":
        extra = {"open": _("All open"), "ended": _("All ended")}
        return ", ".join(str(extra.get(one) or terms.STATES.get(one, one)) for one in value.split(","))
    if name in ("area", "unit", "category", "told"):
        return str(getattr(words, "unit" if name == "told" else name)(value))
    known: dict[str, Any] = {
        "severity": terms.SEVERITIES,
        "channel": terms.CHANNELS,
        "flag": FLAGS,
        "due": DUES,
    }.get(name, {})
    return str(known.get(value, value))


def _listed(told: dict[str, Any], chosen: str) -> list[Choice]:
    return [{"value": value, "label": str(label), "chosen": value == chosen} for value, label in told.items()]


def areas(who: Actor, chosen: str, words: _desk.Words) -> list[Choice]:
    """Sub-districts and communities the reader sees, and the chosen grid when it is one."""
    found: list[Choice] = []

    def walk(nodes: Iterable[places.Node], depth: int) -> None:
        for node in nodes:
            found.append(
                {
                    "value": node.path,
                    "label": f"{'　' * depth}{node.name}",
                    "chosen": node.path == chosen,
                }
            )
            walk(node.children, depth + 1)

    walk(places.tree(who, depth=3) if who.holding("places.read") else (), 0)
    if chosen and not any(one["chosen"] for one in found):
        found.append({"value": chosen, "label": words.area(chosen), "chosen": True})
    return found


def units(chosen: str = "", taking_only: bool = False) -> list[Choice]:
    """All units, or those that can take matters, in the order of the organisation."""
    found = [
        {"value": one.path, "label": _indented(one), "chosen": one.path == chosen}
        for one in institution.units(_desk.HOUSE)
        if not taking_only or one.takes_matters
    ]
    if chosen and not any(one["chosen"] for one in found):
        found.append({"value": chosen, "label": chosen, "chosen": True})
    return found


def _indented(unit: institution.Unit) -> str:
    return "　" * max(unit.depth, 0) + str(unit.name)


def category_groups(chosen: str, words: _desk.Words) -> list[Choice]:
    """The categories a filter offers: classes with what they hold, and the chosen one."""
    found: list[Choice] = []
    for group in institution.category_tree(_desk.HOUSE):
        if all(one.code.startswith(group.code) for one in group.categories):
            found.append({"value": group.code, "label": group.name, "chosen": group.code == chosen})
        found.extend(
            {"value": one.code, "label": f"　{one.name}", "chosen": one.code == chosen}
            for one in group.categories
        )
    if chosen and not any(one["chosen"] for one in found):
        found.append({"value": chosen, "label": words.category(chosen), "chosen": True})
    return found


def categories(text: str, chosen: str, words: _desk.Words, most: int = 8) -> list[Choice]:
    """Categories that the words suggest: the chosen one first, then what was learned, then what is named alike."""
    found: list[Choice] = []
    if chosen:
        found.append({"value": chosen, "label": words.category(chosen), "hint": chosen, "chosen": True})
    if text.strip():
        found.extend(
            {"value": one.code, "label": one.name, "hint": why, "chosen": False}
            for one, why in _learned.suggested(text)
            if one.code != chosen
        )
        there = {one["value"] for one in found}
        fitting = institution.categories(_desk.HOUSE, text.strip()[:400], most)
        found.extend(
            {"value": one.code, "label": one.name, "hint": one.group_name, "chosen": False}
            for one in fitting
            if one.code not in there
        )
    return found
