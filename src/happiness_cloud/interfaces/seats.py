"""From a request to an Actor: the account or key at the door, and the rights of its positions.

Every path that fails ends with fewer rights, never with more.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from happiness_cloud.accounts import actions as account_actions
from happiness_cloud.accounts import queries as accounts
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import EVERYWHERE, Actor, Grant, house
from happiness_cloud.kernel.errors import Denied, Later

log = logging.getLogger("happiness_cloud.interfaces")

# What anybody at the door may do: report, see what is public, sign in.
PUBLIC = tuple(
    Grant(right, EVERYWHERE)
    for right in (
        "cases.report",
        "cases.public",
        "cases.follow",
        "places.read",
        "institution.read",
        "files.add",
        "files.read",
        "accounts.sign_in",
    )
)
VISITOR = Actor(id="visitor", kind="visitor", grants=PUBLIC)
HOUSE = house("seats", "institution.read", "accounts.seat")


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request; a visitor when nobody is signed in, nobody at all when loading fails.

    Raises Later, OperationalError or InterfaceError while the database is away: going on as a visitor would do
    for nobody what somebody asked for.
    """
    try:
        bearer = request.headers.get("Authorization", "")
        if bearer.startswith("Bearer "):
            return machine(bearer.removeprefix("Bearer ").strip())
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return VISITOR
        return _person(user.pk, user.itself())
    except (Denied, Later, OperationalError, InterfaceError):
        raise
    except Exception:
        # Fail closed: whoever this is, with no rights at all.
        log.exception("rights could not be loaded")
        return Actor(id="unknown", kind="visitor")


def _person(account_id: int, loaded: Any = None) -> Actor:
    """The actor of an account; `loaded` is its row when the session has fetched it in this request."""
    who = accounts.who(HOUSE, account_id, loaded)
    if who is None or not who.active:
        return VISITOR
    own = Grant("accounts.own", EVERYWHERE, subject=f"accounts.Account:{account_id}")
    name = f"account:{account_id}"
    if who.held:
        # A password to change or a second factor to enrol: until then nothing else.
        return Actor(id=name, kind=who.kind, grants=(own,), name=who.name)
    if who.kind == "resident":
        return Actor(id=name, kind="resident", grants=(*PUBLIC, own))
    seat = institution.seats(HOUSE, account_id)
    return Actor(id=name, kind="staff", grants=(*seat.grants, own), name=who.name, unit=seat.unit)


def machine(token: str) -> Actor:
    """The actor of a key. Raises Denied for one that is not there or has ended."""
    found = accounts.key_actor(HOUSE, token)
    if found is None:
        raise Denied("accounts.bad_key")
    if found.first_today:
        account_actions.key_used(HOUSE, found.key_id)
    return Actor(
        id=found.id,
        kind="partner",
        grants=tuple(
            Grant(right, found.area, found.unit, frozenset(found.purposes)) for right in found.rights
        ),
        name=found.name,
        unit=found.unit,
    )
