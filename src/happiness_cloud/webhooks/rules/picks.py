"""What a receiver wants to hear of: single verbs ("cases.close") or whole rooms ("cases.*")."""

from __future__ import annotations

from collections.abc import Iterable


def rooms_of(verbs: Iterable[str]) -> list[str]:
    """`cases.*` for every room that tells something."""
    return sorted({f"{verb.partition('.')[0]}.*" for verb in verbs})


def unknown(picks: Iterable[str], verbs: Iterable[str]) -> str:
    """The first pick that means nothing; "" when all of them do."""
    known = {*verbs, *rooms_of(verbs)}
    return next((one for one in picks if one not in known), "")


def tidy(picks: Iterable[str]) -> list[str]:
    """Each once, in order; verbs of a room that is picked as a whole are left out."""
    told = {one.strip() for one in picks if one.strip()}
    whole = {one.removesuffix("*") for one in told if one.endswith(".*")}
    return sorted(one for one in told if one.endswith(".*") or f"{one.partition('.')[0]}." not in whole)
