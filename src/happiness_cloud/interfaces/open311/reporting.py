"""What is sent in: a request, and an update of a partner."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases import terms as cases
from happiness_cloud.files import actions as files
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid, NotFound, NotNow
from happiness_cloud.places import queries as places

from . import terms
from .offered import HOUSE, questions_of, service_of
from .reading import Asked, web_address
from .rendering import Told
from .wrong import misread

DESCRIPTION, ANSWER, ANSWERS, PHOTOS = 4000, 500, 20, 9
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,60})\](?:\[\])?")
_UPDATE = re.compile(r"[\w-]{1,60}", re.ASCII)
# As mySociety's extension names them; the state of a matter follows its own rules whatever is sent.
UPDATE_STATUSES = (
    *("OPEN", "CLOSED", "FIXED", "IN_PROGRESS", "ACTION_SCHEDULED", "INVESTIGATING", "DUPLICATE"),
    *("NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL", "REOPEN", "FOR_TRIAGE"),
)


@dataclass(slots=True)
class _Attributes:
    """What a report says beyond words and place; `answers` are for the questions that routing asks."""

    severity: str = "ordinary"
    happened_at: datetime | None = None
    public: bool = True
    answers: dict[str, str] = field(default_factory=dict)


def report(request: HttpRequest, asker: Actor, asked: Asked, test: bool) -> Told:
    """Open a matter; in a test all is done and nothing kept."""
    params = _params(asked)
    asked.settled()
    origin: str = request.origin  # type: ignore[attr-defined]
    params["channel"] = "partner" if asker.kind == "partner" else "web"
    if not test:
        params["file_ids"] = _taken_in(asker, asked, origin)
    with transaction.atomic():
        # Not in the specification, but a report that is sent again must not become two.
        key = request.headers.get("Idempotency-Key", "")[:80]
        done: actions.Reported = actions.report(asker, **params, key=key, origin=origin)
        if test:
            transaction.set_rollback(True)
    notice = _notice(asker, done, test)
    caller = params["caller"]
    if caller and caller.mail and not caller.phone:
        notice += f" {terms.NOTICE_MAIL}"
    line = {"service_request_id": done.number, "service_notice": notice, "account_id": None}
    return Told("service_requests", [line])


def update(request: HttpRequest, asker: Actor, asked: Asked, test: bool) -> Told:
    """A partner's news of a matter inside its rights, as a note that the reporter may read."""
    if asker.kind != "partner":
        raise misread("api_key", "needs_key", 403)
    number = asked.text("service_request_id", 40, required=True)
    own = asked.text("update_id", 60, required=True)
    if own and not _UPDATE.fullmatch(own):
        asked.wrong("update_id", "bad_name")
    asked.moment("updated_datetime", required=True)
    if asked.text("status", required=True).upper() not in ("", *UPDATE_STATUSES):
        asked.wrong("status", "not_choice", choices=", ".join(UPDATE_STATUSES))
    words = _with_media(asked, asked.text("description", DESCRIPTION, required=True))
    asked.settled()
    origin: str = request.origin  # type: ignore[attr-defined]
    with transaction.atomic():
        # A number alone is digits to the door, which would take it for a key.
        known = queries.known(asker, number)
        # The same update sent again gets the first answer.
        done = actions.note(asker, known, text=words, public=True, key=f"open311:{own}", origin=origin)
        if done.state in cases.ENDED:
            # Staff may note after the end; news from outside, which the reporter reads, ends with the matter.
            raise NotNow("cases.wrong_state", state=done.state, verb="note", possible=[])
        if test:
            transaction.set_rollback(True)
    return Told("service_request_updates", [{"update_id": own}])


def _params(asked: Asked) -> dict[str, Any]:
    code = asked.text("service_code", 40, required=True)
    service = service_of(code) if code and code != terms.UNSORTED else None
    if code and code != terms.UNSORTED and service is None:
        asked.wrong("service_code", "no_such_service", 404, value=code)
    words = asked.text("description", DESCRIPTION)
    if not words and service is not None:
        # The specification lets the words be left out; what kind it is then says what is the matter.
        words = service.plain or service.name
    elif not words:
        asked.wrong("description", "missing")
    words = _with_media(asked, words)
    told = _attributes(asked)
    _answered(asked, told.answers, service.code if service else "")
    return {
        **_place(asked),
        "text": words,
        "category": service.code if service else "",
        "severity": told.severity,
        "happened_at": told.happened_at,
        "public": told.public,
        "answers": told.answers,
        "caller": _caller(asked),
        "long": True,
        "language": "en" if (get_language() or "").startswith("en") else "zh-hans",
    }


