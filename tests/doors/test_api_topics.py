"""Hot topics and topic projects over the API."""

from __future__ import annotations

from typing import Any

import pytest

from happiness_cloud.cases import actions, rights
from happiness_cloud.kernel.access import house

from .cast import ALL, HERE, OTHER_SPOT, THERE, VISITOR, Caller, key, reported

FINDER = house("topic-finder", rights.FIND_TOPICS)
MIXER = (
    "搅拌站夜里噪音扰民，灰尘也大",
    "新建搅拌站灰尘满天请查处",
    "投诉搅拌站粉尘噪音",
    "搅拌站通宵施工噪音大",
)
OTHERS = ("公交七路等候太久", "校门口缺红绿灯", "井盖松动有危险", "电梯故障没人修", "自来水发黄有异味")


@pytest.fixture
def desk(town: None) -> Caller:
    """A key that may do everything in the town."""
    return key(*ALL)


@pytest.fixture
def hot(desk: Caller) -> list[str]:
    """The numbers of four matters of one topic."""
    found = [reported(text=text)["number"] for text in MIXER]
    for text in OTHERS:
        reported(text=text)
    actions.find_topics(FINDER)
    return found


def opened(desk: Caller, numbers: list[str], **more: Any) -> Any:
    return desk.post("/topics", {"title": "搅拌站扰民", "numbers": numbers} | more)


def test_hot_topics_are_listed_and_read_by_a_matter_of_theirs(desk: Caller, hot: list[str]) -> None:
    told = desk.get("/topics/hot").json()
    assert told["n"] == len(MIXER) + len(OTHERS)
    assert told["topics"][0]["matters"] == 4
    assert any("搅拌站" in one for one in told["topics"][0]["words"])
    one = desk.get(f"/topics/hot/{hot[2]}").json()
    assert one["topic"] == told["topics"][0]
    assert {row["number"] for row in one["matters"]} == set(hot)
    assert desk.get("/topics/hot?area=/nowhere/").json()["topics"] == []
    assert desk.get("/topics/hot/HC-0").status_code == 404


def test_a_project_is_opened_kept_and_closed(desk: Caller, hot: list[str]) -> None:
    made = opened(desk, hot[:3])
    assert made.status_code == 201, made.content.decode()
    where = made["Location"].removeprefix("/api/v1")
    assert made.json()["matters"] == 3
    whole = desk.get(where)
    assert whole["ETag"] == '"0"'
    assert [one["number"] for one in whole.json()["alike"]] == hot[3:]
    assert desk.post(f"{where}/add", {"numbers": hot[3:]}, if_match='"0"').json()["matters"] == 4
    stale = desk.post(f"{where}/remove", {"numbers": hot[:1]}, if_match='"0"')
    assert (stale.status_code, stale.json()["code"]) == (409, "ledger.moved_on")
    assert desk.post(f"{where}/remove", {"numbers": hot[:1]}).json()["matters"] == 3
    no = desk.post(f"{where}/close", {})
    assert (no.status_code, no.json()["code"], no.json()["count"]) == (409, "cases.topic_open_matters", 3)
    assert desk.post(f"{where}/close", {"reason": "转入长期治理"}).json()["state"] == "closed"
    assert desk.get("/topics").json()["rows"] == []
    assert desk.get("/topics?state=closed").json()["rows"][0]["title"] == "搅拌站扰民"


def test_strangers_are_refused(desk: Caller, hot: list[str]) -> None:
    where = opened(desk, hot)["Location"].removeprefix("/api/v1")
    for path in ("/topics/hot", f"/topics/hot/{hot[0]}", "/topics", where):
        assert VISITOR.get(path).status_code == 401, path
    assert VISITOR.post("/topics", {"title": "x", "numbers": hot}).status_code == 401
    there = key(*ALL, area=THERE)
    assert there.get("/topics").json()["rows"] == []
    assert there.get("/topics/hot").json()["topics"] == []
    assert there.get(where).status_code == 404
    assert there.post(f"{where}/close", {"reason": "x"}).status_code == 404
    assert opened(there, hot).status_code == 422
    reader = key("cases.read", area=HERE)
    assert reader.get(where).status_code == 200
    assert reader.post(f"{where}/close", {"reason": "x"}).status_code == 403
    assert opened(reader, hot).status_code == 403


def test_matters_of_two_communities_need_a_wider_key(desk: Caller, hot: list[str]) -> None:
    far = reported(at=OTHER_SPOT, text="搅拌站噪音")["number"]
    assert opened(key(*ALL, area=HERE), [*hot, far]).status_code == 422
    assert opened(desk, [*hot, far]).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {"title": "", "numbers": ["HC-0"]},
        {"title": "x", "numbers": []},
        {"title": "x", "numbers": ["HC-0"]},
        {"title": "x", "numbers": "HC-0"},
        {"title": "x" * 81, "numbers": ["HC-0"]},
        {"title": "x", "numbers": ["HC-0"], "more": 1},
        {"title": "x", "numbers": ["HC-0"] * 501},
    ],
)
def test_rubbish_is_refused(desk: Caller, body: dict[str, Any]) -> None:
    assert desk.post("/topics", body).status_code == 422
    assert desk.get("/topics/99999999999999999999999999").status_code in (404, 422)
    assert desk.post("/topics/99999999999999999999999999/close").status_code in (404, 422)
    assert desk.get("/topics?cursor=~").status_code == 422
    assert desk.get("/topics?state=half").status_code == 422
