"""Sessions that bring their account along: one statement finds out who asks.

Django's own store reads the session, then its middleware the account. The row that counts the sessions of an
account (`Sign`) ties the two together, so both come at once; where it is missing, Django's way is taken.
"""

from __future__ import annotations

import functools
from typing import Any

from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from happiness_cloud.ledger import statements

from .models import Account, Sign


class SessionStore(db.SessionStore):
    """Sessions in the database; `account` is the one signed in, once the session was read."""

    account: Account | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Django's own table."""
        return Session

    def load(self) -> dict[str, Any]:
        """The session and its account; {} for one that is unknown or over."""
        sql, columns = _asking()
        found = statements.run(sql, (self.session_key, timezone.now())) if _possible(self.session_key) else []
        if not found:
            self._session_key = None
            return {}
        data, *values = found[0]
        if values[0] is not None:
            self.account = Account.from_db("default", columns, values)
        return dict(self.decode(data))


class SignedInMiddleware(AuthenticationMiddleware):
    """Sets `request.user`, found when somebody asks for it."""

    def process_request(self, request: HttpRequest) -> None:
        """Attach, and pass on."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: signed_in(request))  # type: ignore[assignment]


def signed_in(request: HttpRequest) -> Any:
    """Who is signed in, or Django's anonymous user.

    The account that came with the session counts only as far as the session itself vouches for it: the same
    key, and a digest of the password as it is now.
    """
    session = request.session
    told = session.get(auth.SESSION_KEY)
    account: Account | None = getattr(session, "account", None)
    if told and account is not None and str(account.pk) == told and account.is_active:
        vouched = session.get(auth.HASH_SESSION_KEY, "")
        if vouched and constant_time_compare(vouched, account.get_session_auth_hash()):
            return account
    return auth.get_user(request)


def _possible(key: str | None) -> bool:
    return bool(key) and str(key).isalnum()


@functools.cache
def _asking() -> tuple[str, tuple[str, ...]]:
    fields = Account._meta.concrete_fields
    names = ", ".join(f'a."{one.column}"' for one in fields)
    sign, account, session = (one._meta.db_table for one in (Sign, Account, Session))
    sql = (
        f'SELECT s.session_data, {names} FROM "{session}" s'
        f' LEFT JOIN "{sign}" g ON g.session_key = s.session_key LEFT JOIN "{account}" a ON a.id = g.account_id'
        " WHERE s.session_key = %s AND s.expire_date > %s"
    )
    return sql, tuple(one.attname for one in fields)
