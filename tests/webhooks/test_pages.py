"""The pages of receivers, in a browser without scripts; the API and the command line over the same verbs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone
from tests.cases import story
from tests.cast import DISTRICT

from happiness_cloud.accounts import actions as accounts
from happiness_cloud.interfaces.cli import ground
from happiness_cloud.interfaces.cli import webhooks as commands
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.webhooks.models import Course, Delivery, Endpoint

from .cast import ADMIN, READER, SECOND_ADMIN, set_up
from .receiver import Receiver

Send = Callable[[], None]
PLACE = "happiness_cloud.interfaces.actor_middleware.ActorMiddleware"
SITTING: list[Actor] = []


class Seated:
    """The middleware of these tests: whoever sits there."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.actor = SITTING[0]
        return self.get_response(request)


@pytest.fixture
def seat(stage: Any, settings: Any) -> Callable[..., Client]:
    """`seat(ADMIN)`: a browser in which somebody sits."""
    here = f"{__name__}.Seated"
    settings.MIDDLEWARE = [here if one == PLACE else one for one in settings.MIDDLEWARE]

    def sit(who: Actor = ADMIN, language: str = "en") -> Client:
        SITTING[:] = [who]
        return Client(headers={"Accept-Language": language})

    return sit


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_empty_house_says_what_will_be_here(seat: Any) -> None:
    page = _text(seat().get("/webhooks/"))
    assert "No receivers yet" in page
    assert "New receiver" in page
    assert "New receiver" not in _text(seat(READER).get("/webhooks/"))
    assert seat(Actor("account:1", "staff")).get("/webhooks/").status_code == 403
    assert seat(READER).get("/webhooks/new/").status_code == 403


def test_a_receiver_is_set_up_and_its_secret_shown_once(seat: Any, receiver: Receiver, send: Send) -> None:
    browser = seat()
    form = _text(browser.get("/webhooks/new/"))
    assert "Accept (cases.register)" in form
    assert DISTRICT in form
    told = {"title": "城管平台", "url": receiver.url, "area": DISTRICT, "picks": ["cases.*"], "contact": ""}
    answer = browser.post("/webhooks/new/", told)
    assert answer["Cache-Control"] == "no-store"
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", _text(answer))
    assert secret
    row = Endpoint.objects.get()
    for address in ("/webhooks/", f"/webhooks/{row.pk}/", f"/webhooks/{row.pk}/change/"):
        assert secret.group() not in _text(browser.get(address))
    assert "Nothing sent yet" in _text(browser.get(f"/webhooks/{row.pk}/"))
    assert browser.post(f"/webhooks/{row.pk}/ping/").status_code == 302
    send()
    page = _text(browser.get(f"/webhooks/{row.pk}/"))
    assert "Test message" in page
    assert "Delivered" in page


def test_rubbish_comes_back_with_what_was_typed(seat: Any, stage: Any) -> None:
    answer = seat().post(
        "/webhooks/new/", {"title": "x", "url": "https://10.0.0.1/", "area": DISTRICT, "picks": ["cases.*"]}
    )
    page = _text(answer)
    assert answer.status_code == 422
    assert "messages must not go" in page
    assert 'value="https://10.0.0.1/"' in page
    answer = seat().post("/webhooks/new/", {"title": "", "url": "x", "area": "rubbish", "picks": ["x"]})
    assert answer.status_code == 422
    assert not Endpoint.objects.exists()


def test_failures_are_shown_with_what_was_answered_and_sent_again(
    seat: Any, receiver: Receiver, send: Send, stage: Any
) -> None:
    made = set_up(receiver)
    story.report(stage)
    receiver.answers = [(500, {}, b"<script>alert(1)</script> out of order")]
    send()
    here = f"/webhooks/{made.endpoint_id}/"
    page = _text(seat().get(here))
    assert "Failed, will be tried again" in page
    assert "the receiver did not say yes (500)" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "It is left alone until" in page
    Delivery.objects.update(state="dead", next_try_at=None)
    assert "Send again" not in _text(seat(READER).get(f"{here}?state=dead"))
    browser = seat()
    dead = _text(browser.get(f"{here}?state=dead"))
    assert "Given up" in dead
    assert "None in this state" in _text(browser.get(f"{here}?state=done"))
    one = Delivery.objects.get()
    stale = browser.post(f"/webhooks/deliveries/{one.pk}/retry/", {"version": one.version + 1})
    assert stale.status_code == 409
    answer = browser.post(
        f"/webhooks/deliveries/{one.pk}/retry/",
        {"version": one.version},
        headers={"referer": f"http://testserver{here}"},
    )
    assert answer["Location"].endswith(here)
    assert Delivery.objects.get().state == "waiting"
    assert browser.post(f"/webhooks/deliveries/{one.pk}/burn/").status_code == 404
    assert browser.get(f"{here}?state=lost").status_code == 422


