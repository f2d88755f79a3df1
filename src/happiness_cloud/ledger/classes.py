"""Which fields are personal, of which class: read once from the rights of all rooms."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@cache
def personal() -> dict[str, str]:
    """`cases.Reporter.name` -> data class, over all rooms."""
    found: dict[str, str] = {}
    for room in apps.get_app_configs():
        if (
            room.module
            and room.name.startswith("happiness_cloud.")
            and module_has_submodule(room.module, "rights")
        ):
            found.update(getattr(import_module(f"{room.name}.rights"), "PERSONAL", {}))
    return found


@cache
def personal_fields(model: str) -> frozenset[str]:
    """The personal fields of `cases.Case`."""
    return frozenset(key.rsplit(".", 1)[1] for key in personal() if key.rsplit(".", 1)[0] == model)
