from __future__ import annotations

from ..rules import redaction


def telling(text: str) -> tuple[str, ...]:
    """The kinds of things in a text that tell who somebody is (`terms.TELLING`), each once; reads no row."""
    return tuple(dict.fromkeys(one.kind for one in redaction.found(text)))
