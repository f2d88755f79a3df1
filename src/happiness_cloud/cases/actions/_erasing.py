"""Erasing for good: what people said and showed in a matter goes from every place where it stands."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from procrastinate.contrib.django import app as jobs

from happiness_cloud.files import actions as files
from happiness_cloud.kernel.errors import NotFound, NotNow
from happiness_cloud.kernel.text import fold
from happiness_cloud.ledger import shredding
from happiness_cloud.ledger.door import Deed
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.post import actions as post

from ..models import (
    Case,
    Erasure,
    Evidence,
    HandOut,
    Learned,
    PartnerAnswer,
    Remark,
    Reporter,
    SavedView,
    Wording,
)
from ..queries._parts import parts_of
from ..rules import redaction
from ..rules.lifecycle import ENDED
from ._finding import found_no_more
from ._moderating import HOUSE


def wish(case: Case) -> Erasure:
    """The open wish that this matter be erased. Raises NotNow."""
    found = Erasure.objects.select_for_update().filter(case=case, state="asked").first()
    if found is None:
        raise NotNow("cases.erase_not_asked")
    return found


def erased(deed: Deed, case: Case) -> dict[str, int]:
    """Erase, and say how much of what went. What stands afterwards: number, area, category, state and dates.

    Raises NotNow while the matter is open: nobody can work on what nobody may know.
    """
    if case.state not in ENDED:
        raise NotNow("cases.erase_open")
    counts = {
        "views": _forget_views(_telling(case)),
        "photos": _erase_files(deed, case),
        "messages": post.forget(HOUSE, about=f"cases.Case:{case.pk}", origin=deed.origin).messages,
        "partners": _forget_partners(case),
        "words": Remark.objects.filter(case=case).delete()[0],
        "reporter": Reporter.objects.filter(case=case).delete()[0],
        "originals": Wording.objects.filter(case=case).exclude(sealed="").update(sealed="", ended="erased"),
        "models": _unlearn(case),
    }
    case.whistles.update(words="")
    case.forwarded.update(words="", notes="", said="")
    # The words of a hot topic that this matter says; which project it belongs to stays.
    case.hot.all().delete()
    _empty(deed, case)
    # The words in the book, and the answers kept for repeated calls.
    counts["left_in_clear"] = shredding.destroyed(case, deed.at, number=case.number)
    return counts


def _telling(case: Case) -> set[str]:
    """What somebody who searched for this person would have typed: name, phone, numbers in the text."""
    told = {said.text[one.start : one.end] for said in parts_of(case) for one in redaction.found(said.text)}
    reporter = Reporter.objects.filter(case=case).first()
    if reporter is not None:
        bind = f"cases.Reporter:{case.pk}"
        told |= {cipher().open(one, bind) for one in (reporter.name_sealed, reporter.phone_sealed)}
    return {fold(one) for one in told if len(one) > 1}


def _forget_views(told: set[str]) -> int:
    """Filters that somebody keeps and that look for this person."""
    if not told:
        return 0
    gone = [
        key
        for key, query in SavedView.objects.filter(query__contains="q=").values_list("pk", "query")
        if any(one in fold(" ".join(parse_qs(query).get("q", ()))) for one in told)
    ]
    return SavedView.objects.filter(pk__in=gone).delete()[0]


def _erase_files(deed: Deed, case: Case) -> int:
    ids = list(Evidence.objects.filter(case=case).values_list("file_id", flat=True))
    for one in dict.fromkeys(ids):
        # A file that is not there does not keep the rest.
        with suppress(NotFound):
            files.erase(HOUSE, one, origin=deed.origin)
    return Evidence.objects.filter(case=case).delete()[0]


def _forget_partners(case: Case) -> int:
    """What partners were asked and answered, and how they are reached; that they were asked stays."""
    PartnerAnswer.objects.filter(hand_out__case=case).update(text="", file_ids=[])
    nobody = {"contact_sealed": "", "contact_hash": "", "contact_shown": "", "call": "", "file_ids": []}
    told: int = HandOut.objects.filter(case=case).update(task="", organisation="", **nobody)
    return told


def _unlearn(case: Case) -> int:
    """Empty the models that may have learned from these words, and have one learned anew from the others."""
    since = Learned.objects.filter(at__gte=case.reported_at).exclude(body=b"")
    kinds = set(since.values_list("kind", flat=True))
    emptied = since.update(body=b"", digest="", in_use=False)
    for kind in kinds:
        jobs.configure_task("cases.learn_again", queue="house").defer(timestamp=0, kind=kind)
    return emptied


def _empty(deed: Deed, case: Case) -> None:
    case.text = case.address = case.result = case.rating_words = ""
    case.title = redaction.COVER
    case.place_note, case.why, case.calls = {}, [], _without_hands(case.calls)
    # The community is kept by the area; a point would name a door.
    case.lon = case.lat = None
    case.public = case.hidden = case.can_be_reached = False
    case.moderated_at = case.erased_at = deed.at
    found_no_more(case)


def _without_hands(calls: list[Any]) -> list[Any]:
    """How often the reporter was called and reached: counts, no words."""
    return [{name: one[name] for name in ("at", "reached", "by") if name in one} for one in calls]
