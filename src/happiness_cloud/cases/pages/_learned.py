"""What the house learned to suggest for a text, as pickers show it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house

from .. import queries, rights, terms

HOUSE = house("cases.suggestions", "institution.read", rights.REPORT)
# Beside the first one, only what is not far from as likely is worth a line.
_WORTH_A_LINE = 0.1


def suggested(text: str) -> list[tuple[institution.Category, str]]:
    """Categories in force that were learned to fit, surest first, each with how sure and the words that spoke.

    Nothing while no model is in use, or when it is not sure enough.
    """
    guesses = queries.suggestions(HOUSE, text)
    book, now = institution.rulebook(HOUSE), clock.now()
    told = [one for at, one in enumerate(guesses) if not at or one.confidence >= _WORTH_A_LINE]
    found = [(book.category(one.label, now), _why(one)) for one in told]
    return [(category, why) for category, why in found if category is not None]


def pressing(text: str) -> str:
    """One line on how pressing a text sounds and why; "" when nothing says so."""
    found = queries.urgency(HOUSE, text) if text.strip() else None
    if found is None:
        return ""
    severity = terms.SEVERITIES[found.severity]
    facts = {"severity": severity, "words": ", ".join(found.words)}
    if found.confidence is None:
        return _("Sounds like “%(severity)s”: %(words)s") % facts
    facts["share"] = round(found.confidence * 100)
    return _("Sounds like “%(severity)s” (%(share)s %% sure): %(words)s") % facts


def _why(guess: queries.Guess) -> str:
    facts = {"share": round(guess.confidence * 100), "words": ", ".join(guess.words)}
    return _("%(share)s %% sure: %(words)s") % facts if guess.words else _("%(share)s %% sure") % facts
