"""Feeds: valid Atom and RSS of what is public, the same names for ever, 304 when nothing moved, withdrawn at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case
from happiness_cloud.cases.queries.public_name import case_of, name_of
from happiness_cloud.interfaces.seats import VISITOR
from happiness_cloud.kernel import clock

LAMP, LITTER = "01037", "06010"
ATOM = "{http://www.w3.org/2005/Atom}"
TAG = re.compile(r"tag:[a-z0-9.]+,2026-01-01:\S+")
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def client(stage: Any) -> Client:
    return Client(headers={"Accept-Language": "en"})


def reported(stage: Any, **told: Any) -> Any:
    given = {
        "text": "三单元王秀英家门口路灯坏了，请打 13911112222",
        "category": LAMP,
        "lon": stage.HERE[0] + 0.00031,
        "lat": stage.HERE[1],
        "address": "梧桐路8号",
        "caller": actions.Caller(name="王秀英", phone="13800001234"),
        "public": True,
    }
    return actions.report(VISITOR, **(given | told))


def feed(client: Client, form: str = "atom", **words: str) -> Any:
    answer = client.get(f"/feeds/matters.{form}", words)
    assert answer.status_code == 200, answer.content.decode()
    told = feedparser.parse(answer.content)
    assert not told.bozo, told.get("bozo_exception")
    return told


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_is_valid_and_names_what_it_must(client: Client, stage: Any, form: str) -> None:
    done = reported(stage)
    answer = client.get(f"/feeds/matters.{form}", {"area": stage.FIRST, "lang": "en"})
    assert answer["Content-Type"] == f"application/{form}+xml; charset=utf-8"
    told = feedparser.parse(answer.content)
    assert not told.bozo
    (entry,) = told.entries
    assert entry.title == "Street light not working · Donghu · Wutong: Received"
    assert entry.link.endswith(f"/nearby/{name_of(done.id)}/")
    assert TAG.fullmatch(entry.id)
    assert told.feed.language == "en"
    assert told.feed.updated_parsed
    (own,) = [one for one in told.feed.links if one.rel == "self"]
    assert own.href.endswith(f"/feeds/matters.{form}?area=%2F990106%2F001%2F001%2F&lang=en")
    root = ElementTree.fromstring(answer.content)  # noqa: S314 -- our own answer
    if form == "atom":
        for name in ("id", "title", "updated", "author"):
            assert root.find(f"{ATOM}{name}") is not None
            assert name == "author" or root.find(f"{ATOM}entry/{ATOM}{name}") is not None
    else:
        (channel,) = root
        for name in ("title", "link", "description", "language", "lastBuildDate"):
            assert channel.find(name) is not None
        assert channel.find("item/guid").attrib == {"isPermaLink": "false"}
        assert channel.find("item/pubDate") is not None


def test_a_feed_says_only_what_everybody_may_see(client: Client, stage: Any) -> None:
    done = reported(stage)
    reported(stage, public=False)
    name = name_of(done.id)
    for form in ("atom", "rss"):
        for words in ({}, {"matter": name}, {"near": "114.305,30.605", "within": "200"}):
            answer = client.get(f"/feeds/matters.{form}", words)
            page = re.sub(r"<(id|guid)[^>]*>feed.*?</", "", answer.content.decode())
            for secret in (
                "王秀英",
                "13911112222",
                "13800001234",
                "三单元",
                "梧桐路",
                "114.30531",
                done.number,
                "Grid 1",
            ):
                assert secret not in page
            assert page.count("<entry>") + page.count("<item>") == 1
    page = client.get(f"/nearby/{name}/").content.decode()
    for secret in ("王秀英", "13911112222", "三单元", "梧桐路", "114.3053", done.number, "Grid 1"):
        assert secret not in page


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ({}, 1),
        ({"area": "/990106/001/001/001/"}, 1),
        ({"area": "/990106/001/002/"}, 0),
        ({"category": LAMP}, 1),
        ({"category": "01"}, 1),
        ({"category": LITTER}, 0),
        ({"area": "/990106/001/", "category": LAMP}, 1),
        ({"near": "114.306,30.605", "within": "200"}, 1),
        ({"near": "114.309,30.605", "within": "200"}, 0),
        ({"near": "114.309,30.605", "within": "500", "category": LAMP}, 1),
    ],
)
def test_a_feed_holds_what_its_address_names(
    client: Client, stage: Any, words: dict[str, str], there: int
) -> None:
    reported(stage)
    for form in ("atom", "rss"):
        assert len(feed(client, form, **words).entries) == there


def test_what_was_withdrawn_is_gone_at_once_and_the_old_tag_is_worth_nothing(
    client: Client, stage: Any
) -> None:
    done = reported(stage)
    name = name_of(done.id)
    first = client.get("/feeds/matters.atom")
    assert "no-cache" in first["Cache-Control"]
    Case.objects.filter(pk=done.id).update(public=False)
    again = client.get("/feeds/matters.atom", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert b"<entry>" not in again.content
    for address in (f"/feeds/matters.rss?matter={name}", f"/nearby/{name}/", f"/follow/?matter={name}"):
        assert client.get(address).status_code == 404


def test_what_has_not_moved_is_not_sent_again(client: Client, stage: Any) -> None:
    with clock.at(MORNING):
        case_id = reported(stage).id
    first = client.get("/feeds/matters.atom", {"lang": "zh-hans"})
    assert first["Last-Modified"] == "Tue, 24 Nov 2026 01:00:00 GMT"
    same = client.get("/feeds/matters.atom", {"lang": "zh-hans"}, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert same["ETag"] == first["ETag"]
    with clock.at(MORNING + timedelta(hours=1)):
        actions.register(stage.actor("zhou"), case_id, category=LAMP)
    moved = client.get("/feeds/matters.atom", {"lang": "zh-hans"}, headers={"If-None-Match": first["ETag"]})
    assert moved.status_code == 200
    assert moved["Last-Modified"] == "Tue, 24 Nov 2026 02:00:00 GMT"
    before, after = (feedparser.parse(one.content).entries[0] for one in (first, moved))
    assert (before.id, before.published) == (after.id, after.published), "the same entry"
    assert before.updated < after.updated


def test_one_matter_has_its_steps_as_entries(client: Client, stage: Any) -> None:
    case_id = reported(stage).id
    actions.register(stage.actor("zhou"), case_id, category=LAMP)
    told = feed(client, matter=name_of(case_id), lang="en")
    assert [one.title for one in told.entries] == ["Being checked on site", "Received"]
    assert len({one.id for one in told.entries}) == 2
    assert told.feed.title == "Street light not working · Donghu · Wutong"


def test_a_joined_matter_leads_to_the_one_it_became_part_of(client: Client, stage: Any) -> None:
    mine, master = reported(stage).id, reported(stage).id
    actions.merge(stage.actor("wu"), mine, master_id=master)
    assert client.get(f"/nearby/{name_of(mine)}/")["Location"] == f"/nearby/{name_of(master)}/"


def test_a_feed_ends_after_fifty_and_takes_as_many_statements_as_for_one(client: Client, stage: Any) -> None:
    def asked(**words: str) -> int:
        with CaptureQueriesContext(connection) as made:
            feed(client, **words)
        return len(made)

    reported(stage)
    feed(client)
    one = asked()
    for _n in range(54):
        reported(stage)
    assert asked() == one == 2, "the matters, and when each moved last"
    assert len(feed(client).entries) == 50
    assert asked(near="114.305,30.605", within="500") == 2
    assert asked(matter=name_of(Case.objects.order_by("pk")[0].pk)) == 5


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"near": "1,2,3", "within": "200"}, 422),
        ({"near": "nan,nan", "within": "200"}, 422),
        ({"near": "114.3,30.6", "within": "999999"}, 422),
        ({"near": "114.3,30.6"}, 422),
        ({"matter": "x"}, 404),
        ({"matter": "a" * 26}, 404),
        ({"matter": "é" * 26}, 404),
        ({"area": "\0"}, 422),
        ({"category": "\0"}, 422),
        ({"lang": "xx"}, 200),
    ],
)
def test_rubbish_is_refused(client: Client, words: dict[str, str], status: int) -> None:
    assert client.get("/feeds/matters.atom", words).status_code == status


def test_there_is_no_third_kind_of_feed(client: Client) -> None:
    assert client.get("/feeds/matters.json").status_code == 404


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    for form in ("atom", "rss"):
        assert feed(client, form).entries == []


def test_pages_point_at_their_feeds(client: Client, stage: Any) -> None:
    name = name_of(reported(stage).id)
    for page in (f"/nearby/?area={stage.FIRST}", f"/nearby/{name}/", f"/follow/?area={stage.FIRST}"):
        links = re.findall(
            r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', client.get(page).content.decode()
        )
        assert [kind for kind, _href in links] == ["application/atom+xml", "application/rss+xml"]
        for _kind, href in links:
            told = feedparser.parse(client.get(href.replace("&amp;", "&")).content)
            assert told.feed.language == "en"
            assert len(told.entries) == 1


def test_a_public_name_is_its_own_way_back_and_cannot_be_made_up(stage: Any) -> None:
    names = {name_of(n) for n in range(1, 300)}
    assert len(names) == 299
    assert all(case_of(name_of(n)) == n for n in (1, 2, 10**9, 2**62))
    good = name_of(7)
    for wrong in (good.upper(), good[:-1], good + "a", "a" * 26, "", "1" * 26, good[::-1]):
        assert case_of(wrong) is None
    assert queries.public(VISITOR).rows == ()
