"""What the addresses of the API take and answer."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Read from plain objects as they are: the framework's own base class looks at every attribute in Python."""

    model_config = ConfigDict(from_attributes=True)


class Strict(Shape):
    """A body: unknown members are refused, since they are mostly misspelt ones."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
