"""Matters joined to one another: whose voices count where."""

from __future__ import annotations

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import NotFound, NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..rules.lifecycle import BY_VERB
from ._moving import Moved, move, seen


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


def joined(deed: Deed, case: Case, master: Case, book: institution.Rulebook | None = None) -> Moved:
    """Join `case` to `master`, which is locked: its voices count there, its reporter follows it."""
    gain_voices(deed, case, master, case.voices)
    case.merged_into = master
    case.outcome = "merged"
    deed.record(master=master.pk, master_number=master.number, voices=case.voices)
    return move(deed, case, "merge", book)


def to_join(deed: Deed, number: str) -> Case | None:
    """The open matter that somebody says a new report repeats, locked; None when nobody says so.

    Everybody may add a voice to what everybody may see. Raises NotFound, NotNow when it has ended.
    """
    if not number:
        return None
    master = Case.objects.select_for_update(of=("self",)).filter(number=number).first()
    if master is None or not (master.public or seen(deed, master)):
        raise NotFound("ledger.not_found")
    if master.state not in BY_VERB["merge"].sources:
        raise NotNow("cases.merge_ended", number=master.number)
    return master