def test_a_change_pause_rotation_and_removal_by_the_pages(seat: Any, receiver: Receiver, stage: Any) -> None:
    made = set_up(receiver)
    here = f"/webhooks/{made.endpoint_id}/"
    browser = seat()
    told = {"title": "新平台", "url": receiver.url, "picks": ["cases.close"], "contact": "", "version": "0"}
    assert browser.post(f"{here}change/", told).status_code == 302
    assert browser.post(f"{here}change/", told).status_code == 409
    assert "新平台" in _text(browser.get(here))
    assert browser.post(f"{here}pause/", {"version": "1"}).status_code == 302
    assert "paused by somebody here" in _text(browser.get(here))
    assert browser.post(f"{here}resume/").status_code == 302
    turned = _text(browser.post(f"{here}rotate/", {"days": "7"}))
    assert "whsec_" in turned
    assert "The old one stays valid until" in turned
    assert browser.post(f"{here}dance/").status_code == 404
    assert seat(SECOND_ADMIN).get(here).status_code == 404
    assert seat(SECOND_ADMIN).post(f"{here}remove/").status_code == 404
    assert seat(READER).get(f"{here}change/").status_code == 403
    assert seat(READER).get(f"{here}replay/").status_code == 403
    assert seat().post(f"{here}remove/").status_code == 302
    assert seat().get(here).status_code == 404


def test_a_replay_is_counted_before_it_is_done(seat: Any, receiver: Receiver, stage: Any, send: Send) -> None:
    story.report(stage)
    made = set_up(receiver)
    here = f"/webhooks/{made.endpoint_id}/replay/"
    browser = seat()
    since = timezone.localtime(clock.now() - timedelta(hours=1))
    told = {"since": since.strftime("%Y-%m-%dT%H:%M"), "until": ""}
    page = _text(browser.post(here, told))
    assert "1 entries would be told again" in page
    assert Course.objects.count() == 1
    assert browser.post(here, told | {"sure": "1"}).status_code == 302
    assert "A replay is running" in _text(browser.get(f"/webhooks/{made.endpoint_id}/"))
    send()
    assert receiver.heard[0].body["replay"] is True
    assert browser.post(here, {"since": "rubbish"}).status_code == 422
    assert browser.post(here, {"since": "2030-01-01T00:00"}).status_code == 422
    none = _text(browser.post(here, told | {"picks": ["cases.void"]}))
    assert "0 entries would be told again" in none
    assert 'name="sure"' not in none


def test_the_pages_speak_chinese(seat: Any, receiver: Receiver, stage: Any) -> None:
    set_up(receiver)
    page = _text(seat(language="zh-hans").get("/webhooks/"))
    for words in ("回调", "接收方", "正常发送", "最近送达"):
        assert words in page


@pytest.fixture
def speak(stage: Any) -> Callable[..., Any]:
    """`speak("get", "/webhooks", body)` with a key that may look after receivers of the district."""
    rights = ("webhooks.read", "webhooks.edit")
    keys = house("keys", "accounts.keys", *rights)
    token = accounts.make_key(keys, name="tests", rights=rights, area=DISTRICT).token

    def say(method: str, path: str, body: Any = None, **headers: str) -> Any:
        told = {"authorization": f"Bearer {token}", "accept-language": "en"}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        call = getattr(Client(), method)
        if method == "get":
            return call(f"/api/v1{path}", headers=told)
        return call(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=told)

    return say


