"""What goes wrong at the Open311 door, as its list of errors."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from happiness_cloud.facade import refusals
from happiness_cloud.kernel.errors import Later, Refused

from . import terms
from .rendering import Told, rendered

# What the verbs call a place, and what the specification calls it.
_PARAMETERS = {
    "text": "description",
    "place": "lat, long",
    "category": "service_code",
    "severity": "attribute[severity]",
    "photos": "media",
    "area": "address_id",
    "datum": "lat, long",
    "lon": "long",
}
# The specification has no word for these: what cannot be understood is 400, a key that does not open 403.
_STATUSES = {401: 403, 409: 400, 422: 400}


class Misread(Refused):
    """Parameters that do not fit: each with its code, its name and a sentence."""

    def __init__(self, *faults: tuple[int, str, str]) -> None:
        super().__init__("open311.misread")
        self.faults = faults


def fault(name: str, word: str, code: int = 400, **facts: Any) -> tuple[int, str, str]:
    """One parameter that does not fit, and why."""
    return code, name, str(terms.WRONG[word]) % facts


def misread(name: str, word: str, code: int = 400, **facts: Any) -> Misread:
    """A refusal for a single parameter."""
    return Misread(fault(name, word, code, **facts))


def errors(refused: Refused, form: str) -> HttpResponse:
    """The refusal as a list of errors, with the status that its first one has."""
    found = refused.faults if isinstance(refused, Misread) else (_fault(refused),)
    told = [{"code": code, "description": _named(name, sentence)} for code, name, sentence in found]
    answer = rendered(Told("errors", told), form, found[0][0])
    if isinstance(refused, Later) or "seconds" in refused.facts:
        answer["Retry-After"] = str(refused.facts.get("seconds", 5))
    return answer


def _fault(refused: Refused) -> tuple[int, str, str]:
    status = _STATUSES.get(refused.status, refused.status)
    place = str(refused.facts.get("field", ""))
    name = "api_key" if refused.code in ("accounts.bad_key", "ledger.no_right") else place
    return status, _PARAMETERS.get(name, name), refusals.sentence(refused)


def _named(name: str, sentence: str) -> str:
    return _("%(parameter)s: %(sentence)s") % {"parameter": name, "sentence": sentence} if name else sentence
