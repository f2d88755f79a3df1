from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import get_language

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Area
from ._held import Held

BETWEEN = " · "


@dataclass(slots=True)
class _Book:
    """Own names by path, and the full names put together so far, by language."""

    own: dict[str, tuple[str, str]]
    full: dict[str, dict[str, str]] = field(default_factory=lambda: {"zh": {}, "en": {}})


@query(rights.READ)
def names(actor: Actor, paths: Iterable[str]) -> dict[str, str]:
    """Full names as people read them, from the sub-district down: "东湖街道 · 梧桐社区 · 第07网格".

    In the reader's language. A district is told by its own name, a path below a grid by the grid's, an
    area that is gone by its last name; a path that was never known stands as it is.
    """
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    book = _names.get()
    return {path: _full(book, path, language) for path in paths}


def _full(book: _Book, path: str, language: str) -> str:
    known = book.full[language].get(path)
    if known is not None:
        return known
    segments = path.strip("/").split("/")
    parts = []
    for depth in range(1, len(segments) + 1):
        own = book.own.get("/" + "/".join(segments[:depth]) + "/")
        if own is not None:
            parts.append(own[1] if language == "en" and own[1] else own[0])
    told = BETWEEN.join(parts[1:] or parts) or path
    # Only names of known areas are kept: what a caller makes up must not fill the memory.
    if path in book.own:
        book.full[language][path] = told
    return told


def _read() -> _Book:
    latest = Area.objects.order_by("path", "-version").distinct("path")
    return _Book({path: (zh, en) for path, zh, en in latest.values_list("path", "name_zh", "name_en")})


_names: Held[_Book] = Held(_read)
