"""What the grid worker's device is given to keep: nothing of a person in the page, masked tasks bound to an account."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import Case
from happiness_cloud.interfaces.seats import VISITOR
from happiness_cloud.kernel import clock
from happiness_cloud.ledger.models import Entry

LIGHT = "01037"


@pytest.fixture(autouse=True)
def _ground(stage: Any) -> None:
    """The small place and its cast."""


def signed(stage: Any, name: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def to_confirm(stage: Any, text: str = "路灯不亮") -> Case:
    caller = actions.Caller(name="陈桂兰", phone="19900000072")
    told = {"lon": stage.HERE[0], "lat": stage.HERE[1], "category": LIGHT, "caller": caller}
    done = actions.report(VISITOR, text=text, **told)
    actions.register(stage.actor("zhou"), done.id, category=LIGHT, severity="ordinary")
    return Case.objects.get(pk=done.id)


def test_the_manifest_makes_the_pages_an_app_of_their_own() -> None:
    answer = Client(headers={"Accept-Language": "en"}).get("/field/app.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert (told["start_url"], told["scope"], told["display"]) == ("/field/", "/field/", "standalone")
    assert told["icons"][0]["type"] == "image/svg+xml"
    # A phone that draws no SVG on its home screen, and one that cuts icons to its own shape.
    named = {(one["purpose"], one["sizes"]) for one in told["icons"] if one["type"] == "image/png"}
    assert named == {(purpose, size) for purpose in ("any", "maskable") for size in ("192x192", "512x512")}
    page = Client().get("/field/offline/").content.decode()
    assert 'rel="apple-touch-icon"' in page


def test_the_worker_is_a_script_that_reaches_the_field_pages_only() -> None:
    answer = Client().get("/field/worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/field/"
    assert "no-store" in answer.headers["Cache-Control"]
    told = answer.content.decode()
    assert '"/field/offline/"' in told
    assert "&quot;" not in told
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_page_that_is_kept_is_the_same_whoever_asks(stage: Any) -> None:
    to_confirm(stage)
    mine = signed(stage, "lin").get("/field/offline/").content
    nobody = Client(headers={"Accept-Language": "en"}).get("/field/offline/").content
    assert mine == nobody
    assert b"csrf" not in mine.lower()


def test_the_tasks_of_my_lists_are_told_masked_and_without_the_reporter(stage: Any) -> None:
    case = to_confirm(stage, "路灯不亮，请打 13812345678")
    answer = signed(stage, "lin").get("/field/tasks.json")
    assert "no-store" in answer.headers["Cache-Control"]
    told = json.loads(answer.content)
    assert told["who"] == stage.actor("lin").id
    (task,) = [one for one in told["tasks"] if one["number"] == case.number]
    assert (task["state"], task["version"]) == ("to_confirm", case.version)
    assert task["verbs"] == ["confirm", "not_found", "note"]
    text = answer.content.decode()
    for secret in ("13812345678", "19900000072", "陈桂兰"):
        assert secret not in text
    assert told["areas"] == [[stage.GRID, told["areas"][0][1]]]


def test_another_grids_tasks_are_not_told(stage: Any) -> None:
    case = to_confirm(stage)
    assert case.number not in signed(stage, "he").get("/field/tasks.json").content.decode()


def test_a_visitor_gets_no_tasks_and_no_redirect_that_a_script_would_follow() -> None:
    answer = Client().get("/field/tasks.json")
    assert (answer.status_code, json.loads(answer.content)) == (401, {"who": ""})


def test_the_number_of_queries_does_not_grow_with_the_tasks(
    stage: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed(stage, "lin")
    client.get("/field/tasks.json")
    for _turn in range(6):
        to_confirm(stage)
    with django_assert_max_num_queries(14):
        assert len(json.loads(client.get("/field/tasks.json").content)["tasks"]) == 6


def noted(client: Client, number: str, **told: Any) -> Any:
    body = {"text": "路过看到", **told}
    return client.post(f"/api/v1/cases/{number}/note", body, "application/json")


def test_the_timeline_tells_when_it_was_done_and_when_it_was_sent(stage: Any) -> None:
    case = to_confirm(stage)
    client, now = signed(stage, "lin"), clock.now().replace(hour=8, minute=20)
    with clock.at(now):
        assert (
            noted(client, case.number, done_at=(now - timedelta(minutes=135)).isoformat()).status_code == 200
        )
        page = signed(stage, "wu").get(f"/cases/{case.number}/").content.decode()
        assert "done today 14:05 by the device&#x27;s clock, sent today 16:20" in page
        steps = client.get(f"/api/v1/cases/{case.number}").json()["timeline"]
        assert steps[-1]["facts"]["done_at"] == (now - timedelta(minutes=135)).isoformat()


def test_what_was_sent_at_once_tells_one_moment_only(stage: Any) -> None:
    case = to_confirm(stage)
    noted(signed(stage, "lin"), case.number, done_at=(clock.now() - timedelta(seconds=20)).isoformat())
    page = signed(stage, "wu").get(f"/cases/{case.number}/").content.decode()
    assert "路过看到" in page
    assert "by the device" not in page


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2031-01-01T00:00:00Z", "cases.bad_done_at"),
        ("1970-01-01T00:00:00Z", "cases.bad_done_at"),
        ("0001-01-01T00:00:00+14:00", "cases.bad_done_at"),
        ("9999-12-31T23:59:59-12:00", "cases.bad_done_at"),
        ("2026-11-23T14:05:00", None),
        ("yesterday", None),
        ([], None),
    ],
)
def test_a_moment_that_cannot_be_is_refused_by_the_api(stage: Any, moment: Any, code: str | None) -> None:
    case, client = to_confirm(stage), signed(stage, "lin")
    rows = Entry.objects.count()
    answer = noted(client, case.number, done_at=moment)
    assert answer.status_code == 422
    told = answer.json()
    if code:
        assert told["code"] == code
    else:
        assert [one["place"] for one in told["errors"]] == ["done_at"]
    assert Entry.objects.count() == rows


def test_a_page_says_whose_it_is_so_that_an_entry_waits_for_its_writer(stage: Any) -> None:
    case = to_confirm(stage)
    who = f'data-who="{stage.actor("lin").id}"'
    for address in ("/field/", "/field/report/", f"/field/{case.number}/"):
        assert who in signed(stage, "lin").get(address).content.decode()


@pytest.mark.parametrize("header", [{}, {"HX-Request": "true"}])
def test_a_form_sent_after_the_session_does_nothing_and_says_401_to_a_script(
    stage: Any, header: dict[str, str]
) -> None:
    case = to_confirm(stage)
    answer = Client(headers=header).post(f"/field/{case.number}/", {"verb": "confirm"})
    assert answer.status_code == (401 if header else 302)
    case.refresh_from_db()
    assert case.state == "to_confirm"
