"""Public requests and what became of them: the list, one of them, a token, the updates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from happiness_cloud.cases import queries as cases
from happiness_cloud.cases import terms as case_terms
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.places import queries as places

from ..seats import VISITOR
from . import terms
from .offered import HOUSE, moment
from .reading import Asked, query_of
from .rendering import Told
from .wrong import misread

PAGE_SIZE, PAGES = 1000, 100_000
STATUSES = ("open", "closed")


def listed(request: HttpRequest) -> Told:
    """The requests of a window of time, newest first; or those that are named, whatever else is asked."""
    asked = query_of(request)
    numbers = asked.many("service_request_id")
    asked.settled()
    if numbers:
        return _told(cases.public_numbered(VISITOR, numbers))
    since, until = asked.window()
    codes = asked.many("service_code")
    done = _status(asked)
    offset, size = _page(asked)
    asked.settled()
    categories = ["" if one == terms.UNSORTED else one for one in codes]
    return _told(
        cases.public_requests(
            VISITOR, since, until, categories=categories, done=done, offset=offset, size=size
        )
    )


def one(request: HttpRequest, number: str) -> Told:
    """One request; a private one and one that is not there are told alike."""
    query_of(request)
    return _told(_found(number, "service_request_id"))


def token(request: HttpRequest, token: str) -> Told:
    """The number behind a token. Numbers are given at once here, so a number is its own token."""
    query_of(request)
    _found(token, "token")
    return Told("service_requests", [{"service_request_id": token, "token": token}])


def updates(request: HttpRequest) -> Told:
    """What happened to public requests in a window of time, oldest first."""
    asked = query_of(request)
    since, until = asked.window()
    offset, size = _page(asked)
    asked.settled()
    steps = cases.public_steps(VISITOR, since, until, offset=offset, size=size)
    return Told(
        "service_request_updates",
        [
            {
                "update_id": str(step.id),
                "service_request_id": step.number,
                "status": STATUSES[step.done],
                "updated_datetime": moment(step.at),
                "description": str(case_terms.PLAIN_STATES[step.state]),
                "media_url": None,
            }
            for step in steps
        ],
    )


def _found(number: str, name: str) -> tuple[cases.PublicRequest, ...]:
    found: tuple[cases.PublicRequest, ...] = cases.public_numbered(VISITOR, [number])
    if not found:
        raise misread(name, "no_such_request", 404, value=number[:40])
    return found


def _status(asked: Asked) -> bool | None:
    """Only the ended ones, only the others, or (both named, or none) all."""
    told = asked.many("status")
    if not set(told) <= set(STATUSES):
        asked.wrong("status", "not_choice", choices=", ".join(STATUSES))
    return told[0] == "closed" if len(told) == 1 else None


def _page(asked: Asked) -> tuple[int, int]:
    size = asked.count("page_size", PAGE_SIZE, PAGE_SIZE)
    return (asked.count("page", 1, PAGES) - 1) * size, size


def _told(found: Iterable[cases.PublicRequest]) -> Told:
    rows = tuple(found)
    units = institution.unit_names(HOUSE, {row.lead_unit for row in rows if row.lead_unit})
    areas = places.names(HOUSE, {row.area_path for row in rows})
    kinds = _kinds({row.category for row in rows})
    return Told("service_requests", [_request(row, units, areas, kinds) for row in rows])


def _kinds(codes: Iterable[str]) -> dict[str, str]:
    """What each category is called today; one that is out of use keeps its code."""
    book, now = institution.rulebook(HOUSE), clock.now()
    told = {"": str(terms.UNSORTED_NAME)}
    for code in codes:
        found = book.category(code, now) if code else None
        told.setdefault(code, (found.plain or found.name) if found else code)
    return told


def _request(
    row: cases.PublicRequest, units: dict[str, str], areas: dict[str, str], kinds: dict[str, str]
) -> dict[str, Any]:
    return {
        "service_request_id": row.number,
        "status": STATUSES[row.done],
        "status_notes": str(case_terms.PLAIN_STATES[row.state]),
        "service_name": kinds[row.category],
        "service_code": row.category or terms.UNSORTED,
        # The house shows nobody's words to everybody.
        "description": None,
        "agency_responsible": units.get(row.lead_unit),
        "service_notice": None,
        "requested_datetime": moment(row.reported_at),
        "updated_datetime": moment(row.updated_at),
        "expected_datetime": moment(row.due_at),
        "address": areas[row.area_path],
        "address_id": row.area_path.replace("/", ""),
        "zipcode": None,
        "lat": row.lat,
        "long": row.lon,
        "media_url": None,
    }
