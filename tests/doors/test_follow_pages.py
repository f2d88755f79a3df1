"""The pages of following: no sign-in, nothing changed by opening a link, one click of a bare mail programme stops it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from happiness_cloud.cases.models import Follow, Follower
from happiness_cloud.cases.queries import Target
from happiness_cloud.cases.queries.follow_links import mine_link, stop_all_link, stop_link
from happiness_cloud.cases.queries.public_name import name_of
from tests.cases.following import CHEN, asked, followed, mails
from tests.cases.story import LAMP, report

from .cast import VISITOR

WEIGHT = 60_000
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _ground(stage: Any) -> None:
    cache.clear()


@pytest.fixture
def client() -> Client:
    return Client(headers={"Accept-Language": "en"})


def _way(link: str) -> str:
    return urlsplit(link).path


def _follower_ways() -> tuple[str, str]:
    one = Follower.objects.get()
    return _way(mine_link(one.pk, one.salt)), _way(stop_all_link(one.pk, one.salt))


def test_asking_leads_to_the_mail_whether_the_address_is_known_or_not(client: Client, stage: Any) -> None:
    form = {"area": stage.GRID, "category": LAMP, "often": "now", "address": CHEN, "within": ""}
    followed(Target(area=stage.GRID, category=LAMP), "known@example.org")
    answers = [client.post("/follow/", form | {"address": one}) for one in (CHEN, "known@example.org")]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/follow/sent/")}
    assert "Look into your mail" in client.get("/follow/sent/").content.decode()
    row = Follow.objects.get(state="waiting")
    assert (row.area_path, row.category, row.often) == (stage.GRID, LAMP, "now")


def test_staff_may_follow_as_anybody_may(client: Client, stage: Any) -> None:
    from django.contrib.auth import get_user_model

    client.force_login(get_user_model().objects.get(username="wubo"))
    told = {"area": "", "category": LAMP, "often": "daily", "address": CHEN}
    assert client.post("/follow/", told)["Location"] == "/follow/sent/"


def test_a_point_is_followed_by_distance_and_one_matter_by_its_public_name(
    client: Client, stage: Any
) -> None:
    told = {"lon": "114.30512", "lat": "30.605", "within": "500", "often": "daily", "address": CHEN}
    assert client.post("/follow/", told).status_code == 302
    name = name_of(report(stage).id)
    assert "News by" not in client.get(f"/follow/?matter={name}").content.decode()
    assert client.post("/follow/", {"matter": name, "often": "now", "address": CHEN}).status_code == 302
    assert set(Follow.objects.values_list("what", "lon")) == {("near", 114.305), ("case", None)}


@pytest.mark.parametrize(
    ("told", "status", "said"),
    [
        ({"address": ""}, 422, "Write the address"),
        ({"address": "chen"}, 422, "This is not a mail address"),
        ({"address": CHEN}, 422, "Choose an area"),
        ({"address": CHEN, "within": "500"}, 422, "place"),
        ({"address": CHEN, "within": "5"}, 422, "valid choice"),
        ({"address": CHEN, "area": "/1/"}, 422, "valid choice"),
        ({"address": CHEN, "category": "zzz"}, 422, "valid choice"),
        ({"address": CHEN, "category": LAMP, "often": "always"}, 422, "valid choice"),
        ({"address": f"{CHEN}\0", "category": LAMP}, 422, "Null characters"),
        ({"address": CHEN, "matter": "nonsense"}, 404, "no such matter"),
    ],
)
def test_what_is_wrong_is_told_at_its_place_and_kept(
    client: Client, told: dict[str, str], status: int, said: str
) -> None:
    answer = client.post("/follow/", {"often": "daily", **told})
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert mails() == []


def test_smaller_areas_are_offered_without_scripts_and_without_sending(client: Client, stage: Any) -> None:
    def areas(told: dict[str, str]) -> str:
        return client.post("/follow/", told).content.decode().partition("id_within")[0]

    assert stage.GRID not in client.get("/follow/").content.decode()
    assert stage.FIRST in areas({"area": stage.STREET, "narrow": "1", "address": "half@"})
    deep = client.post("/follow/", {"area": stage.FIRST, "narrow": "1", "address": "half@"})
    assert deep.status_code == 200
    assert stage.GRID in deep.content.decode()
    assert "half@" in deep.content.decode()
    assert mails() == []


def test_too_many_are_told_when_to_come_again(client: Client, stage: Any) -> None:
    told = {"area": stage.GRID, "often": "daily", "address": CHEN}
    answers = [client.post("/follow/", told).status_code for _n in range(6)]
    assert answers == [302] * 5 + [429]
    assert client.post("/follow/mine/", {"address": CHEN}).status_code == 429


def test_opening_the_link_of_the_mail_changes_nothing_and_its_button_begins(
    client: Client, stage: Any
) -> None:
    way = f"/follow/confirm/{asked(Target(area=stage.GRID))}/"
    for _n in range(2):
        page = client.get(way)
        assert page.status_code == 200
        assert "Wutong" in page.content.decode()
    assert client.head(way).status_code == 200
    assert Follow.objects.get().state == "waiting"
    done = client.post(way, follow=True)
    assert Follow.objects.get().state == "active"
    assert "You follow this now" in done.content.decode()
    again = client.post(way)
    assert again.status_code == 302, "twice is as once"
    assert client.get("/follow/confirm/NONSENSE/").status_code == 404
    Follow.objects.update(state="ended")
    assert client.post(way).status_code == 409
    assert "Ask for it anew" in client.get(way).content.decode()


def test_a_bare_mail_programme_stops_it_with_one_post(stage: Any) -> None:
    follow, other = followed(Target(area=stage.GRID)), followed(Target(category=LAMP))
    bare = Client(enforce_csrf_checks=True)
    way = _way(stop_link(follow.pk, follow.salt))
    assert bare.get(way).status_code == 200
    assert Follow.objects.get(pk=follow.pk).state == "active", "opening a link stops nothing"
    done = bare.post(way, ONE_CLICK)
    assert (done.status_code, "Set-Cookie" in done.headers) == (200, False)
    assert Follow.objects.get(pk=follow.pk).state == "ended"
    assert Follow.objects.get(pk=other.pk).state == "active"
    form = bare.post(way, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert form.status_code == 200, "again, and in the other form of the standard"


def test_stop_all_stops_all(stage: Any) -> None:
    followed(Target(area=stage.GRID))
    followed(Target(category=LAMP))
    _mine, way = _follower_ways()
    bare = Client(enforce_csrf_checks=True)
    assert Follow.objects.filter(state="active").count() == 2
    assert "2" in bare.get(way).content.decode()
    assert bare.post(way, ONE_CLICK).status_code == 200
    assert not Follow.objects.filter(state="active").exists()


def test_only_the_links_of_mails_do_without_the_token_of_a_form(stage: Any) -> None:
    token = asked(Target(area=stage.GRID))
    follow = followed(Target(category=LAMP))
    mine, _all = _follower_ways()
    bare = Client(enforce_csrf_checks=True)
    for way in ("/follow/", "/follow/mine/", f"/follow/confirm/{token}/", mine):
        told = {"address": CHEN, "follow": follow.pk, "do": "stop"}
        assert bare.post(way, told).status_code == 403
    assert Follow.objects.get(pk=follow.pk).state == "active"


def test_a_wrong_link_stops_nothing_and_tells_nothing(client: Client, stage: Any) -> None:
    follow = followed(Target(area=stage.GRID))
    right = _way(stop_link(follow.pk, follow.salt))
    mine, _all = _follower_ways()
    for wrong in (right[:-3] + "aa/", "/follow/stop/1-x/", "/follow/stop/%00/", right.replace("/stop/", "/mine/"),
                  mine.replace("/mine/", "/stop/"), "/follow/stop-all/1-a/"):  # fmt: skip
        for ask in (client.get, client.post):
            assert ask(wrong).status_code == 404
    assert Follow.objects.get().state == "active"


def test_the_page_of_all_shows_changes_and_stops(client: Client, stage: Any) -> None:
    follow = followed(Target(area=stage.GRID))
    other = followed(Target(area=stage.GRID), "li@example.org")
    mine = _way(mine_link(follow.follower_id, follow.follower.salt))
    page = client.get(mine)
    told = page.content.decode()
    assert "c****@example.org" in told
    assert CHEN not in told
    assert "noindex" in told
    assert "no-store" in page["Cache-Control"]
    client.post(mine, {"follow": follow.pk, "do": "now"})
    assert Follow.objects.get(pk=follow.pk).often == "now"
    for wrong in ("", "often", "x"):
        assert client.post(mine, {"follow": follow.pk, "do": wrong}).status_code == 422
    assert client.post(mine, {"follow": other.pk, "do": "stop"}).status_code == 404
    assert client.post(mine, {"follow": "٣", "do": "stop"}).status_code == 404
    client.post(mine, {"follow": follow.pk, "do": "stop"})
    assert set(Follow.objects.values_list("pk", "state")) == {(follow.pk, "ended"), (other.pk, "active")}
    assert "You follow nothing" in client.get(mine).content.decode()


def test_the_public_list_and_a_followed_report_lead_to_following(client: Client, stage: Any) -> None:
    from happiness_cloud.cases import queries

    done, hidden = report(stage), report(stage, public=False)
    assert (
        f"/follow/?area={stage.FIRST.replace('/', '%2F')}"
        in client.get(f"/nearby/?area={stage.FIRST}").content.decode()
    )
    for one, there in ((done, True), (hidden, False)):
        page = client.get(f"/t/{one.number}/{queries.token_of(one.id)}/").content.decode()
        assert ("/follow/?matter=" in page) is there
    for way in ("/follow/", f"/nearby/{name_of(done.id)}/", "/follow/mine/", "/follow/sent/"):
        page = client.get(way)
        assert page.status_code == 200
        assert len(page.content) < WEIGHT


def test_the_api_follows_and_stops_as_the_pages_do(stage: Any) -> None:
    sent = VISITOR.post("/public/follows", {"area": stage.GRID, "address": CHEN, "often": "now"})
    assert (sent.status_code, sent.json()) == (202, {"days": 7})
    token = mails("confirm")[0].text.partition("/follow/confirm/")[2].partition("/")[0]
    assert VISITOR.post(f"/public/follows/confirm/{token}").json()["state"] == "active"
    mine, everything = _follower_ways()
    key = mine.rstrip("/").rpartition("/")[2]
    shown = VISITOR.get(f"/public/follows/{key}").json()
    assert shown["address"] == "c****@example.org"
    (row,) = shown["follows"]
    assert (row["what"], row["area"], row["often"]) == ("area", stage.GRID, "now")
    assert (
        VISITOR.post(f"/public/follows/{key}", {"follow": row["id"], "often": "daily"}).json()["often"]
        == "daily"
    )
    follow = Follow.objects.get()
    stop = stop_link(follow.pk, follow.salt).rstrip("/").rpartition("/")[2]
    assert VISITOR.post(f"/public/follows/stop/{stop}").json()["state"] == "ended"
    assert VISITOR.post(f"/public/follows/stop-all/{key}").json() == {"count": 0}
    assert everything.endswith(f"{key}/")


def test_the_api_refuses_what_the_pages_refuse(stage: Any) -> None:
    for told, status, code in (
        ({"area": stage.GRID, "address": "no"}, 422, "cases.bad_mail"),
        ({"address": CHEN}, 422, "cases.nothing_to_follow"),
        ({"address": CHEN, "area": "/1/"}, 404, "places.no_area"),
        ({"address": CHEN, "within": 300, "lon": 114.3, "lat": 30.6}, 422, "cases.bad_radius"),
        ({"address": CHEN, "matter": "x"}, 404, "cases.no_public_matter"),
        ({"address": CHEN, "area": stage.GRID, "often": "x"}, 422, "interfaces.misfit"),
        ({"address": CHEN, "area": stage.GRID, "other": 1}, 422, "interfaces.misfit"),
    ):
        answer = VISITOR.post("/public/follows", told)
        assert (answer.status_code, json.loads(answer.content)["code"]) == (status, code)
    for way in ("/public/follows/1-x", "/public/follows/%E2%82%AC"):
        assert VISITOR.get(way).status_code == 404
    for way in ("/public/follows/stop/1-x", "/public/follows/stop-all/1-x", "/public/follows/confirm/X"):
        assert VISITOR.post(way).status_code == 404


def test_the_api_tells_the_addresses_of_feeds(stage: Any, client: Client) -> None:
    name = name_of(report(stage).id)
    for words in (
        "",
        f"?area={stage.GRID}",
        f"?matter={name}",
        "?lon=114.305&lat=30.605&within=500&category=01",
    ):
        told = VISITOR.get(f"/public/feeds{words}").json()
        for form in ("atom", "rss"):
            way = urlsplit(told[form])
            assert client.get(f"{way.path}?{way.query}").status_code == 200
    assert VISITOR.get("/public/feeds?within=3").status_code == 422
