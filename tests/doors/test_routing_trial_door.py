"""The doors of the dry run: the page for those who publish, the API, the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from happiness_cloud.institution import actions
from happiness_cloud.institution.models import Content
from happiness_cloud.interfaces.cli import ground, routing
from tests.cases.test_routing_trial import CHANGED, TEXT, matters, row, today
from tests.institution.test_publishing_in_every_district import OTHER as OTHER_DISTRICT
from tests.institution.test_publishing_in_every_district import another_district

PAGE = "/rules/duties/try/"
Sits = Callable[[str], Client]


@pytest.fixture
def sits(stage: Any) -> Sits:
    """A browser in which somebody is signed in; `publisher` holds the position that publishes rules."""
    from django.contrib.auth import get_user_model
    from django.core.cache import cache

    cache.clear()

    def at(name: str) -> Client:
        if name == "publisher":
            account = get_user_model().objects.create(
                username="fabu", name="发布", kind="staff", created_at="2026-11-25T00:00Z"
            )
            actions.appoint(
                stage.FOUNDER, username="fabu", kind="security_administrator", unit="", area=stage.DISTRICT
            )
        else:
            account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
        client = Client(headers={"accept-language": "en"})
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return at


def tried(page: Any) -> str:
    """The mark of the text that the page tried."""
    text = page.content.decode()
    start = text.index('name="tried" value="') + len('name="tried" value="')
    return text[start : text.index('"', start)]


def test_a_text_is_tried_and_then_just_that_text_is_published(stage: Any, sits: Sits) -> None:
    matters(stage, 2)
    client = sits("publisher")
    before = Content.objects.count()
    page = client.post(PAGE, {"text": CHANGED.replace("\n", "\r\n"), "last": "1000", "do": "try"})
    assert page.status_code == 200
    assert "2 matters would have gone to another unit" in page.content.decode()
    assert Content.objects.count() == before
    mark = tried(page)
    other = client.post(PAGE, {"text": CHANGED + "# other\n", "tried": mark, "do": "publish"})
    assert other.status_code == 409
    assert Content.objects.count() == before
    done = client.post(PAGE, {"text": CHANGED, "tried": mark, "do": "publish", "reason": "试过"})
    assert (done.status_code, Content.objects.count()) == (302, before + 1)
    # The rules have moved on, so an old trial publishes nothing.
    late = client.post(PAGE, {"text": TEXT, "tried": mark, "do": "publish"})
    assert (late.status_code, Content.objects.count()) == (409, before + 1)


def test_who_holds_the_right_in_one_of_two_districts_tries_but_does_not_publish(
    stage: Any, sits: Sits
) -> None:
    matters(stage, 1)
    another_district(stage)
    client = sits("publisher")
    page = client.post(PAGE, {"text": CHANGED, "do": "try"})
    assert "1 matter would have gone to another unit" in page.content.decode()
    assert 'value="publish"' not in page.content.decode()
    before = Content.objects.count()
    sent = client.post(PAGE, {"text": CHANGED, "tried": tried(page), "do": "publish"})
    assert (sent.status_code, Content.objects.count()) == (403, before)
    actions.appoint(
        stage.FOUNDER, username="fabu", kind="security_administrator", unit="", area=OTHER_DISTRICT
    )
    page = client.post(PAGE, {"text": CHANGED, "do": "try"})
    done = client.post(PAGE, {"text": CHANGED, "tried": tried(page), "do": "publish"})
    assert (done.status_code, Content.objects.count()) == (302, before + 1)


def test_others_do_not_publish_through_the_page(stage: Any, sits: Sits) -> None:
    mark = tried(sits("publisher").post(PAGE, {"text": CHANGED, "do": "try"}))
    before = Content.objects.count()
    for name, status in (("wu", 403), ("zhao", 403), ("feng", 403)):
        sent = sits(name).post(PAGE, {"text": CHANGED, "tried": mark, "do": "publish"})
        assert (sent.status_code, Content.objects.count()) == (status, before)
    assert Client().post(PAGE, {"text": CHANGED, "tried": mark, "do": "publish"}).status_code == 302
    assert Content.objects.count() == before


def test_the_page_says_as_of_which_day_it_tried_and_takes_another(stage: Any, sits: Sits) -> None:
    matters(stage, 1)
    begins = today() + timedelta(days=40)
    later, client = row(valid_from=begins), sits("publisher")
    page = client.post(PAGE, {"text": later, "do": "try"}).content.decode()
    assert f"as they will stand on {begins}" in page
    assert "1 matter would have gone to another unit" in page
    sent = {"text": later, "on": today().isoformat(), "do": "try"}
    page = client.post(PAGE, sent).content.decode()
    assert f"as they will stand on {today()}" in page
    assert "0 matters would have gone to another unit" in page
    for wrong in ("2020-01-01", "tomorrow", "2026-02-30", "\x00"):
        answer = client.post(PAGE, {**sent, "on": wrong})
        assert answer.status_code == 422
        assert "Choose a day on which they do" in answer.content.decode()


def test_the_table_comes_as_a_sheet(stage: Any, sits: Sits) -> None:
    matters(stage, 1)
    sheet = sits("publisher").post(PAGE, {"text": CHANGED, "do": "csv"})
    assert sheet["Content-Type"].startswith("text/csv")
    assert "/yunhu/swj/,0,1,1,0" in sheet.content.decode()


@pytest.mark.parametrize("text", ["", "a: [", "x" * 300_000, CHANGED.replace("06010", "9999x")])
def test_findings_are_shown_and_nothing_can_be_published(stage: Any, sits: Sits, text: str) -> None:
    page = sits("publisher").post(PAGE, {"text": text, "do": "try"})
    assert page.status_code == 422
    assert "line " in page.content.decode()
    assert 'name="tried"' not in page.content.decode()


def test_an_area_that_is_none_is_refused(stage: Any, sits: Sits) -> None:
    assert sits("publisher").post(PAGE, {"text": TEXT, "area": "%\x00", "do": "try"}).status_code == 422


def test_only_who_publishes_opens_the_page(stage: Any, sits: Sits) -> None:
    assert sits("publisher").get(PAGE).status_code == 200
    assert sits("wu").get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_the_api_tells_a_supervisor_of_his_matters(stage: Any, sits: Sits) -> None:
    matters(stage, 2)
    sent = {"text": CHANGED, "last": 100}
    told = sits("wu").post("/api/v1/routing/trial", sent, content_type="application/json")
    assert (told.status_code, told.json()["changed"], len(told.json()["examples"])) == (200, 2, 2)
    begins = today() + timedelta(days=40)
    later = {"text": row(valid_from=begins)}
    for on, changed in ((None, 2), (today(), 0)):
        asked = later | ({"on": on.isoformat()} if on else {})
        told = sits("wu").post("/api/v1/routing/trial", asked, content_type="application/json").json()
        assert (told["on"], told["changed"]) == (str(on or begins), changed)
    for on in ("2020-01-01", "soon"):
        answer = sits("wu").post("/api/v1/routing/trial", later | {"on": on}, content_type="application/json")
        assert answer.status_code == 422
    wrong = sits("wu").post("/api/v1/routing/trial", {"text": "a: ["}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["findings"][0]["code"]) == (
        422,
        "institution.not_yaml",
    )
    stranger = Client().post("/api/v1/routing/trial", sent, content_type="application/json")
    assert stranger.status_code in (401, 403)


def test_the_command_tells_the_figures_and_ends_with_1_on_findings(
    stage: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matters(stage, 2)
    monkeypatch.setattr(ground, "database", _here)
    monkeypatch.setattr(ground, "environment", lambda *_: {})
    monkeypatch.setattr("django.db.connections.all", list)
    good, bad = tmp_path / "duties.yaml", tmp_path / "bad.yaml"
    good.write_text(CHANGED, encoding="utf-8")
    bad.write_text(CHANGED.replace("06010", "9999x"), encoding="utf-8")
    done = CliRunner().invoke(
        routing.routing, ["try", "--file", str(good), "--json", "--data", str(tmp_path)]
    )
    assert (done.exit_code, json.loads(done.output)["changed"]) == (0, 2)
    begins = today() + timedelta(days=40)
    good.write_text(row(valid_from=begins), encoding="utf-8")
    for more, told in (((), f"{begins}"), (("--on", f"{today()}"), f"{today()}")):
        asked = ["try", "--file", str(good), "--data", str(tmp_path), *more]
        done = CliRunner().invoke(routing.routing, asked)
        assert (done.exit_code, f"stand on {told}" in done.output) == (0, True)
    wrong = CliRunner().invoke(routing.routing, ["try", "--file", str(bad), "--data", str(tmp_path)])
    assert wrong.exit_code == 1
    assert "9999x" in wrong.output


def _here(_data: Path) -> Any:
    from contextlib import nullcontext

    return nullcontext(("", ""))
