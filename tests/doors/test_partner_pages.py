"""The partner's page and the staff's pages around it, without a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import HandOut, PartnerAnswer
from happiness_cloud.cases.pages import partner as door
from happiness_cloud.files.models import File
from happiness_cloud.kernel import clock
from happiness_cloud.ledger.models import Entry
from tests.cases import story
from tests.cases.test_hand_out import NAME, PHONE, given, known, token_of

SECRET_WORDS = ("漏水", NAME, PHONE, "孙建军", "已派人")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Nobody has tried anything yet."""
    cache.clear()


@pytest.fixture
def sits(stage: Any) -> Callable[[str], Client]:
    """A browser in which somebody of the cast is signed in."""
    from django.contrib.auth import get_user_model

    def at(name: str) -> Client:
        account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return at


def page(done: Any) -> str:
    return f"/p/{token_of(done)}/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def picture() -> Any:
    photo = io.BytesIO()
    Image.new("RGB", (64, 48), "#7a8").save(photo, "JPEG")
    photo.seek(0)
    photo.name = "valve.jpg"
    return photo


def test_the_page_shows_the_task_and_nothing_of_the_report(stage: Any) -> None:
    case_id = known(stage)
    actions.note(stage.actor("sun"), case_id, text="已派人去看")
    answer = Client().get(page(given(stage, case_id)))
    assert answer.status_code == 200
    shown = text(answer)
    for said in ("请关闭东门阀门", "云湖水务公司", "市政二队", "3号楼（199****）", story.row(case_id).number):
        assert said in shown, said
    for hidden in SECRET_WORDS:
        assert hidden not in shown, hidden
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex' in shown
    # No address outside the house is named, so none can be told of this one.
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', shown)
    assert " style=" not in shown


def test_a_look_is_written_down_once_in_a_while_and_not_for_a_head(stage: Any) -> None:
    here = page(given(stage, story.handling(stage)))
    Client().head(here)
    assert not Entry.objects.filter(verb="cases.open_hand_out").exists()
    for _ in range(3):
        Client().get(here, REMOTE_ADDR="203.0.113.9")
    (look,) = Entry.objects.filter(verb="cases.open_hand_out")
    assert "203.0.113.9" not in str(vars(look))
    with clock.at(clock.now() + timedelta(minutes=11)):
        Client().get(here)
    assert Entry.objects.filter(verb="cases.open_hand_out").count() == 2


def test_an_answer_with_a_photo_arrives_and_sent_again_is_kept_once(stage: Any) -> None:
    here = page(given(stage, story.handling(stage)))
    for _ in range(2):
        words = {"kind": "cannot", "text": "阀门锈死", "key": "k" * 24, "photos": picture()}
        answer = Client().post(here, words)
        assert (answer.status_code, answer["Location"]) == (302, here)
    answers = PartnerAnswer.objects.get()
    assert len(answers.file_ids) == 1
    assert File.objects.count() == 1
    assert "阀门锈死" in text(Client().get(here))


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"kind": "", "text": "x"}, "kind"),
        ({"kind": "maybe", "text": "x"}, "kind"),
        ({"kind": "done", "text": ""}, "text"),
        ({"kind": "done", "text": "字" * 4001}, "text"),
        ({"kind": "more_time", "text": "等", "until": ""}, "until"),
        ({"kind": "more_time", "text": "等", "until": "yesterday"}, "until"),
        ({"kind": "more_time", "text": "等", "until": "2020-01-01"}, "until"),
        ({"kind": "done", "text": "x", "photos": io.BytesIO(b"no picture \x00\x01")}, "photos"),
    ],
)
def test_rubbish_is_told_at_its_field_and_keeps_what_was_typed(
    stage: Any, words: dict[str, Any], field: str
) -> None:
    here = page(given(stage, story.handling(stage)))
    answer = Client().post(here, words)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text(answer)
    assert not PartnerAnswer.objects.exists()


def test_links_that_ended_are_told_kindly_and_say_nothing_more(stage: Any) -> None:
    case_id = known(stage)
    done = given(stage, case_id)
    actions.withdraw_hand_out(stage.actor("sun"), case_id, hand_out_id=done.id)
    later = given(stage, case_id, to="b@water.example", days=1)
    ways = {done: "请求单位已撤回", later: "已过有效期"}
    with clock.at(clock.now() + timedelta(days=2)):
        for link, why in ways.items():
            for answer in (
                Client().get(page(link)),
                Client().post(page(link), {"kind": "done", "text": "x"}),
            ):
                assert answer.status_code == 410
                assert why in text(answer)
                assert story.row(case_id).number not in text(answer)
                assert "请关闭东门阀门" not in text(answer)
    assert not PartnerAnswer.objects.exists()


