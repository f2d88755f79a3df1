"""Matters joined to one another: whose voices count where."""

from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case


def locked(case: Case, other_id: int | None) -> Case | None:
    """Another matter, locked as well. `case` is locked already, so one with a smaller key is not waited for:

    two at once, each holding what the other wants, would otherwise stand still until the database ends one.
    """
    if other_id is None:
        return None
    behind = other_id < case.pk
    return Case.objects.select_for_update(of=("self",), nowait=behind).filter(pk=other_id).first()


def gain_voices(deed: Deed, case: Case, master: Case, voices: int) -> None:
    """Count the voices of `case` with its master, or (negative) no longer; the master's book says so too."""
    before = master.voices
    master.voices = max(1, before + voices)
    master.version += 1
    master.save(update_fields=["voices", "version"])
    deed.touched(master, {"voices": [before, master.voices]}, joined=case.number, voices=voices)
