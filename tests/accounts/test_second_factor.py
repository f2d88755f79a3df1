"""The second step: set up by its owner, asked at sign-in, each code good for once, reset by who may."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from happiness_cloud.accounts import actions, queries
from happiness_cloud.accounts.models import Account
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow, TooMany
from happiness_cloud.ledger.models import Entry

from .cast import ADMIN, OUTSIDER, READER, SEATS, START, VISITOR, code_at, own, staff

pytestmark = pytest.mark.django_db


def _enrolled(account: Account) -> str:
    offer = actions.enrol_second_factor(own(account), account.pk)
    actions.confirm_second_factor(own(account), account.pk, code=code_at(offer.secret, clock.now()))
    return offer.secret


def test_nothing_counts_until_a_code_confirms_it() -> None:
    account = staff(needs_second_factor=True)
    with clock.at(START):
        offer = actions.enrol_second_factor(own(account), account.pk)
        assert offer.address.startswith("otpauth://totp/")
        assert queries.who(SEATS, account.pk).held == "second_factor"
        with pytest.raises(Invalid):
            actions.confirm_second_factor(own(account), account.pk, code="000000x")
        actions.confirm_second_factor(own(account), account.pk, code=code_at(offer.secret, START))
    seat = queries.who(SEATS, account.pk)
    assert (seat.held, seat.has_second_factor) == ("", True)
    assert queries.offered_factor(own(account), "x") is None
    with clock.at(START), pytest.raises(NotNow):
        actions.confirm_second_factor(own(account), account.pk, code="000000")


def test_the_same_code_is_refused_the_second_time() -> None:
    account = staff()
    with clock.at(START):
        secret = _enrolled(account)
    later = START + timedelta(minutes=2)
    with clock.at(later):
        code = code_at(secret, later)
        assert actions.second_step(VISITOR, account.pk, code=code).ok
        told = actions.second_step(VISITOR, account.pk, code=code)
    assert (told.ok, told.why) == (False, "accounts.code_used")


def test_the_code_of_the_set_up_does_not_open_the_door() -> None:
    account = staff()
    with clock.at(START):
        secret = _enrolled(account)
        assert (
            actions.second_step(VISITOR, account.pk, code=code_at(secret, START)).why == "accounts.code_used"
        )


def test_a_clock_half_a_minute_off_is_borne_and_two_minutes_are_not() -> None:
    account = staff()
    with clock.at(START):
        secret = _enrolled(account)
    later = START + timedelta(minutes=10)
    with clock.at(later):
        assert not actions.second_step(
            VISITOR, account.pk, code=code_at(secret, later - timedelta(minutes=2))
        ).ok
        assert actions.second_step(
            VISITOR, account.pk, code=code_at(secret, later - timedelta(seconds=30))
        ).ok


def test_the_sixth_try_within_a_quarter_of_an_hour_waits() -> None:
    account = staff()
    with clock.at(START):
        secret = _enrolled(account)
        for _ in range(5):
            assert actions.second_step(VISITOR, account.pk, code="12345x").why == "accounts.wrong_code"
    with clock.at(START + timedelta(minutes=14)), pytest.raises(TooMany):
        actions.second_step(VISITOR, account.pk, code=code_at(secret, START + timedelta(minutes=14)))
    after = START + timedelta(minutes=15)
    with clock.at(after):
        assert actions.second_step(VISITOR, account.pk, code=code_at(secret, after)).ok


def test_an_account_without_a_second_step_has_no_code_that_opens() -> None:
    account = staff()
    assert not actions.second_step(VISITOR, account.pk, code="000000").ok


def test_replacing_it_needs_a_present_code_and_wrong_ones_are_counted() -> None:
    account = staff()
    with clock.at(START):
        secret = _enrolled(account)
    later = START + timedelta(minutes=5)
    with clock.at(later):
        assert actions.enrol_second_factor(own(account), account.pk).why == "accounts.wrong_code"
        offer = actions.enrol_second_factor(own(account), account.pk, code=code_at(secret, later))
        assert offer.secret not in ("", secret)
        for _ in range(3):
            actions.enrol_second_factor(own(account), account.pk, code="1")
        with pytest.raises(TooMany):
            actions.enrol_second_factor(own(account), account.pk, code="1")


def test_only_the_owner_sets_it_up() -> None:
    account, other = staff(), staff("qian")
    with pytest.raises(NotFound):
        actions.enrol_second_factor(own(other), account.pk)
    with pytest.raises(NotFound):
        actions.confirm_second_factor(ADMIN, account.pk, code="000000")


def test_a_reset_needs_the_right_and_leads_to_a_new_set_up() -> None:
    account = staff(needs_second_factor=True)
    with clock.at(START):
        _enrolled(account)
    with pytest.raises(Denied):
        actions.reset_second_factor(READER, account.pk)
    with pytest.raises(NotFound):
        actions.reset_second_factor(OUTSIDER, account.pk)
    actions.reset_second_factor(ADMIN, account.pk, reason="phone lost")
    assert queries.who(SEATS, account.pk).held == "second_factor"


def test_the_secret_is_sealed_and_not_in_the_book() -> None:
    account = staff()
    with clock.at(START):
        secret = _enrolled(account)
    written = json.dumps([*Entry.objects.values(), *Account.objects.values()], default=str)
    assert secret not in written
