"""Reference content in the reader's language."""

from __future__ import annotations

from django.utils import translation


def told(zh: str, en: str) -> str:
    """The Chinese words for a Chinese reader, else the English ones where there are any."""
    language = translation.get_language() or "zh"
    return zh if language.startswith("zh") or not en else en
