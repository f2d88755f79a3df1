from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models.base import ModelState

from ..models import Case


@cache
def _blank() -> dict[str, Any]:
    """The attributes of a new matter. Making each one by its class costs as much as replaying it."""
    return {name: value for name, value in vars(Case()).items() if name != "_state"}


def new_case(**values: Any) -> Case:
    """A matter that is not saved yet, made the short way."""
    case: Case = Case.__new__(Case)
    vars(case).update(_blank())
    # Lists are replaced by the verbs, never changed in place; each matter still gets its own.
    vars(case).update(values, _state=ModelState(), why=[], calls=[], assist_units=[], unit_paths=[])
    return case