def test_a_program_looks_after_receivers(speak: Any, receiver: Receiver, stage: Any, send: Send) -> None:
    told = {"title": "platform", "url": receiver.url, "area": DISTRICT, "picks": ["cases.*"]}
    made = speak("post", "/webhooks", told).json()
    assert made["secret"].startswith("whsec_")
    here = f"/webhooks/{made['id']}"
    assert speak("post", f"{here}/ping").json()["delivery_id"]
    send()
    (line,) = speak("get", "/webhooks/deliveries?state=done").json()["lines"]
    assert line["attempts"][0]["status"] == 204
    one = speak("get", here)
    assert (one.json()["title"], one["ETag"]) == ("platform", '"0"')
    assert speak("post", f"{here}/change", {"title": "new"}, if_match=one["ETag"]).json()["title"] == "new"
    late = speak("post", f"{here}/pause", if_match=one["ETag"])
    assert (late.status_code, late.json()["code"]) == (409, "ledger.moved_on")
    assert speak("post", f"{here}/pause").json()["state"] == "paused"
    assert speak("post", f"{here}/resume", {"skip": True}).json()["state"] == "active"
    assert speak("post", f"{here}/rotate", {"days": 2}).json()["secret"] != made["secret"]
    story.report(stage)
    span = {"since": (clock.now() - timedelta(hours=1)).isoformat()}
    assert speak("post", f"{here}/replay/count", span).json()["count"] == 1
    begun = speak("post", f"{here}/replay", span).json()
    assert speak("post", f"/webhooks/replays/{begun['replay_id']}/stop").json() == {"done": True}
    receiver.says(422)
    send()
    Delivery.objects.filter(state="waiting").update(state="dead")
    (dead,) = speak("get", f"/webhooks/deliveries?state=dead&receiver={made['id']}").json()["lines"]
    assert speak("post", f"/webhooks/deliveries/{dead['id']}/drop").json() == {"done": True}
    assert speak("post", f"/webhooks/deliveries/{dead['id']}/retry").json() == {"done": True}
    assert "cases.*" in speak("get", "/webhooks/verbs").json()
    assert len(speak("get", "/webhooks").json()["lines"]) == 1
    assert speak("post", f"{here}/remove").json() == {"done": True}
    assert speak("get", here).status_code == 404


def test_the_api_refuses_rubbish_and_strangers(speak: Any, receiver: Receiver, stage: Any) -> None:
    wrong = speak(
        "post",
        "/webhooks",
        {"title": "x", "url": "https://10.0.0.1/", "area": DISTRICT, "picks": ["cases.*"]},
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "webhooks.bad_url")
    assert wrong.json()["errors"][0]["place"] == "url"
    assert speak("post", "/webhooks", {"name": "x"}).status_code == 422
    beyond = speak(
        "post", "/webhooks", {"title": "x", "url": receiver.url, "area": "/", "picks": ["cases.*"]}
    )
    assert beyond.status_code == 403
    assert speak("get", "/webhooks/deliveries?state=lost").status_code == 422
    made = set_up(receiver, by=ADMIN)
    for path in ("/webhooks", f"/webhooks/{made.endpoint_id}", "/webhooks/deliveries", "/webhooks/verbs"):
        assert Client().get(f"/api/v1{path}").status_code == 401
    naive = speak("post", f"/webhooks/{made.endpoint_id}/replay", {"since": "2026-01-01T00:00:00"})
    assert naive.status_code == 422


@pytest.fixture
def typed(stage: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`typed("list")`: the command, on the database of this test."""
    from contextlib import nullcontext

    def inside(_data: Any) -> Any:
        return nullcontext()

    monkeypatch.setattr(ground, "house", inside)
    return lambda *words: CliRunner().invoke(commands.webhooks, list(words))


def test_the_operator_lists_and_replays_on_the_command_line(
    typed: Any, receiver: Receiver, stage: Any, send: Send
) -> None:
    assert "No receivers" in typed("list").output
    assert "No dead letters" in typed("dead").output
    story.report(stage)
    made = set_up(receiver)
    listed = typed("list", "--json")
    assert (listed.exit_code, json.loads(listed.output)["receivers"][0]["state"]) == (0, "active")
    since = ("--since", (clock.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S+0000"))
    assert (
        "1 entries would be told again." in typed("replay", str(made.endpoint_id), *since, "--dry-run").output
    )
    done = json.loads(typed("replay", str(made.endpoint_id), *since, "--json").output)
    assert (done["count"], done["dry_run"]) == (1, False)
    receiver.says(500)
    send()
    Delivery.objects.update(state="dead")
    assert typed("list").exit_code == 3
    dead = typed("dead", "--receiver", str(made.endpoint_id)).output
    assert "cases.report" in dead
    assert "500" in dead
    assert json.loads(typed("dead", "--json").output)["dead"][0]["tries"] == 1


def test_positions_give_the_right_to_administrators_only(stage: Any) -> None:
    for name in ("lin", "zhou", "wu", "zhao", "sun"):
        assert not stage.actor(name).holding("webhooks.read")
    assert stage.actor("feng").holding("webhooks.read")
    assert not stage.actor("feng").holding("webhooks.edit")
