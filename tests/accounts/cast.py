"""Who plays in the tests of the door, and the ground they stand on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pyotp
from django.contrib.auth import get_user
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from happiness_cloud.accounts import actions
from happiness_cloud.accounts.models import Account
from happiness_cloud.kernel.access import EVERYWHERE, Actor, Grant, house

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
AREA, ELSEWHERE = "/990106/001/", "/990106/002/"
PASSWORD = "quiet rivers 7 stones"
PHONE = "13800001234"

VISITOR = Actor("visitor", "visitor", (Grant("accounts.sign_in", EVERYWHERE),))
NOBODY = Actor("nobody", "visitor")
SEATS = house("seats", "accounts.seat")
ADMIN = Actor(
    "account:9001",
    "staff",
    tuple(Grant(right, AREA) for right in ("accounts.read", "accounts.edit", "accounts.keys", "cases.read")),
)
READER = Actor("account:9002", "staff", (Grant("accounts.read", AREA),))
OUTSIDER = Actor(
    "account:9003",
    "staff",
    tuple(
        Grant(right, ELSEWHERE) for right in ("accounts.read", "accounts.edit", "accounts.keys", "cases.read")
    ),
)


def staff(username: str = "zhao", **told: object) -> Account:
    """A staff account of the area, with a lasting password."""
    made = actions.create_account(
        ADMIN,
        **{
            "username": username,
            "name": "赵敏",
            "password": PASSWORD,
            "area": AREA,
            "temporary": False,
            **told,
        },
    )
    return Account.objects.get(pk=made.account_id)


def own(account: Account) -> Actor:
    """The person of this account, with nothing but the account itself."""
    grant = Grant("accounts.own", EVERYWHERE, subject=f"accounts.Account:{account.pk}")
    return Actor(f"account:{account.pk}", account.kind, (grant,), name=account.name)


def code_at(secret: str, moment: datetime) -> str:
    """What the authenticator app shows at a moment."""
    return pyotp.TOTP(secret).at(int(moment.timestamp()))


class QuickHasher(Argon2PasswordHasher):
    """The real algorithm at the least cost, so that the tests are quick."""

    time_cost, memory_cost, parallelism = 1, 8, 1


class Seats:
    """The middleware of these tests: own account for everybody signed in, administration for "admin"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.actor`."""
        user = get_user(request)
        request.user = user
        request.actor = VISITOR
        if not isinstance(user, AnonymousUser):
            more = ADMIN.grants if user.username == "admin" else ()
            who = own(user)
            request.actor = Actor(who.id, who.kind, (*who.grants, *more), who.name)
        return self.get_response(request)