def _with_media(asked: Asked, words: str) -> str:
    media = asked.text("media_url", 500)
    if media and not web_address(media):
        asked.wrong("media_url", "not_address")
    return f"{words}\n{media}" if media else words


def _place(asked: Asked) -> dict[str, Any]:
    lat, lon = asked.number("lat", 90), asked.number("long", 180)
    address, area = asked.text("address_string"), asked.text("address_id", 60)
    for mine, other in (("lat", "long"), ("long", "lat")):
        if asked.given.get(other, [""])[0].strip() and not asked.given.get(mine, [""])[0].strip():
            asked.wrong(mine, "missing")
    path = _area(asked, area) if area else ""
    placed = any(asked.given.get(one, [""])[0].strip() for one in ("lat", "long")) or area
    if not placed and not address:
        asked.wrong("lat, long", "no_place")
    if not placed:
        # Words alone say where in the district; the intake finds the grid.
        path = f"/{settings.DIVISION}/"
    return {"lon": lon, "lat": lat, "address": address, "area": path}


def _area(asked: Asked, code: str) -> str:
    try:
        path: str = places.at_code(HOUSE, code).path
    except (Invalid, NotFound):
        asked.wrong("address_id", "no_such_place", value=code)
        return ""
    return path


def _caller(asked: Asked) -> actions.Caller | None:
    first, last = asked.text("first_name", 40), asked.text("last_name", 40)
    phone, mail = asked.text("phone", 40), asked.text("email", 120)
    if mail and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", mail):
        asked.wrong("email", "not_mail")
    # A Chinese name begins with the family's and has no space in it.
    name = f"{first} {last}".strip() if (first + last).isascii() else last + first
    return actions.Caller(name=name, phone=phone, mail=mail) if name or phone or mail else None


def _attributes(asked: Asked) -> _Attributes:
    told = _Attributes()
    for name in [one for one in asked.given if one.startswith("attribute")]:
        found = _ATTRIBUTE.fullmatch(name)
        if found is None:
            asked.wrong(name[:80], "bad_name")
            continue
        values = [one.strip() for one in asked.given[name] if one.strip()]
        if not values:
            continue
        if len(values) > 1 and not name.endswith("[]"):
            asked.wrong(name, "twice")
        _attribute(asked, told, found[1], name, ", ".join(values))
    if len(told.answers) > ANSWERS:
        asked.wrong("attribute", "too_many", limit=ANSWERS)
    return told


def _attribute(asked: Asked, told: _Attributes, code: str, name: str, value: str) -> None:
    if code == "severity":
        _choice(asked, name, value, cases.SEVERITIES)
        told.severity = value
    elif code == "public":
        _choice(asked, name, value, terms.YES_NO)
        told.public = value != "no"
    elif code == "happened_at":
        told.happened_at = asked.moment(name)
        _sometime(asked, name, told.happened_at)
    elif len(value) > ANSWER:
        asked.wrong(name, "too_long", limit=ANSWER)
    else:
        told.answers[code] = value


def _answered(asked: Asked, answers: dict[str, str], code: str) -> None:
    """Whether every question of the kind that must be answered is, and every choice is one."""
    for one in questions_of(code):
        name = f"attribute[{one.code}]"
        if one.required and one.code not in answers:
            asked.wrong(name, "missing")
        elif one.answers and one.code in answers:
            _choice(asked, name, answers[one.code], one.answers)


def _choice(asked: Asked, name: str, value: str, known: Any) -> None:
    if value not in known:
        asked.wrong(name, "not_choice", choices=", ".join(known))


def _sometime(asked: Asked, name: str, at: datetime | None) -> None:
    if at and not datetime(2000, 1, 1, tzinfo=UTC) <= at <= clock.now() + timedelta(days=1):
        asked.wrong(name, "not_future")


def _taken_in(asker: Actor, asked: Asked, origin: str) -> tuple[int, ...]:
    if len(asked.files) > PHOTOS:
        raise misread("media", "too_many", limit=PHOTOS)
    area = f"/{settings.DIVISION}/"
    return tuple(
        files.add(asker, area=area, data=one, name=(one.name or "")[:120], origin=origin).id
        for one in asked.files
    )


def _notice(asker: Actor, done: actions.Reported, test: bool) -> str:
    if test:
        return str(terms.NOTICE_TEST)
    if asker.kind == "partner":
        # Whoever bears the link may rate as the reporter; a partner must not.
        return str(terms.NOTICE)
    return str(terms.NOTICE_LINK) % {"link": queries.link_of(done.id, done.number)}
