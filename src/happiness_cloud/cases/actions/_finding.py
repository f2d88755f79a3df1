"""What a matter is found by: the terms of its words and its address."""

from __future__ import annotations

from happiness_cloud.kernel.text import lexemes
from happiness_cloud.ledger.statements import run

from ..models import Case, Findable

_KEEP = (
    "INSERT INTO cases_findable (case_id, terms) VALUES (%s, %s)"
    " ON CONFLICT (case_id) DO UPDATE SET terms = excluded.terms RETURNING 1"
)


def terms_of(case: Case) -> str:
    """The terms of a matter as it stands, as the database reads them."""
    return lexemes(f"{case.text} {case.address}")


def found_by_its_words(case: Case) -> None:
    """Let the search find a matter by the words it has now."""
    run(_KEEP, (case.pk, terms_of(case)))


def found_no_more(case: Case) -> None:
    """Leave nothing of a matter's words to the search."""
    Findable.objects.filter(case=case).delete()
