"""Hot topics and topic projects, each page through its address, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from happiness_cloud.cases import actions, rights
from happiness_cloud.cases.models import Topic
from happiness_cloud.kernel.access import house
from tests.cases import story

FINDER = house("topic-finder", rights.FIND_TOPICS)
MIXER = (
    "搅拌站夜里噪音扰民，灰尘也大",
    "新建搅拌站灰尘满天请查处",
    "投诉搅拌站粉尘噪音",
    "搅拌站通宵施工噪音大",
)
OTHERS = ("公交七路等候太久", "校门口缺红绿灯", "井盖松动有危险", "电梯故障没人修", "自来水发黄有异味")


@pytest.fixture
def sits(stage: Any) -> Callable[[str], Client]:
    """A browser in which somebody of the cast is signed in."""
    from django.contrib.auth import get_user_model

    cache.clear()

    def at(name: str) -> Client:
        account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
        client = Client(headers={"accept-language": "en"})
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return at


@pytest.fixture
def hot(stage: Any) -> list[int]:
    """Four matters of one topic, and what was found."""
    found = [int(story.report(stage, text=f"梧桐路{text}").id) for text in MIXER]
    for text in OTHERS:
        story.report(stage, text=text)
    actions.find_topics(FINDER)
    return found


def text(answer: Any) -> str:
    return answer.content.decode()


def open_one(stage: Any, ids: list[int]) -> int:
    return int(actions.open_topic(stage.actor("wu"), title="搅拌站扰民", case_ids=ids).id)


def test_a_visitor_is_sent_to_the_sign_in_page(stage: Any) -> None:
    for page in ("/topics/", "/topics/projects/", "/topics/open/", "/topics/projects/1/", "/topics/HC-1/"):
        assert Client().get(page)["Location"].startswith("/sign-in/?next="), page


def test_the_pages_open_empty_and_full_in_both_languages(stage: Any, sits: Callable[[str], Client]) -> None:
    client = sits("wu")

    def pages() -> tuple[str, ...]:
        return ("/topics/", "/topics/projects/", "/topics/projects/?state=closed", "/topics/open/")

    for language, words in (("en", "Not looked for yet"), ("zh-hans", "尚未归并")):
        assert words in text(client.get("/topics/", headers={"accept-language": language}))
        assert all(
            client.get(one, headers={"accept-language": language}).status_code == 200 for one in pages()
        )
    actions.find_topics(FINDER)
    assert "Nothing is hot" in text(client.get("/topics/"))


def test_the_list_tells_words_people_and_when_it_was_found(
    stage: Any, sits: Callable[[str], Client], hot: list[int]
) -> None:
    client = sits("wu")
    page = text(client.get("/topics/"))
    assert "搅拌站" in page
    assert "Found among 9 matters" in page
    assert "last week 4, before 0 a week" in page
    number = re.findall(r'href="/topics/(HC-[^/]+)/"', page)[0]
    one = text(client.get(f"/topics/{number}/"))
    assert all(story.row(key).number in one for key in hot)
    assert f"/topics/open/?hot={number}" in one
    assert "搅拌站" not in text(client.get("/topics/", {"area": stage.SECOND}))
    client.get("/topics/")
    with CaptureQueriesContext(connection) as told:
        client.get("/topics/")
    assert len([one for one in told if "_edition" not in one["sql"]]) <= 8


def test_the_worker_of_the_next_community_finds_nothing(
    stage: Any, sits: Callable[[str], Client], hot: list[int]
) -> None:
    project = open_one(stage, hot)
    he = sits("he")
    number = story.row(hot[0]).number
    for page in ("/topics/", "/topics/projects/", f"/topics/open/?hot={number}"):
        assert "搅拌站" not in text(he.get(page)), page
    assert he.get(f"/topics/{number}/")["Location"] == "/topics/"
    assert he.get(f"/topics/projects/{project}/").status_code == 404
    assert he.get("/topics/open/").status_code == 403
    for verb in ("add", "remove", "close"):
        told = he.post(f"/topics/projects/{project}/{verb}/", {"ids": hot, "reason": "x", "key": "k"})
        assert told.status_code in (403, 404)
    assert Topic.objects.get().state == "open"


def test_who_may_only_look_is_offered_no_step(
    stage: Any, sits: Callable[[str], Client], hot: list[int]
) -> None:
    project = open_one(stage, hot)
    lin = sits("lin")
    assert "/topics/open/" not in text(lin.get("/topics/"))
    page = text(lin.get(f"/topics/projects/{project}/"))
    assert story.row(hot[0]).number in page
    assert f"/topics/projects/{project}/close/" not in page.replace("remove/", "")
    assert 'name="ids"' not in page


def test_a_hot_topic_is_opened_as_a_project_with_the_ticked_matters(
    stage: Any, sits: Callable[[str], Client], hot: list[int]
) -> None:
    client = sits("wu")
    number = story.row(hot[0]).number
    form = text(client.get(f"/topics/open/?hot={number}"))
    assert form.count("checked") >= len(hot)
    body = {"title": "", "ids": hot[:3], "key": "key-of-the-form", "numbers": ""}
    wrong = client.post(f"/topics/open/?hot={number}", body)
    assert wrong.status_code == 422
    assert text(wrong).count("checked") == 3, "what was ticked stays"
    body |= {"title": "搅拌站扰民", "numbers": "HC-0"}
    assert client.post(f"/topics/open/?hot={number}", body).status_code == 422
    body |= {"numbers": f" {story.row(hot[3]).number.lower()}，", "lead": "/yunhu/cgj/sz2/"}
    done = client.post(f"/topics/open/?hot={number}", body)
    topic = Topic.objects.get()
    assert done["Location"] == f"/topics/projects/{topic.pk}/"
    assert (topic.held, topic.lead_unit) == (4, "/yunhu/cgj/sz2/")
    page = text(client.get(done["Location"]))
    assert "0 of 4 ended" in page
    assert f"/topics/projects/{topic.pk}/" in text(client.get("/topics/"))
    assert "搅拌站扰民" in text(client.get("/topics/projects/"))


def test_matters_are_added_and_taken_out_and_the_project_is_closed_with_a_reason(
    stage: Any, sits: Callable[[str], Client], hot: list[int]
) -> None:
    project = open_one(stage, hot[:2])
    client, here = sits("zhao"), f"/topics/projects/{project}/"

    def sent(verb: str, **told: Any) -> Any:
        return client.post(
            f"{here}{verb}/", {"key": f"{verb}{len(told)}{Topic.objects.get().version}"} | told
        )

    assert "Like these, and not in it yet" in text(client.get(here))
    assert sent("add", ids=hot[2:]).status_code == 302
    assert Topic.objects.get().held == 4
    assert sent("add", numbers="HC-0").status_code == 422
    assert sent("add", numbers="").status_code == 422
    assert sent("remove").status_code == 422
    assert sent("remove", ids=hot[3:]).status_code == 302
    old = sent("remove", ids=hot[:1], version="0")
    assert old.status_code == 409
    assert 'role="alert"' in text(old)
    refused = sent("close")
    assert refused.status_code == 409
    assert "3 matters of this topic are still open" in text(refused)
    assert sent("close", reason="转入长期治理").status_code == 302
    assert "转入长期治理" in text(client.get(here))
    assert sent("add", ids=hot[3:]).status_code == 409
    assert "搅拌站扰民" in text(client.get("/topics/projects/?state=closed"))


@pytest.mark.parametrize(
    "address",
    [
        "/topics/projects/99999999999999999999999/",
        "/topics/projects/7/nothing/",
        "/topics/projects/?cursor=~",
        "/topics/?area=%00",
        "/topics/%00/",
        "/topics/open/?hot=%00",
        "/topics/HC-0/",
    ],
)
def test_rubbish_is_no_fault(sits: Callable[[str], Client], address: str) -> None:
    client = sits("wu")
    assert client.get(address).status_code < 500
    assert client.post(address, {"ids": ["x", "9" * 40], "version": "9" * 30}).status_code < 500
    assert (
        client.post("/topics/open/", {"title": "标", "ids": ["x", "9" * 18], "lead": "/x/"}).status_code
        == 422
    )


def test_the_page_of_a_matter_leads_to_its_project_for_who_may_see_that(
    stage: Any, sits: Callable[[str], Client], hot: list[int]
) -> None:
    far = int(story.report(stage, text="别处路灯坏了", lon=stage.THERE[0], lat=stage.THERE[1]).id)
    project = open_one(stage, [hot[0], far])
    page = text(sits("wu").get(f"/cases/{story.row(hot[0]).number}/"))
    assert f'href="/topics/projects/{project}/"' in page
    assert "搅拌站扰民" in page
    # The project lies in the whole district, the grid worker reads one community.
    theirs = sits("lin").get(f"/cases/{story.row(hot[0]).number}/")
    assert theirs.status_code == 200
    assert "/topics/projects/" not in text(theirs)
    assert "/topics/projects/" not in text(sits("wu").get(f"/cases/{story.row(hot[1]).number}/"))
