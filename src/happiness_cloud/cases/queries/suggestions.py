from __future__ import annotations

from functools import lru_cache

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Learned
from ..rules.suggestion import Guess, Suggester, unpacked

CATEGORY, SEVERITY = "category", "severity"
__all__ = ["Guess", "suggestions"]


@query(rights.REPORT)
def suggestions(actor: Actor, text: str) -> tuple[Guess, ...]:
    """The three likeliest categories of a text, surest first, each with the words that spoke for it.

    Nothing when no model is in use, or when the one in use is not sure enough.
    """
    model = in_use(CATEGORY)
    return model.suggest(text) if model else ()


def in_use(kind: str) -> Suggester | None:
    """The model of a kind that is in use; None when there is none that is whole."""
    found = Learned.objects.filter(kind=kind, in_use=True).values_list("pk", "digest").first()
    return _held(*found) if found else None


@lru_cache(maxsize=2)
def _held(key: int, digest: str) -> Suggester | None:
    """Unpacked once a process. The digest is that of the row, so other bytes under it are refused."""
    body = Learned.objects.filter(pk=key).values_list("body", flat=True).first()
    try:
        return unpacked(bytes(body), digest) if body is not None else None
    except Invalid:
        return None
