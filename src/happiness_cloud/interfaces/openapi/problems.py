"""Everything that goes wrong at the API as problem+json, in the reader's language, naming the place."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from happiness_cloud.facade import refusals
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Denied, Invalid, Later, NotFound, NotNow, Refused

from ..terms import FALLBACK, MISFITS, TITLES

log = logging.getLogger("happiness_cloud.interfaces")


class SignIn(Refused):
    """Nobody known asks for something that is not for everybody."""

    status = 401


class Broken(Refused):
    """Our own fault."""

    status = 500


def told_by(api: NinjaAPI) -> None:
    """Let the API tell its refusals here."""
    api.add_exception_handler(Refused, refused)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, misfit)  # type: ignore[arg-type]
    api.add_exception_handler(HttpError, unread)  # type: ignore[arg-type]
    api.add_exception_handler(Http404, lambda request, _wrong: no_address(request))
    api.add_exception_handler(Exception, broken)  # type: ignore[arg-type]


def refused(request: HttpRequest, wrong: Refused) -> HttpResponse:
    """A refusal of the house; a visitor who lacks a right is asked to sign in."""
    told = _as_signed_in(request, wrong)
    place = told.facts.get("field")
    if place and "errors" not in told.facts:
        told.facts["errors"] = [{"place": place, "in": "body", "detail": refusals.sentence(told)}]
    answer = refusals.problem(told)
    if told.status in TITLES:
        body = json.loads(answer.content)
        answer.content = json.dumps({**body, "title": str(TITLES[told.status])}).encode()
    if told.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="happiness-cloud"'
    return answer


def misfit(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Members and parameters that do not fit the schema: each place with its own sentence."""
    errors = [_misfit(one) for one in wrong.errors[:50]]
    return refused(request, Invalid("interfaces.misfit", count=len(errors), errors=errors))


def unread(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """A body that could not be read; the parser's own refusal says where."""
    cause = wrong.__cause__
    if isinstance(cause, Refused):
        return refused(request, cause)
    told = Refused("interfaces.broken_form")
    return refused(request, told)


def no_address(request: HttpRequest) -> HttpResponse:
    """Nothing is there."""
    return refused(request, NotFound("interfaces.no_address"))


def broken(request: HttpRequest, wrong: Exception) -> HttpResponse:
    """The database away, or a fault of ours, noted without anybody's values."""
    if isinstance(wrong, OperationalError | InterfaceError):
        return refused(request, Later("ledger.database_away", seconds=5))
    log.error("the API failed", exc_info=wrong, extra={"path": request.path})
    if isinstance(wrong, IntegrityError):
        return refused(request, NotNow("interfaces.taken"))
    return refused(request, Broken("facade.broken"))


def _as_signed_in(request: HttpRequest, wrong: Refused) -> Refused:
    if wrong.code == "accounts.bad_key" or (isinstance(wrong, Denied) and _nobody(request, wrong)):
        return SignIn(wrong.code, **wrong.facts)
    return wrong


def _nobody(request: HttpRequest, wrong: Denied) -> bool:
    if wrong.code != "ledger.no_right":
        return False
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.kind == "visitor"


def _misfit(one: dict[str, Any]) -> dict[str, Any]:
    source, *rest = one["loc"]
    # A body is one object; the name of the argument that takes it is nobody's business.
    if source == "body" and rest[:1] == ["body"]:
        rest = rest[1:]
    told: str | Promise = MISFITS.get(one["type"], FALLBACK)
    facts = {name: _shown(value) for name, value in (one.get("ctx") or {}).items()}
    try:
        detail = str(told) % facts
    except (KeyError, ValueError, TypeError):
        detail = str(FALLBACK)
    return {"place": ".".join(str(part) for part in rest), "in": source, "detail": detail}


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else f"{value}"