def test_after_done_the_page_thanks_and_takes_no_more(stage: Any) -> None:
    here = page(given(stage, story.handling(stage)))
    assert Client().post(here, {"kind": "done", "text": "已关"}).status_code == 302
    shown = Client().get(here)
    assert "贵单位已答复办结" in text(shown)
    assert '<form method="post" enctype' not in text(shown)
    assert Client().post(here, {"kind": "cannot", "text": "再说"}).status_code == 200
    assert PartnerAnswer.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "A" * 32, "A" * 900, "%00", "..%2f..", "%E3%8A%99"])
def test_an_unknown_link_is_not_found(stage: Any, token: str) -> None:
    assert Client().get(f"/p/{token}/").status_code == 404


def test_links_cannot_be_guessed_at_leisure_nor_flooded_with_answers(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "TRIES", 3)
    monkeypatch.setattr(door, "ANSWERS", 2)
    here = page(given(stage, story.handling(stage)))
    tries = [Client().get(f"/p/{n}{'A' * 31}/", REMOTE_ADDR="203.0.113.7").status_code for n in range(6)]
    assert tries == [404, 404, 404, 404, 429, 429]
    # From elsewhere the link still works.
    sent = [Client().post(here, {"kind": "cannot", "text": f"{n}"}).status_code for n in range(4)]
    assert sent == [302, 302, 429, 429]


def test_staff_hand_out_extend_note_and_withdraw_by_pages(stage: Any, sits: Any) -> None:
    case_id = known(stage)
    number = story.row(case_id).number
    sun = sits("sun")
    here = f"/cases/{number}/hand-out/"
    assert "share_contact" in text(sun.get(here))
    asked = {"organisation": "水务", "to": "a@water.example", "task": "看看", "days": "7"}
    wrong = sun.post(here, asked | {"to": "nobody", "days": "8"})
    assert wrong.status_code == 422
    assert 'id="h-days_error"' in text(wrong)
    shown = sun.post(here, asked)
    assert shown.status_code == 200
    assert re.search(r'id="link" value="http[^"]+/p/[A-Z0-9]{32}/"', text(shown))
    assert shown["Cache-Control"] == "no-store"
    assert sun.post(here, asked).status_code == 409
    row = HandOut.objects.get()
    on = f"/cases/{number}/hand-outs/{row.pk}/"
    matter = text(sun.get(f"/cases/{number}/"))
    assert "水务" in matter
    assert f"{on}withdraw/" in matter
    assert sun.get(f"{on}extend/").status_code == 200
    assert sun.post(f"{on}extend/", {"days": "99"}).status_code == 422
    for step, words in (("extend", {"days": "30"}), ("noted", {}), ("withdraw", {})):
        assert sun.post(on + f"{step}/", words).status_code == 302, step
    assert sun.post(f"{on}withdraw/").status_code == 409
    assert sun.get(f"{on}burn/").status_code == 404
    assert sun.get(f"/cases/{number}/hand-outs/999999/withdraw/").status_code == 404


def test_outsiders_and_those_without_the_right_find_no_way_to_hand_out(stage: Any, sits: Any) -> None:
    case_id = known(stage)
    number = story.row(case_id).number
    done = given(stage, case_id)
    on = f"/cases/{number}/hand-outs/{done.id}/"
    asked = {"organisation": "水务", "to": "c@water.example", "task": "看看", "days": "7"}
    for way in (f"/cases/{number}/hand-out/", f"{on}withdraw/"):
        assert sits("he").post(way, asked).status_code == 404
        assert Client().post(way, asked).status_code == 302
    assert "hand-out/" not in text(sits("feng").get(f"/cases/{number}/"))
    assert sits("feng").get(f"/cases/{number}/hand-out/").status_code == 409
    assert sits("feng").post(f"/cases/{number}/hand-out/", asked).status_code == 403
    assert sits("feng").post(f"{on}withdraw/").status_code == 403
    assert HandOut.objects.get().ended == ""
