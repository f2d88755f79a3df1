"""The pages of the door, in a browser without scripts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client

from happiness_cloud.accounts import actions
from happiness_cloud.accounts.models import Account, Sign
from happiness_cloud.kernel import clock
from happiness_cloud.ledger.models import Entry
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.post.models import Message

from .cast import ADMIN, AREA, PASSWORD, PHONE, START, code_at, own, staff

pytestmark = pytest.mark.django_db


def _sign_in(browser: Client, username: str = "zhao", password: str = PASSWORD, **told: str) -> Any:
    return browser.post("/sign-in/", {"username": username, "password": password, **told})


def _in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_name_and_password_open_the_door_and_the_book_knows(browser: Client) -> None:
    account = staff()
    answer = _sign_in(browser, " ＺＨＡＯ ", next="/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    page = browser.get("/account/")
    assert "Chrome · Android" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    entry = Entry.objects.get(verb="accounts.signed_in")
    assert (entry.actor_id, entry.subject_id) == (f"account:{account.pk}", str(account.pk))


def test_the_key_of_the_session_changes_at_sign_in(browser: Client) -> None:
    staff()
    browser.get("/me/code/")
    session = browser.session
    session["x"] = 1
    session.save()
    before = session.session_key
    _sign_in(browser)
    assert browser.session.session_key != before
    assert Sign.objects.get().session_key == browser.session.session_key


def test_nobody_is_sent_to_another_house_after_signing_in(browser: Client) -> None:
    staff()
    assert _sign_in(browser, next="https://elsewhere.test/")["Location"] == "/start/"


@pytest.mark.parametrize("case", ["unknown", "wrong", "ended", "resident"])
def test_every_failure_gets_the_same_answer_and_costs_one_hash(
    browser: Client, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = staff()
    username, password = "zhao", "wrong words here"
    if case == "unknown":
        username = "nobody"
    if case == "ended":
        Account.objects.update(is_active=False)
        password = PASSWORD
    if case == "resident":
        account.set_unusable_password()
        account.save()
    hashed: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)

        def counting(self: Any, *args: Any, _real: Any = real, _name: str = name) -> Any:
            hashed.append(_name)
            return _real(self, *args)

        monkeypatch.setattr(Argon2PasswordHasher, name, counting)
    answer = _sign_in(browser, username, password)
    assert answer.status_code == 422
    assert "The name or the password is not right" in answer.content.decode()
    assert len(hashed) == 1
    assert not _in(browser)


def test_a_wrong_password_is_written_down_without_what_was_typed(browser: Client) -> None:
    account = staff()
    _sign_in(browser, password="my secret words")
    _sign_in(browser, "13800001234", "my secret words")
    known, unknown = Entry.objects.filter(verb="accounts.refused_sign_in").order_by("id")
    assert (known.subject_id, unknown.subject_id) == (str(account.pk), "")
    told = str(list(Entry.objects.values()))
    assert "my secret words" not in told
    assert "13800001234" not in told


def test_six_wrong_passwords_lock_the_door_even_for_the_right_one(browser: Client) -> None:
    staff()
    for _ in range(5):
        assert _sign_in(browser, password="wrong words here").status_code == 422
    sixth = _sign_in(browser, password="wrong words here")
    assert sixth.status_code == 429
    right = _sign_in(browser)
    assert right.status_code == 429
    assert "opens again in 15 minutes" in right.content.decode()
    assert not _in(browser)
    other = _sign_in(Client(REMOTE_ADDR="203.0.113.9"))
    assert other.status_code == 302


def test_a_new_password_by_the_administrator_lifts_the_lock(browser: Client) -> None:
    account = staff()
    for _ in range(6):
        _sign_in(browser, password="wrong words here")
    actions.set_password(ADMIN, account.pk, password=PASSWORD, temporary=False)
    assert _sign_in(browser).status_code == 302


def test_one_network_address_cannot_try_many_names(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *_args: "argon2$x")
    for number in range(60):
        assert _sign_in(browser, f"name{number}", "x").status_code == 422
    assert _sign_in(browser, "one-more", "x").status_code == 429


def test_an_administrator_is_led_to_the_set_up_and_then_asked_for_the_code(browser: Client) -> None:
    account = staff(needs_second_factor=True)
    with clock.at(START):
        assert _sign_in(browser)["Location"] == "/enrol/"
        assert browser.post("/enrol/", {"step": "begin"}).status_code == 302
        page = browser.get("/enrol/").content.decode()
        assert "<svg" in page
        assert "style=" not in page.split("<main")[1]
        secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
        assert browser.post("/enrol/", {"step": "confirm", "code": "000 00"}).status_code == 422
        assert browser.post("/enrol/", {"step": "confirm", "code": code_at(secret, START)}).status_code == 302
        browser.post("/sign-out/")
    later = START + timedelta(minutes=3)
    with clock.at(later):
        assert _sign_in(browser, next="/account/")["Location"] == "/sign-in/second/"
        assert not _in(browser)
        assert browser.post("/sign-in/second/", {"code": "111 11"}).status_code == 422
        answer = browser.post("/sign-in/second/", {"code": code_at(secret, later)})
        assert answer["Location"] == "/account/"
        assert _in(browser)
    account.refresh_from_db()
    assert Entry.objects.filter(verb="accounts.second_step").count() == 2


def test_the_second_step_waits_five_minutes_and_no_longer(browser: Client) -> None:
    account = staff()
    with clock.at(START):
        offer = actions.enrol_second_factor(own(account), account.pk)
        actions.confirm_second_factor(own(account), account.pk, code=code_at(offer.secret, START))
        _sign_in(browser)
    later = START + timedelta(minutes=6)
    with clock.at(later):
        answer = browser.post("/sign-in/second/", {"code": code_at(offer.secret, later)})
    assert answer["Location"] == "/sign-in/"
    assert not _in(browser)


def test_a_temporary_password_is_changed_first_of_all(browser: Client) -> None:
    staff(temporary=True)
    assert _sign_in(browser)["Location"] == "/account/password/"
    new = {"password": "three calm bridges 9", "again": "three calm bridges 9"}
    assert browser.post("/account/password/", {"old": "no", **new}).status_code == 422
    assert browser.post("/account/password/", {"old": PASSWORD, **new, "again": "x"}).status_code == 422
    assert browser.post("/account/password/", {"old": PASSWORD, **new})["Location"] == "/start/"
    assert _in(browser)
    assert Sign.objects.get().session_key == browser.session.session_key


def test_signing_out_ends_the_session(browser: Client) -> None:
    staff()
    _sign_in(browser)
    key = browser.session.session_key
    assert browser.get("/sign-out/").status_code == 405
    browser.post("/sign-out/")
    assert not Sign.objects.exists()
    assert not Session.objects.filter(session_key=key).exists()


def test_a_second_browser_beyond_the_limit_closes_the_first() -> None:
    staff(session_limit=1)
    first, second = Client(), Client()
    _sign_in(first)
    _sign_in(second)
    assert first.get("/account/").status_code == 302
    assert second.get("/account/").status_code == 200


def test_another_session_is_ended_from_the_own_page() -> None:
    staff()
    here, there = Client(), Client()
    _sign_in(there)
    _sign_in(here)
    sign = Sign.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/sessions/{sign.pk}/end/").status_code == 302
    assert there.get("/account/").status_code == 302


def test_a_resident_signs_in_with_a_code_and_no_session_holds_the_number(browser: Client) -> None:
    assert browser.post("/me/sign-in/", {"phone": "12"}).status_code == 422
    assert browser.post("/me/sign-in/", {"phone": "138 0000 1234", "next": "/account/"}).status_code == 302
    assert "138****1234" in browser.get("/me/code/").content.decode()
    assert PHONE not in str([one.get_decoded() for one in Session.objects.all()])
    row = Message.objects.get()
    text = cipher().open(row.body_sealed, bind=f"post.body:{row.reference}")
    code = re.search(r"[0-9]{6}", text)[0]  # type: ignore[index]
    wrong = browser.post("/me/code/", {"code": f"{(int(code) + 1) % 10**6:06d}"})
    assert (wrong.status_code, "This code is not right" in wrong.content.decode()) == (422, True)
    assert browser.post("/me/code/", {"code": code})["Location"] == "/account/"
    assert "138****1234" in browser.get("/account/").content.decode()


def test_too_many_codes_are_told_with_the_minutes(browser: Client) -> None:
    for _ in range(3):
        browser.post("/me/sign-in/", {"phone": PHONE})
    answer = browser.post("/me/sign-in/", {"phone": PHONE})
    assert (answer.status_code, "in 60 minutes" in answer.content.decode()) == (429, True)


@pytest.mark.parametrize(
    ("address", "marks"),
    [
        ("/sign-in/", ('autocomplete="username"', 'autocomplete="current-password"')),
        ("/me/sign-in/", ('autocomplete="tel"', 'inputmode="tel"')),
    ],
)
def test_fields_help_password_keepers_and_phones(
    browser: Client, address: str, marks: tuple[str, ...]
) -> None:
    page = browser.get(address).content.decode()
    assert all(mark in page for mark in marks)


@pytest.mark.parametrize(
    "address", ["/account/", "/account/password/", "/enrol/", "/accounts/", "/accounts/keys/"]
)
def test_visitors_are_led_to_the_sign_in_page(browser: Client, address: str) -> None:
    assert browser.get(address)["Location"].startswith("/sign-in/?next=%2F")


def test_administrators_make_accounts_and_see_the_password_once(browser: Client) -> None:
    staff("admin")
    _sign_in(browser, "admin")
    assert browser.get("/accounts/new/").status_code == 200
    told = {"username": "sun", "name": "孙维", "area": AREA}
    page = browser.post("/accounts/new/", told).content.decode()
    password = re.search(r"<code>([0-9A-Z]+)</code>", page)[1]  # type: ignore[index]
    assert Account.objects.get(username="sun").check_password(password)
    assert browser.post("/accounts/new/", told).status_code == 422
    assert browser.post("/accounts/new/", {**told, "username": "li", "area": "/1/"}).status_code == 403
    assert "sun" in browser.get("/accounts/?q=sun").content.decode()
    pk = Account.objects.get(username="sun").pk
    again = browser.post(f"/accounts/{pk}/password/", {"version": "0"}).content.decode()
    assert password not in again
    assert browser.post(f"/accounts/{pk}/password/", {"version": "0"}).status_code == 409
    assert browser.post(f"/accounts/{pk}/rename/", {}).status_code == 404
    assert browser.post(f"/accounts/{pk}/end/", {}).status_code == 302
    assert not Account.objects.get(pk=pk).is_active


def test_a_key_is_shown_on_the_answering_page_only(browser: Client) -> None:
    staff("admin")
    _sign_in(browser, "admin")
    told = {"name": "map", "rights": ["cases.read"], "area": AREA, "days": "30"}
    page = browser.post("/accounts/keys/", told).content.decode()
    token = re.search(r"hc_[0-9A-Z]{8}_[0-9A-Z]+", page)[0]  # type: ignore[index]
    after = browser.get("/accounts/keys/").content.decode()
    assert token not in after
    assert token[:11] in after
    assert browser.post("/accounts/keys/", {**told, "rights": ["cases.close"]}).status_code == 422
    key = re.search(r"/accounts/keys/([0-9]+)/end/", after)[1]  # type: ignore[index]
    assert browser.post(f"/accounts/keys/{key}/end/").status_code == 302
    assert "key ended" in browser.get("/accounts/keys/").content.decode()


def test_staff_without_the_right_see_no_administration(browser: Client) -> None:
    staff()
    _sign_in(browser)
    for address in ("/accounts/", "/accounts/keys/", "/post/"):
        assert browser.get(address).status_code == 403


def test_a_form_from_elsewhere_is_refused() -> None:
    staff()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in/", {"username": "zhao", "password": PASSWORD}).status_code == 403
