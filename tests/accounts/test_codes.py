"""Residents: a code to the phone, five minutes, five tries, three an hour; the first use makes the account."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from happiness_cloud.accounts import actions
from happiness_cloud.accounts.models import Account, Code
from happiness_cloud.kernel import clock, ids
from happiness_cloud.kernel.errors import Denied, Invalid, TooMany
from happiness_cloud.ledger.models import Answer, Entry
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.post.models import Message

from .cast import NOBODY, PHONE, START, VISITOR

pytestmark = pytest.mark.django_db


def _sent() -> str:
    """The code in the newest message."""
    row = Message.objects.latest("pk")
    text = cipher().open(row.body_sealed, bind=f"post.body:{row.reference}")
    return re.search(r"[0-9]{6}", text)[0]  # type: ignore[index]


def _ask(**told: str) -> str:
    return actions.ask_code(VISITOR, **{"phone": PHONE, **told}).ticket


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_first_code_makes_the_account_and_the_next_one_finds_it() -> None:
    with clock.at(START):
        ticket = _ask(phone="+86 138 0000 1234")
        first = actions.sign_in_by_code(VISITOR, ticket=ticket, code=f" {_sent()[:3]} {_sent()[3:]} ")
        _ask()
        again = actions.sign_in_by_code(VISITOR, phone="138-0000-1234", code=_sent())
    assert (first.ok, first.is_new, again.ok, again.is_new) == (True, True, True, False)
    account = Account.objects.get()
    assert (account.pk, account.kind, account.name) == (again.account_id, "resident", "138****1234")
    assert cipher().open(account.phone_sealed, bind=f"accounts.phone:{account.phone_hash}") == PHONE
    assert not account.has_usable_password()


def test_phone_and_code_are_nowhere_to_be_read() -> None:
    with clock.at(START):
        ticket = _ask()
        code = _sent()
        actions.sign_in_by_code(VISITOR, ticket=ticket, code=_wrong(code))
        actions.sign_in_by_code(VISITOR, ticket=ticket, code=code)
    kept = [
        *Entry.objects.values(),
        *Answer.objects.values(),
        *Account.objects.values(),
        *Code.objects.values(),
    ]
    written = json.dumps(kept, default=str) + ticket
    assert PHONE not in written
    assert not re.search(rf"(?<![0-9a-f]){code}(?![0-9a-f])", written)


def test_a_code_is_good_for_once() -> None:
    with clock.at(START):
        _ask()
        code = _sent()
        assert actions.sign_in_by_code(VISITOR, phone=PHONE, code=code).ok
        assert actions.sign_in_by_code(VISITOR, phone=PHONE, code=code).why == "accounts.code_expired"


def test_a_code_ends_after_five_minutes() -> None:
    with clock.at(START):
        _ask()
    with clock.at(START + timedelta(seconds=300)):
        assert actions.sign_in_by_code(VISITOR, phone=PHONE, code=_sent()).why == "accounts.code_expired"
    assert not Account.objects.exists()


def test_after_five_wrong_tries_even_the_right_code_is_refused() -> None:
    with clock.at(START):
        _ask()
        code = _sent()
        told = [actions.sign_in_by_code(VISITOR, phone=PHONE, code=_wrong(code)).why for _ in range(5)]
        assert told == ["accounts.wrong_code"] * 4 + ["accounts.code_spent"]
        assert actions.sign_in_by_code(VISITOR, phone=PHONE, code=code).why == "accounts.code_spent"


def test_a_new_code_ends_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["111111", "222222"])
    monkeypatch.setattr(ids, "digits", lambda _length: next(codes))
    with clock.at(START):
        _ask()
        _ask()
        assert actions.sign_in_by_code(VISITOR, phone=PHONE, code="111111").why == "accounts.wrong_code"
        assert actions.sign_in_by_code(VISITOR, phone=PHONE, code="222222").ok


def test_a_code_of_one_phone_does_not_open_another(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["111111", "222222"])
    monkeypatch.setattr(ids, "digits", lambda _length: next(codes))
    with clock.at(START):
        _ask()
        _ask(phone="13900001234")
        assert not actions.sign_in_by_code(VISITOR, phone="13900001234", code="111111").ok
        assert not actions.sign_in_by_code(VISITOR, phone=PHONE, code="222222").ok


def test_the_fourth_code_within_an_hour_is_refused_with_the_time_to_wait() -> None:
    for minutes in (0, 10, 20):
        with clock.at(START + timedelta(minutes=minutes)):
            _ask()
    with clock.at(START + timedelta(minutes=30)), pytest.raises(TooMany) as refused:
        _ask()
    assert (refused.value.status, refused.value.facts["minutes"]) == (429, 31)
    assert 1800 <= refused.value.facts["seconds"] <= 1801
    assert Message.objects.count() == 3
    with clock.at(START + timedelta(minutes=60)):
        _ask()


def test_one_network_address_cannot_ask_for_many_phones() -> None:
    with clock.at(START):
        for number in range(20):
            _ask(phone=f"138000012{number:02d}", address="203.0.113.5")
        with pytest.raises(TooMany):
            _ask(phone="13900000000", address="203.0.113.5")
        _ask(phone="13900000000", address="203.0.113.6")


@pytest.mark.parametrize(
    ("phone", "code"),
    [("12", "accounts.bad_phone"), ("027-8765 4321", "accounts.not_a_mobile"), ("", "accounts.bad_phone")],
)
def test_what_cannot_receive_a_text_is_refused(phone: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        _ask(phone=phone)
    assert refused.value.code == code


def test_a_ticket_that_was_changed_is_refused() -> None:
    ticket = _ask()
    for bad in (ticket[:-6] + "AAAAAA", "x.y", "nonsense"):
        with pytest.raises(Invalid) as refused:
            actions.sign_in_by_code(VISITOR, ticket=bad, code="000000")
        assert refused.value.code == "accounts.too_late"


def test_an_ended_resident_does_not_get_in() -> None:
    with clock.at(START):
        _ask()
        actions.sign_in_by_code(VISITOR, phone=PHONE, code=_sent())
        Account.objects.update(is_active=False)
        _ask()
        told = actions.sign_in_by_code(VISITOR, phone=PHONE, code=_sent())
    assert (told.ok, told.why) == (False, "accounts.account_ended")


def test_without_the_right_nobody_asks_or_signs_in() -> None:
    with pytest.raises(Denied):
        actions.ask_code(NOBODY, phone=PHONE)
    with pytest.raises(Denied):
        actions.sign_in_by_code(NOBODY, phone=PHONE, code="123456")


def test_the_text_is_in_the_language_of_the_reader() -> None:
    _ask(language="en")
    row = Message.objects.latest("pk")
    assert "valid for 5 minutes" in cipher().open(row.body_sealed, bind=f"post.body:{row.reference}")
