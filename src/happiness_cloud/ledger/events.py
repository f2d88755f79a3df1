"""News goes up: facts announced in the past tense, heard by higher rooms, at least once, after the commit."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

Heard = Callable[[Any], None]
E = TypeVar("E")

_listeners: dict[str, list[tuple[str, type, Heard]]] = defaultdict(list)


def name_of(event: type) -> str:
    """`cases.CaseClosed`: the room and the fact."""
    return f"{event.__module__.split('.')[-2]}.{event.__name__}"


def listens(event: type) -> Callable[[Heard], Heard]:
    """Mark a function of a higher room as listener to `event`; it must bear being told twice."""

    def note(heard: Heard) -> Heard:
        _listeners[name_of(event)].append((f"{heard.__module__}.{heard.__qualname__}", event, heard))
        return heard

    return note


def listeners_to(event: object) -> list[str]:
    """The names of those who listen to this fact."""
    return [name for name, _, _ in _listeners[name_of(type(event))]]


def packed(event: Any) -> dict[str, Any]:
    """The event as plain JSON values."""
    return {field.name: _plain(getattr(event, field.name)) for field in dataclasses.fields(event)}


def tell(event: str, facts: dict[str, Any], listener: str) -> None:
    """Bring one fact to one listener."""
    for name, kind, heard in _listeners[event]:
        if name == listener:
            heard(kind(**facts))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
