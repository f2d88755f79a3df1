"""Staff accounts: made, given a new password, ended; who may, and what the book says."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from happiness_cloud.accounts import actions, queries, tasks
from happiness_cloud.accounts.models import Account, Attempt, Code, Key, Sign
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow, TooMany
from happiness_cloud.ledger.models import Entry

from .cast import (
    ADMIN,
    AREA,
    ELSEWHERE,
    NOBODY,
    OUTSIDER,
    PASSWORD,
    READER,
    SEATS,
    START,
    VISITOR,
    own,
    staff,
)

pytestmark = pytest.mark.django_db
NEW = "three calm bridges 9"


def test_a_new_account_keeps_only_a_hash_and_must_change_its_password() -> None:
    account = staff(temporary=True, phone="138 0000 1234")
    assert account.password.startswith("argon2")
    assert queries.who(SEATS, account.pk).held == "password"
    written = json.dumps([*Entry.objects.values(), *Account.objects.values()], default=str)
    assert PASSWORD not in written
    assert "13800001234" not in written


def test_an_account_is_made_only_where_one_may() -> None:
    with pytest.raises(Denied):
        staff(area=ELSEWHERE)
    with pytest.raises(Denied):
        actions.create_account(READER, username="x1", name="x", password=NEW, area=AREA)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"username": "ZHAO"}, "accounts.username_taken"),
        ({"username": "a b"}, "accounts.bad_username"),
        ({"name": "  "}, "accounts.no_name"),
        ({"password": "short"}, "accounts.password_too_short"),
        ({"password": "password123"}, "accounts.password_too_common"),
        ({"username": "longusername1", "password": "longusername1"}, "accounts.password_too_similar"),
        ({"session_limit": 0}, "accounts.bad_limit"),
        ({"phone": "12"}, "accounts.bad_phone"),
    ],
)
def test_what_cannot_be_is_refused_by_name(told: dict[str, object], code: str) -> None:
    staff("zhao")
    with pytest.raises(Invalid) as refused:
        staff(**{"username": "qian", **told})
    assert refused.value.code == code
    assert Account.objects.count() == 1


def test_a_new_password_ends_the_sessions_and_must_be_changed() -> None:
    account = staff()
    actions.signed_in(own(account), account.pk, session_key="s1")
    actions.set_password(ADMIN, account.pk, password=NEW)
    account.refresh_from_db()
    assert account.check_password(NEW)
    assert account.must_change_password
    assert not Sign.objects.exists()


def test_only_those_who_may_set_a_password() -> None:
    account = staff()
    for actor, refusal in ((READER, Denied), (OUTSIDER, NotFound), (own(account), NotFound)):
        with pytest.raises(refusal):
            actions.set_password(actor, account.pk, password=NEW)


def test_the_own_password_changes_with_the_old_one_alone() -> None:
    account = staff(temporary=True)
    assert (
        actions.change_password(own(account), account.pk, old="no", password=NEW).why
        == "accounts.wrong_password"
    )
    assert actions.change_password(own(account), account.pk, old=PASSWORD, password=NEW).ok
    account.refresh_from_db()
    assert account.check_password(NEW)
    assert not account.must_change_password
    with pytest.raises(Invalid):
        actions.change_password(own(account), account.pk, old=NEW, password=NEW)


def test_guessing_the_old_password_in_an_open_session_is_stopped() -> None:
    account = staff()
    for _ in range(5):
        actions.change_password(own(account), account.pk, old="guess", password=NEW)
    with pytest.raises(TooMany):
        actions.change_password(own(account), account.pk, old=PASSWORD, password=NEW)


def test_an_ended_account_loses_sessions_and_keys_and_keeps_its_history() -> None:
    account = staff()
    maker = Actor(f"account:{account.pk}", "staff", ADMIN.grants)
    actions.signed_in(own(account), account.pk, session_key="s1")
    made = actions.make_key(maker, name="map", rights=["cases.read"], area=AREA)
    actions.end_account(ADMIN, account.pk, reason="left")
    assert not Sign.objects.exists()
    assert queries.key_actor(SEATS, made.token) is None
    assert not queries.who(SEATS, account.pk).active
    last = Entry.objects.get(verb="accounts.end_account")
    assert (last.reason, last.facts) == ("left", {"sessions_ended": 1, "keys_ended": 1})
    with pytest.raises(NotNow):
        actions.end_account(ADMIN, account.pk)


def test_nobody_ends_the_account_they_stand_on() -> None:
    account = staff()
    with pytest.raises(NotNow):
        actions.end_account(Actor(f"account:{account.pk}", "staff", ADMIN.grants), account.pk)


def test_the_session_beyond_the_limit_ends_the_oldest() -> None:
    account = staff(session_limit=2)
    for minute, key in enumerate(("s1", "s2", "s3")):
        with clock.at(START + timedelta(minutes=minute)):
            actions.signed_in(own(account), account.pk, session_key=key, agent="Firefox on Windows")
    assert set(Sign.objects.values_list("session_key", flat=True)) == {"s2", "s3"}
    mine = queries.mine(own(account), session_key="s3")
    assert [(one.device, one.here) for one in mine.sessions] == [
        ("Firefox · Windows", True),
        ("Firefox · Windows", False),
    ]
    assert "s3" not in json.dumps(list(Entry.objects.values()), default=str)


def test_an_own_session_is_ended_and_a_strange_one_is_not_found() -> None:
    account, other = staff(), staff("qian")
    for one in (account, other):
        actions.signed_in(own(one), one.pk, session_key=f"s{one.pk}")
    strange = Sign.objects.get(account=other)
    with pytest.raises(NotFound):
        actions.end_session(own(account), account.pk, sign_id=strange.pk)
    with pytest.raises(NotFound):
        actions.end_session(own(account), other.pk, sign_id=strange.pk)
    actions.end_session(own(account), account.pk, sign_id=Sign.objects.get(account=account).pk)
    assert list(Sign.objects.all()) == [strange]


def test_the_list_shows_the_own_areas_page_by_page() -> None:
    for name in ("cai", "bai", "an"):
        staff(name)
    first = queries.listing(READER, limit=2)
    assert [one.username for one in first.lines] == ["an", "bai"]
    assert [one.username for one in queries.listing(READER, after=first.after).lines] == ["cai"]
    assert [one.username for one in queries.listing(READER, words="BAI").lines] == ["bai"]
    assert queries.listing(OUTSIDER).lines == ()
    with pytest.raises(Denied):
        queries.listing(NOBODY)


def test_the_seat_is_for_the_house_alone() -> None:
    account = staff()
    for actor in (ADMIN, VISITOR, own(account)):
        with pytest.raises(Denied):
            queries.who(actor, account.pk)
    assert queries.who(SEATS, 10**9) is None


def test_the_own_page_shows_the_own_account_only() -> None:
    account = staff()
    staff("qian")
    assert queries.mine(own(account)).username == "zhao"
    with pytest.raises(Denied):
        queries.mine(Actor("x", "staff", (Grant("accounts.read", "/"),)))


def test_the_sweep_clears_what_is_over() -> None:
    with clock.at(START):
        actions.ask_code(VISITOR, phone="13800001234")
        account = staff()
        actions.signed_in(own(account), account.pk, session_key="gone")
    with clock.at(START + timedelta(days=2)):
        tasks.sweep(timestamp=0)
    assert not Code.objects.exists()
    assert not Attempt.objects.exists()
    assert not Sign.objects.exists()
    assert Account.objects.count() == 1
    assert not Key.objects.exists()
