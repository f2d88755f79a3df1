"""What goes into the finding of topics and what comes out of it, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from .heat import Heat, Voice


@dataclass(frozen=True, slots=True)
class Said:
    """A matter as topics see it: words, its voices, point (None when unknown), the place it names, its category."""

    text: str
    voices: tuple[Voice, ...]
    lon: float | None = None
    lat: float | None = None
    place: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that tell a topic, strongest first, and the names of places among them."""

    told: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: which matters (their numbers, in order), how hot, the words that tell it and those that tell where."""

    members: tuple[int, ...]
    heat: Heat
    words: Words
