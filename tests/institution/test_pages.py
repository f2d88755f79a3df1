"""The pages for staff: readable, searchable, closed to visitors."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from happiness_cloud.accounts.models import Account
from happiness_cloud.institution import actions
from happiness_cloud.institution.actions.load_reference import SHIPPED
from happiness_cloud.institution.models import Organisation, Position

from .cast import HOUSE, D, account

pytestmark = pytest.mark.django_db
TEAM = "/yunhu/cgj/sz2/"
ADDRESSES = ("/rules/", "/rules/duties/", "/rules/categories/", "/organisations/")


def signed_in(kind: str, name: str, area: str = D, unit: str = "") -> Client:
    who = account(name)
    actions.appoint(HOUSE, account_id=who, kind=kind, area=area, unit=unit)
    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(pk=who), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def tang(district: None) -> Client:
    return signed_in("system_administrator", "tang")


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def unit_id(path: str = TEAM) -> int:
    return Organisation.objects.get(path=path).pk


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_visitor_is_asked_to_sign_in(district: None, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize(
    ("address", "en", "zh"),
    [
        ("/rules/", "Yunhu basic flow", "云湖区基本流程"),
        ("/rules/duties/", "Urban Greening", "城市绿化条例"),
        ("/rules/categories/", "Municipal utilities", "市政公用设施"),
        ("/organisations/", "Urban Management Bureau", "城市管理局"),
    ],
)
def test_every_page_opens_in_both_languages(tang: Client, address: str, en: str, zh: str) -> None:
    for language, told, other in (("en", en, zh), ("zh-hans", zh, en)):
        answer = tang.get(address, headers={"accept-language": language})
        assert answer.status_code == 200
        shown = answer.content.decode()
        assert told in shown
        assert other not in shown


def test_the_rules_show_the_pack_its_clocks_and_the_year(tang: Client) -> None:
    shown = page(tang, "/rules/?year=2026")
    for words in (
        "yunhu@1",
        "beijing-12345@1",
        "To dispatch",
        "0.5 working hours",
        "2 hours round the clock",
    ):
        assert words in shown, words
    assert "2026-10" in shown
    assert "not published yet" in page(tang, "/rules/?year=2031")
    page(tang, "/rules/?year=0001", status=422)


def rests(first: date, last: date) -> str:
    """The shipped office hours, resting between two days."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    text = (SHIPPED / "calendars/office.yaml").read_text(encoding="utf-8")
    return f"{text}rest: [{', '.join(day.isoformat() for day in days)}]\n"


@pytest.mark.parametrize(
    ("first", "last", "days", "hours"),
    [
        (date(2025, 1, 1), date(2025, 2, 2), 229, ("13:30–17:30", "14:30–18:30")),
        (date(2025, 7, 1), date(2025, 7, 31), 225, ("13:30–17:30", "14:30–18:30")),
        (date(2025, 1, 1), date(2025, 6, 30), 128, ("14:30–18:30",)),
        (date(2025, 1, 1), date(2025, 12, 31), 0, ()),
    ],
)
def test_the_year_opens_however_little_is_worked_in_it(
    tang: Client, first: date, last: date, days: int, hours: tuple[str, ...]
) -> None:
    actions.publish(HOUSE, kind="calendar", body=rests(first, last))
    shown = page(tang, "/rules/?year=2025")
    assert f"{days} working days." in shown
    for words in ("13:30–17:30", "14:30–18:30"):
        assert (words in shown) == (words in hours)
    assert ("Hours:" in shown) == bool(hours)


def test_the_duty_directory_is_found_by_words_units_and_codes(tang: Client) -> None:
    assert "Gas Company" in page(tang, "/rules/duties/?q=gas+leak")
    assert "Gas leaks" in page(tang, "/rules/duties/?q=57004")
    assert "Nothing found" in page(tang, "/rules/duties/?q=zzzz")
    first = page(tang, "/rules/duties/")
    assert 'rel="next"' in first
    last = first.split("after=")[1].split('"')[0]
    assert page(tang, f"/rules/duties/?after={last}") != first


def test_the_categories_are_found_by_plain_words(tang: Client) -> None:
    assert "06028" in page(tang, "/rules/categories/?q=noise")
    assert "<script>" not in page(tang, "/rules/categories/?q=<script>alert(1)</script>")


def test_a_unit_shows_its_people_and_gives_a_position(tang: Client) -> None:
    account("sun")
    here = f"/organisations/{unit_id()}/"
    assert "Nobody holds a position here" in page(tang, here)
    sent = {"username": "sun", "kind": "unit_handler", "area": D, "until": ""}
    answer = tang.post(f"{here}appoint/", sent)
    assert answer.status_code == 302
    shown = page(tang, here)
    assert "sun" in shown
    assert "Unit handler" in shown
    held = Position.objects.get(unit=TEAM)
    ended = tang.post(f"/positions/{held.pk}/dismiss/", {"version": "0", "unit": str(unit_id())})
    assert ended.status_code == 302
    assert "Nobody holds a position here" in page(tang, here)


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"username": "nobody"}, 404, "no open staff account"),
        ({"username": "tang"}, 403, "to himself"),
        ({"kind": "grid_worker"}, 422, "smaller area"),
        ({"kind": "mayor"}, 422, "mayor"),
        ({"area": "nowhere"}, 422, "not an area"),
        ({"username": ""}, 422, "required"),
    ],
)
def test_a_refusal_stands_at_the_form(tang: Client, sent: dict[str, str], status: int, words: str) -> None:
    account("sun")
    told = {"username": "sun", "kind": "unit_handler", "area": D, **sent}
    answer = tang.post(f"/organisations/{unit_id()}/appoint/", told)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not Position.objects.filter(unit=TEAM).exists()


def test_who_only_reads_sees_no_form_and_cannot_post(district: None) -> None:
    reader = signed_in("dispatcher", "zhao")
    here = f"/organisations/{unit_id()}/"
    assert "Give the position" not in page(reader, here)
    account("sun")
    sent: dict[str, Any] = {"username": "sun", "kind": "unit_handler", "area": D}
    assert reader.post(f"{here}appoint/", sent).status_code == 403
    assert not Position.objects.filter(unit=TEAM).exists()


def test_a_unit_that_is_not_there_is_not_found(tang: Client) -> None:
    page(tang, "/organisations/987654/", status=404)


def test_the_tree_is_read_in_few_queries(tang: Client, django_assert_max_num_queries: Any) -> None:
    page(tang, "/organisations/")
    with django_assert_max_num_queries(6):
        page(tang, "/organisations/")
