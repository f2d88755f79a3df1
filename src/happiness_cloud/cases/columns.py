"""The clocks of a matter as a column: clocks in Python, plain JSON in the database."""

from __future__ import annotations

from typing import Any

from django.db import models

from .rules import clocks as clock_rules


class ClocksField(models.JSONField):
    """Holds `rules.clocks.Clocks`; they are replaced, never changed in place."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**{"default": tuple} | told)

    def deconstruct(self) -> Any:
        """To the database it is a column of JSON like any other."""
        name, _path, args, told = super().deconstruct()
        return name, "django.db.models.JSONField", args, told | {"default": list}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> clock_rules.Clocks:
        """The clocks that a row keeps."""
        return clock_rules.from_json(super().from_db_value(value, expression, connection) or ())

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The clocks as a row keeps them."""
        return super().get_db_prep_value(clock_rules.as_json(value), connection, prepared)
