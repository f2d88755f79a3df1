"""A matter at another server, in the words of staff pages."""

from __future__ import annotations

from typing import Any

from .. import queries, terms


def dressed(one: queries.Abroad) -> dict[str, Any]:
    """A forwarding with its state, its tone and what keeps it back in words."""
    status = {"open": "", "closed": terms.ABROAD["done"]}.get(one.status, "")
    return {
        "one": one,
        "state": str(terms.ABROAD[one.state]),
        "tone": terms.ABROAD_TONES[one.state],
        "problem": problem(one.problem),
        "status": str(status) if one.state == "there" else "",
    }


def problem(word: str) -> str:
    """What keeps something back, as a sentence."""
    return str(terms.PROBLEMS.get(word, word))
