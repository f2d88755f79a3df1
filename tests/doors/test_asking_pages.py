"""The questions of a category on the resident's third step, at the intake desk and on the pages that show a matter."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case
from happiness_cloud.interfaces.seats import VISITOR
from tests.asking import publish
from tests.cases import story

CHECK = "/report/check/"
SENT = {"category": story.LITTER, "asked": story.LITTER}


@pytest.fixture(autouse=True)
def _asked(stage: Any) -> None:
    cache.clear()
    publish()


@pytest.fixture
def client() -> Client:
    """A visitor who told what and where and stands before the last step."""
    browser = Client(headers={"Accept-Language": "en"})
    browser.post("/report/", {"text": "Rubbish lies at the gate", "category": story.LITTER})
    browser.post("/report/where/", {"lon": "114.305", "lat": "30.605"})
    return browser


@pytest.fixture
def zhou(stage: Any) -> Client:
    from django.contrib.auth import get_user_model

    account = get_user_model().objects.get(username=stage.PEOPLE["zhou"][0])
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def text(answer: Any) -> str:
    words: str = answer.content.decode()
    return words


def test_the_last_step_asks_what_the_chosen_kind_asks(client: Client) -> None:
    page = text(client.get(CHECK))
    assert "How many bags" in page
    assert 'name="answers.bags" value="few"' in page
    assert page.index("How many bags") < page.index("Since when") < page.index("Are there rats")
    assert "I do not know" in page
    assert "大概有几袋" in text(client.get(CHECK, headers={"Accept-Language": "zh-hans"}))


def test_a_required_answer_that_lacks_is_told_at_its_place_and_nothing_typed_is_lost(client: Client) -> None:
    answer = client.post(CHECK, {**SENT, "answers.since": "Monday", "phone": "138 0000 1234"})
    page = text(answer)
    assert answer.status_code == 422
    assert 'href="#id_answers.bags' in page, "the summary leads to the field"
    assert "How many bags: Please answer." in page
    assert 'value="Monday"' in page
    assert 'value="138 0000 1234"' in page
    assert not Case.objects.exists()


def test_the_answers_are_kept_with_the_matter(client: Client) -> None:
    sent = {**SENT, "answers.bags": "many", "answers.since": "Monday", "answers.rats": ""}
    assert client.post(CHECK, sent)["Location"] == "/report/done/"
    assert Case.objects.get().place_note["answers"] == {"bags": "many", "since": "Monday"}


def test_what_is_none_of_the_answers_is_refused(client: Client) -> None:
    for wrong in ("lots", "<script>", "x" * 5000):
        answer = client.post(CHECK, {**SENT, "answers.bags": wrong})
        assert answer.status_code == 422
        assert "<script>" not in text(answer).split("answers.bags")[1][:400]
    assert client.post(CHECK, {**SENT, "answers.bags": "few", "answers.since": "x" * 501}).status_code == 422
    assert not Case.objects.exists()


def test_a_kind_that_was_chosen_without_scripts_shows_its_questions_before_anything_is_sent(
    client: Client,
) -> None:
    assert client.post(CHECK, {"category": "", "asked": story.LITTER, "change": "what"}).status_code == 302
    answer = client.post(CHECK, {"category": story.LITTER})
    assert answer.status_code == 422
    assert "There are a few questions" in text(answer)
    assert "How many bags" in text(answer)
    # The other kind asks nothing that must be answered.
    assert client.post(CHECK, {"category": ""})["Location"] == "/report/done/"
    assert Case.objects.get().place_note["answers"] == {}


def test_with_scripts_the_questions_follow_the_choice_and_what_was_answered_stays(client: Client) -> None:
    there = client.post("/report/asking/", {"category": story.LITTER, "answers.since": "Monday"})
    assert "How many bags" in text(there)
    assert f'name="asked" value="{story.LITTER}"' in text(there)
    assert 'value="Monday"' in text(there)
    assert "wrong" not in text(there), "nothing is wrong yet"
    for nothing in ("", "06011", "99999", "<script>"):
        assert text(client.post("/report/asking/", {"category": nothing})).strip() == ""
    assert client.get("/report/asking/").status_code == 405


def test_a_voice_is_added_without_answers(client: Client, stage: Any) -> None:
    known = actions.report(VISITOR, text="Rubbish lies at the gate", lon=114.305, lat=30.605, public=True)
    assert "known" in text(client.get(CHECK))
    assert client.post(CHECK, {**SENT, "same_as": known.number})["Location"] == "/report/done/"
    assert Case.objects.get(pk=known.id).voices == 2


def test_the_matter_and_the_tracking_page_tell_the_answers_in_words(stage: Any, zhou: Client) -> None:
    told = story.report(
        stage, category=story.LITTER, answers={"bags": "many", "since": "call 13911112222 <b>"}
    )
    page = text(zhou.get(f"/cases/{told.number}/"))
    assert "<dt>How many bags</dt><dd>Many</dd>" in page
    assert "13911112222" not in page
    assert "<b>" not in page.split("Since when")[1][:80]
    own = text(
        Client().get(f"/t/{told.number}/{queries.token_of(told.id)}/", headers={"Accept-Language": "en"})
    )
    assert "How many bags" in own
    assert "13911112222" in own, "the reporter's own words"
    silent = story.report(stage)
    assert "What was asked" not in text(zhou.get(f"/cases/{silent.number}/"))


def test_the_intake_desk_asks_and_refuses_what_lacks(stage: Any, zhou: Client) -> None:
    body = {
        "channel": "phone",
        "text": "门口垃圾没人收",
        "category": story.LITTER,
        "severity": "ordinary",
        "lon": str(stage.HERE[0]),
        "lat": str(stage.HERE[1]),
        "do": "report",
    }
    answer = zhou.post("/intake/", body)
    assert answer.status_code == 422
    assert "How many bags: Please answer." in text(answer)
    assert not Case.objects.exists()
    assert zhou.post("/intake/", {**body, "answers.bags": "few"}).status_code == 302
    assert Case.objects.get().place_note["answers"] == {"bags": "few"}
    # A letter cannot be asked back.
    assert zhou.post("/intake/", {**body, "channel": "letter"}).status_code == 302


def test_the_questions_of_the_intake_desk_follow_the_category(zhou: Client) -> None:
    page = text(zhou.post("/intake/asking/", {"category": story.LITTER, "answers.since": "周一"}))
    assert "How many bags" in page
    assert 'value="周一"' in page
    assert "Please answer" not in page
    assert text(zhou.post("/intake/asking/", {"category": ""})).strip() == ""
    assert Client().post("/intake/asking/", {"category": story.LITTER}).status_code == 302
