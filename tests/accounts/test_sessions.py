"""Sessions bring their account along; what they do not vouch for is nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from happiness_cloud.accounts.models import Account, Sign
from happiness_cloud.accounts.sessions import SessionStore, signed_in
from happiness_cloud.kernel import clock

from .cast import staff

pytestmark = pytest.mark.django_db


def _session(account: Account, counted: bool = True) -> str:
    client = Client()
    client.force_login(account)
    key = str(client.session.session_key)
    if counted:
        Sign.objects.create(account=account, session_key=key, at=clock.now())
    return key


def _asks(key: str) -> Any:
    request: Any = RequestFactory().get("/")
    request.session = SessionStore(key)
    return request


def test_who_asks_is_found_in_one_statement() -> None:
    account = staff()
    request = _asks(_session(account))
    with CaptureQueriesContext(connection) as told:
        assert signed_in(request) == account
    assert len(told) == 1


def test_a_session_that_nobody_counted_still_finds_its_account() -> None:
    account = staff()
    assert signed_in(_asks(_session(account, counted=False))) == account


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "' OR 1=1 --", "\0", "键" * 8])
def test_an_unknown_key_is_nobody(key: str) -> None:
    assert isinstance(signed_in(_asks(key)), AnonymousUser)


def test_a_session_that_is_over_is_nobody() -> None:
    key = _session(staff())
    SessionStore.get_model_class().objects.update(expire_date=clock.now())
    assert isinstance(signed_in(_asks(key)), AnonymousUser)


def test_an_account_out_of_service_is_nobody_at_once() -> None:
    account = staff()
    key = _session(account)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert isinstance(signed_in(_asks(key)), AnonymousUser)


def test_a_new_password_ends_the_session() -> None:
    account = staff()
    key = _session(account)
    account.set_password("another 9 quiet rivers")
    account.save(update_fields=["password"])
    assert isinstance(signed_in(_asks(key)), AnonymousUser)


def test_a_session_counted_for_somebody_else_opens_only_its_own_account() -> None:
    mine, other = staff("zhao"), staff("qian")
    key = _session(mine, counted=False)
    Sign.objects.create(account=other, session_key=key, at=clock.now())
    assert signed_in(_asks(key)) == mine


def test_a_session_without_anybody_signed_in_is_nobody_even_when_counted() -> None:
    account = staff()
    store = SessionStore()
    store["draft"] = "a report being written"
    store.create()
    Sign.objects.create(account=account, session_key=str(store.session_key), at=clock.now())
    assert isinstance(signed_in(_asks(str(store.session_key))), AnonymousUser)
    assert auth.SESSION_KEY not in store
