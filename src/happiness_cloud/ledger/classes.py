"""Which fields are personal, of which class, and what may be told outside: read once from the rights of all rooms."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@cache
def personal() -> dict[str, str]:
    """`cases.Reporter.name` -> data class, over all rooms."""
    found: dict[str, str] = {}
    for words in _rights():
        found.update(getattr(words, "PERSONAL", {}))
    return found


@cache
def personal_fields(model: str) -> frozenset[str]:
    """The personal fields of `cases.Case`."""
    return frozenset(key.rsplit(".", 1)[1] for key in personal() if key.rsplit(".", 1)[0] == model)


@cache
def told_verbs() -> frozenset[str]:
    """The verbs that systems outside may hear of, as their rooms name them (`TOLD_VERBS`)."""
    return frozenset(verb for words in _rights() for verb in getattr(words, "TOLD_VERBS", ()))


@cache
def told_fields(model: str) -> frozenset[str]:
    """The facts and columns of `cases.Case` that may be told outside (`TOLD_FIELDS`); a personal one never is."""
    named = {one for words in _rights() for one in getattr(words, "TOLD_FIELDS", {}).get(model, ())}
    return frozenset(named) - personal_fields(model)


def _rights() -> list[ModuleType]:
    return [
        import_module(f"{room.name}.rights")
        for room in apps.get_app_configs()
        if room.module
        and room.name.startswith("happiness_cloud.")
        and module_has_submodule(room.module, "rights")
    ]
