"""Forwarding as staff see it: rules and their health, what is stuck, a matter sent out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from happiness_cloud.cases import forwarder
from happiness_cloud.cases.models import Forwarding
from happiness_cloud.institution import actions as institution
from tests import cast

from .other_side import OtherSide
from .ways import LITTER, carried, dispatched, out, row, ruled

RULE = {
    "label": "市水务集团",
    "category": LITTER,
    "area": "/990106/",
    "jurisdiction": "",
    "service_code": "W1",
    "api_key": "their-secret-key",
    "attributes": "",
    "on": "on",
}


@pytest.fixture
def sits(stage: Any) -> Callable[..., Client]:
    """A browser in which somebody of the cast is signed in; "admin" publishes rules too."""
    cache.clear()

    def at(name: str, language: str = "en") -> Client:
        accounts = get_user_model().objects
        if name == "admin":
            account = accounts.get(username=stage.PEOPLE["wu"][0])
            seat = (account.pk, "security_administrator", "", stage.DISTRICT)
            institution.appoint_many(cast.FOUNDER, posts=[seat])
        else:
            account = accounts.get(username=stage.PEOPLE[name][0])
        client = Client(headers={"accept-language": language})
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return at


def text(answer: Any) -> str:
    return answer.content.decode()


def test_a_visitor_is_sent_to_sign_in_and_a_grid_worker_is_refused(sits: Callable[..., Client]) -> None:
    assert Client().get("/forwarding/").status_code == 302
    assert sits("lin").get("/forwarding/").status_code == 403
    assert sits("zhao").get("/forwarding/new/").status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_open_empty(sits: Callable[..., Client], language: str) -> None:
    for name in ("zhao", "admin"):
        page = sits(name, language).get("/forwarding/")
        assert page.status_code == 200
    assert ("No rule yet" if language == "en" else "还没有规则") in text(page)


def test_the_administrator_makes_changes_and_ends_a_rule(
    stage: Any, sits: Callable[..., Client], other: OtherSide
) -> None:
    client = sits("admin")
    made = client.post("/forwarding/new/", RULE | {"endpoint": other.endpoint})
    assert made.status_code == 302, text(made)
    rule = Forwarding.objects.get()
    shown = text(client.get("/forwarding/"))
    assert "市水务集团" in shown
    assert "not heard of yet" in shown
    form = text(client.get(f"/forwarding/{rule.pk}/"))
    assert other.endpoint in form
    assert "their-secret-key" not in form + shown
    client.post(f"/forwarding/{rule.pk}/", RULE | {"endpoint": other.endpoint, "api_key": "", "on": ""})
    rule.refresh_from_db()
    assert (rule.on, bool(rule.key_sealed)) == (False, True)
    assert "only by hand" in text(client.get("/forwarding/"))
    client.post(f"/forwarding/{rule.pk}/end/")
    assert "No rule yet" in text(client.get("/forwarding/"))
    assert client.get(f"/forwarding/{rule.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"service_code": "X9"}, "There is no service"),
        ({"endpoint": "http://city.example/v2"}, "cannot be an endpoint"),
        ({"attributes": "valve"}, "code=value"),
        ({"attributes": "valve=a"}, "does not ask for"),
        ({"category": ""}, "required"),
        ({"label": ""}, "required"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    sits: Callable[..., Client], other: OtherSide, told: dict[str, str], says: str
) -> None:
    answer = sits("admin").post("/forwarding/new/", RULE | {"endpoint": other.endpoint} | told)
    assert answer.status_code == 422
    assert says in text(answer)
    assert not Forwarding.objects.exists()


def test_the_page_of_a_matter_says_where_it_is_its_number_and_what_was_said(
    stage: Any, sits: Callable[..., Client], other: OtherSide
) -> None:
    ruled(other)
    case_id = dispatched(stage)
    number = row(case_id).number
    assert "waits to be sent" in text(sits("zhao").get(f"/cases/{number}/"))
    remote = carried(case_id).remote_id
    other.requests[remote]["status_notes"] = "Planned for Monday"
    forwarder.listen()
    for name in ("zhao", "sun"):
        page = text(sits(name).get(f"/cases/{number}/"))
        assert "Forwarded to 市水务集团" in page
        assert remote in page
        assert "Planned for Monday" in page
        assert "At the other server" in page


def test_a_stuck_matter_is_listed_with_its_reason_and_sent_again_from_there(
    stage: Any, sits: Callable[..., Client], other: OtherSide
) -> None:
    other.fails = ["400"]
    ruled(other)
    case_id = dispatched(stage)
    carried(case_id)
    number, client = row(case_id).number, sits("zhao")
    listed = text(client.get("/forwarding/"))
    assert number in listed
    assert "did not accept what was sent" in listed
    assert "13800000000" not in listed
    assert "See to it" not in text(sits("sun").get(f"/cases/{number}/"))
    page = text(client.get(f"/cases/{number}/forwarding/"))
    assert "Send again" in page
    sent = client.post(f"/cases/{number}/forwarding/", {"what": "again", "key": "k1"})
    assert sent.status_code == 302
    assert carried(case_id).state == "there"
    assert number not in text(client.get("/forwarding/"))


def test_a_matter_is_sent_by_hand_and_followed_no_longer_with_a_reason(
    stage: Any, sits: Callable[..., Client], other: OtherSide
) -> None:
    case_id = dispatched(stage)
    number, client = row(case_id).number, sits("zhao")
    address = f"/cases/{number}/forwarding/"
    assert client.get(address).status_code == 404
    ruled(other, on=False)
    assert "Forward to 市水务集团" in text(client.get(f"/cases/{number}/"))
    assert client.get(address).status_code == 200
    assert sits("sun").get(address).status_code == 403
    assert sits("he").get(address).status_code == 404
    client.post(address, {"what": "out", "words": "请尽快", "key": "k2"})
    assert carried(case_id).state == "there"
    assert client.post(address, {"what": "stop", "key": "k3"}).status_code == 422
    client.post(address, {"what": "stop", "reason": "改由本单位处理", "key": "k4"})
    assert out(case_id).state == "dropped"
