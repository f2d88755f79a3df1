"""The API of what is shown and kept: thin doors over the verbs, with the refusals of the verbs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import Case, Wording
from tests.cases import moderators, story

RIGHTS = ("cases.read", *moderators.RIGHTS)


@pytest.fixture
def number(stage: Any) -> str:
    return story.row(moderators.told(stage)).number


@pytest.fixture
def post(stage: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Post as somebody: the key's holder is looked up nowhere, the actor is given."""
    from django.contrib.auth import get_user_model

    def send(name: str, path: str, body: Any = None, method: str = "post", **headers: str) -> Any:
        client = Client(headers={"accept-language": "en", **headers})
        account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        if method == "get":
            return client.get(f"/api/v1{path}")
        return client.post(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json")

    return send


def test_what_tells_somebody_is_listed_covered_and_put_back(post: Any, number: str) -> None:
    shown = post("gao", f"/cases/{number}/moderation", method="get").json()
    part = next(one for one in shown["parts"] if one["part"] == "text")
    assert moderators.PHONE not in json.dumps(shown, ensure_ascii=False)
    spans = [[one["start"], one["end"]] for one in part["hits"]]
    body = {"part": "text", "spans": spans, "words": [moderators.NAME], "reason": "写了电话"}
    done = post("gao", f"/cases/{number}/redact", body)
    assert (done.status_code, done.json()["version"]) == (200, shown["version"] + 1)
    assert Case.objects.get(number=number).text.count("■■■") == 3
    kept = Wording.objects.get()
    look = post("gao", f"/cases/{number}/originals/{kept.pk}", {"purpose": "audit", "reason": "核对"})
    assert look.json() == {"words": moderators.TEXT}
    back = post("gao", f"/cases/{number}/restore_words", {"wording_id": kept.pk, "reason": "误遮"})
    assert back.status_code == 200
    assert Case.objects.get(number=number).text == moderators.TEXT


def test_hiding_needs_a_reason_and_the_newest_version(post: Any, number: str) -> None:
    assert post("wu", f"/cases/{number}/hide").status_code == 422
    stale = post("wu", f"/cases/{number}/hide", {"reason": "有人像"}, **{"if-match": '"7"'})
    assert stale.status_code == 409
    assert post("wu", f"/cases/{number}/hide", {"reason": "有人像"}).status_code == 200
    assert post("wu", f"/cases/{number}/hide", {"reason": "有人像"}).status_code == 409
    assert post("wu", f"/cases/{number}/show_again", {"reason": "已处理"}).status_code == 200


@pytest.mark.parametrize(
    ("name", "status"), [("lin", 403), ("he", 404), ("sun", 404), ("feng", 403), ("zhou", 403)]
)
def test_others_are_refused_alike(post: Any, number: str, name: str, status: int) -> None:
    assert post(name, f"/cases/{number}/hide", {"reason": "因为"}).status_code == status
    assert post(name, f"/cases/{number}/moderation", method="get").status_code == 403
    assert post(name, f"/cases/{number}/erase").status_code == status


def test_erasing_takes_two(post: Any, stage: Any, number: str) -> None:
    case_id = Case.objects.get(number=number).pk
    actions.void(stage.actor("wu"), case_id, reason="误报")
    assert post("gao", f"/cases/{number}/erase").status_code == 409
    asked = post("gao", f"/cases/{number}/ask_erasure", {"basis": "withdrawn", "reason": "本人要求"})
    assert asked.status_code == 200
    assert post("gao", f"/cases/{number}/erase").status_code == 403
    assert post("gao", f"/cases/{number}/decline_erasure", {"reason": "另行核实"}).status_code == 200
    assert post("wu", f"/cases/{number}/ask_erasure", {"basis": "x", "reason": "要求"}).status_code == 422
    post("wu", f"/cases/{number}/ask_erasure", {"basis": "withdrawn", "reason": "本人要求"})
    assert post("gao", f"/cases/{number}/erase").status_code == 200
    assert Case.objects.get(number=number).text == ""
    assert post("gao", f"/cases/{number}/hide", {"reason": "因为"}).status_code == 409


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("redact", {"part": "text", "spans": [[0, "x"]], "reason": "因为"}),
        ("redact", {"part": "text", "spans": [[10**30, 1]], "reason": "因为"}),
        ("redact", {"part": "text\x00", "words": ["\x00"], "reason": "因为"}),
        ("cover_photo", {"file_id": 1, "boxes": [[1, 2, 3]], "reason": "因为"}),
        ("cover_photo", {"file_id": -1, "boxes": [[1, 2, 3, 4]], "reason": "因为"}),
        ("hide", {"reason": "因为", "more": 1}),
        ("hide", {"reason": " "}),
    ],
)
def test_rubbish_is_told_as_rubbish(post: Any, number: str, verb: str, body: Any) -> None:
    answer = post("gao", f"/cases/{number}/{verb}", body)
    # 400 for what is no text at all, 422 for what is none of ours.
    assert answer.status_code in (400, 422)
    assert Case.objects.get(number=number).version == 0
