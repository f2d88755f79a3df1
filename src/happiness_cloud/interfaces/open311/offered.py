"""What is there: discovery, the list of services, what a service asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from happiness_cloud.cases import terms as cases
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house

from . import terms
from .reading import query_of
from .rendering import Told
from .wrong import misread

# Rules and names, no person's data: they are the same for everybody.
HOUSE = house("open311", "institution.read", "places.read")
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FORMATS = ["text/xml", "application/json"]
# Since when this door says what it says; the lists of services may be newer.
_SINCE = date(2026, 11, 24)


def moment(at: datetime | None) -> str | None:
    """A moment as the W3C note writes it, with the zone of the district."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def service_of(code: str) -> institution.Category | None:
    """The category in force behind the code of a service."""
    found: institution.Category | None = institution.rulebook(HOUSE).category(code, clock.now())
    return found


def questions_of(code: str) -> list[institution.Question]:
    """What the duty directory asks about a kind; the three that every report has keep their own meaning."""
    asked = institution.rulebook(HOUSE).questions(code, clock.now()) if code else ()
    return [one for one in asked if one.code not in terms.ATTRIBUTES]


def discovery(request: HttpRequest) -> Told:
    """Where the door is, for real and for trying out, and whom to ask."""
    query_of(request)
    changed = moment(_changed())
    endpoints = [
        {
            "specification": SPECIFICATION,
            "url": f"{settings.PUBLIC_URL}/open311{part}/v2",
            "changeset": changed,
            "type": kind,
            "formats": FORMATS,
        }
        for part, kind in (("", "production"), ("/test", "test"))
    ]
    place = settings.PLACE_NAME or settings.PUBLIC_URL
    return Told(
        "discovery",
        {
            "changeset": changed,
            "contact": str(terms.CONTACT) % {"place": place, "phone": settings.HOTLINE},
            "key_service": str(terms.KEY_SERVICE),
            "endpoints": endpoints,
        },
        bare=True,
    )


def services(request: HttpRequest) -> Told:
    """The categories in force, in the reader's language; last the one for what fits none."""
    query_of(request)
    offered = [_service(one) for group in institution.category_tree(HOUSE) for one in group.categories]
    other = _line(terms.UNSORTED, str(terms.UNSORTED_NAME), str(terms.UNSORTED_ABOUT), "", "")
    return Told("services", [*offered, other])


def definition(request: HttpRequest, code: str) -> Told:
    """What a report to a service may say beyond its words and place: the same for all, and what is asked of its kind."""
    query_of(request)
    if code != terms.UNSORTED and service_of(code) is None:
        raise misread("service_code", "no_such_service", 404, value=code[:40])
    words = terms.ATTRIBUTES
    attributes = [
        _attribute(1, "severity", str(words["severity"]), "singlevaluelist", cases.SEVERITIES),
        _attribute(2, "happened_at", str(words["happened_at"]), "datetime"),
        _attribute(3, "public", str(words["public"]), "singlevaluelist", terms.YES_NO),
    ]
    for order, one in enumerate(questions_of("" if code == terms.UNSORTED else code), len(attributes) + 1):
        kind = "singlevaluelist" if one.answers else "string"
        attributes.append(_attribute(order, one.code, one.words, kind, one.answers, one.required))
    return Told("service_definition", {"service_code": code, "attributes": attributes})


def _changed() -> datetime:
    now = clock.now()
    today = timezone.localdate(now)
    groups = institution.category_tree(HOUSE)
    first = [one.period.first for group in groups for one in group.categories if one.period.first]
    day = max([_SINCE, *(one for one in first if one <= today)])
    return min(now.astimezone(UTC), datetime.combine(day, time(), timezone.get_default_timezone()))


def _service(one: institution.Category) -> dict[str, Any]:
    return _line(one.code, one.plain or one.name, one.name, ", ".join(one.words), one.group_name)


def _line(code: str, name: str, about: str, keywords: str, group: str) -> dict[str, Any]:
    return {
        "service_code": code,
        "service_name": name,
        "description": about,
        "metadata": True,
        "type": "realtime",
        "keywords": keywords,
        "group": group,
    }


def _attribute(
    order: int, code: str, words: str, datatype: str, values: Any = None, required: bool = False
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": None,
        "order": order,
        "description": words,
    }
    if values:
        told["values"] = [{"key": key, "name": str(name)} for key, name in values.items()]
    return told
