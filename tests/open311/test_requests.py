"""Reading requests: the window, filters, pages, what is shown to everybody and what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import Case
from happiness_cloud.kernel import clock
from tests.cases import story

from .speaking import LITTER, TYPES, fault, get, json_of, sent, xml_of

MEMBERS = [
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
    *("address", "address_id", "zipcode", "lat", "long", "media_url"),
]


def numbers(**query: Any) -> list[str]:
    """The numbers of a list."""
    return [one["service_request_id"] for one in json_of("requests", **query)]


def number_of(case_id: int) -> str:
    """The number of a matter."""
    return story.row(case_id).number


def at(days: float) -> str:
    """So many days ago, as a parameter."""
    return (clock.now() - timedelta(days=days)).astimezone(UTC).isoformat(timespec="seconds")


def reported_ago(stage: Any, days: float) -> str:
    """The number of a matter that was reported so many days ago."""
    with clock.at(clock.now() - timedelta(days=days)):
        return str(story.report(stage, category=LITTER).number)


def test_a_request_tells_kind_state_unit_promise_and_where_about(stage: Any) -> None:
    case_id = story.handling(stage)
    case = story.row(case_id)
    (told,) = json_of("requests")
    assert list(told) == MEMBERS
    assert (told["service_request_id"], told["status"]) == (case.number, "open")
    assert told["status_notes"] == "Work under way"
    assert (told["service_code"], bool(told["service_name"])) == (LITTER, True)
    assert told["agency_responsible"]
    assert case.due_at is not None
    assert datetime.fromisoformat(told["expected_datetime"]) == case.due_at.replace(microsecond=0)
    assert (told["address"], told["address_id"]) == ("Donghu · Wutong", "990106001001")


def test_nobodys_words_and_no_exact_place_are_shown(stage: Any) -> None:
    number = sent(
        description="张三的电话是13800000000",
        address_string="梧桐路12号",
        lat="30.6051234",
        long="114.3051234",
        phone="13900000000",
        last_name="王",
    )
    for told in (get(f"requests/{number}.json"), get("requests.xml"), get("servicerequestupdates.json")):
        # A number may hold any digits.
        words = told.content.decode().replace(number, "")
        for secret in ("张三", "138", "139", "王", "梧桐路", "30.6051", "114.3051"):
            assert secret not in words
    (one,) = json_of(f"requests/{number}")
    assert (one["lat"], one["long"], one["description"]) == (30.605, 114.305, None)


def test_a_private_matter_is_as_good_as_not_there(stage: Any) -> None:
    number = sent(**{"attribute[public]": "no"})
    hidden, unknown = get(f"requests/{number}.json"), get("requests/HC-20260101-990106-000001.json")
    fault(hidden, 404, number)
    assert hidden.content.decode().replace(number, "") == unknown.content.decode().replace(
        "HC-20260101-990106-000001", ""
    )
    fault(get(f"tokens/{number}.json"), 404, "token")
    assert numbers() == numbers(service_request_id=number) == []
    assert json_of("servicerequestupdates") == []


def test_a_void_matter_is_gone_and_a_declined_one_has_ended(stage: Any) -> None:
    void, refused = story.report(stage, category=LITTER), story.report(stage, category=LITTER)
    actions.void(stage.actor("wu"), void.id, reason="重复测试")
    actions.refuse(stage.actor("zhou"), refused.id, reason="不属于受理范围", instead="请联系物业公司")
    assert numbers() == [refused.number]
    (told,) = json_of("requests")
    assert (told["status"], told["status_notes"]) == ("closed", "Not something we can take up")
    fault(get(f"requests/{void.number}.xml"), 404)


def test_a_closed_request_says_when_it_ended(stage: Any) -> None:
    case = story.row(story.closed(stage))
    (told,) = json_of("requests", status="closed")
    assert told["status"] == "closed"
    assert case.ended_at is not None
    assert datetime.fromisoformat(told["updated_datetime"]) == case.ended_at.replace(microsecond=0)


def test_an_open_request_was_updated_when_its_state_last_changed(stage: Any) -> None:
    start = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    with clock.at(start):
        case_id = story.report(stage, category=LITTER).id
    with clock.at(start + timedelta(hours=1)):
        actions.register(stage.actor("zhou"), case_id, category=LITTER, severity="ordinary")
    with clock.at(start + timedelta(hours=2)):
        actions.urge(story.reporter(stage, case_id), case_id, words="还没有人来")
        (told,) = json_of("requests")
    assert told["requested_datetime"] == "2026-11-20T09:00:00+08:00"
    assert told["updated_datetime"] == "2026-11-20T10:00:00+08:00"


def test_merged_matters_are_one_request_under_either_number(stage: Any) -> None:
    master, voice = (story.handling(stage) for _ in range(2))
    actions.merge(stage.actor("wu"), voice, master_id=master)
    assert numbers() == [number_of(master)]
    assert [one["service_request_id"] for one in json_of(f"requests/{number_of(voice)}")] == [
        number_of(master)
    ]
    assert numbers(service_request_id=f"{number_of(voice)},{number_of(master)}") == [number_of(master)]


def test_a_matter_merged_into_a_private_one_tells_nothing_of_it(stage: Any) -> None:
    master, voice = (story.handling(stage) for _ in range(2))
    actions.merge(stage.actor("wu"), voice, master_id=master)
    Case.objects.filter(pk=master).update(public=False)
    fault(get(f"requests/{number_of(voice)}.json"), 404)


def test_several_numbers_can_be_asked_for_and_override_the_rest(stage: Any) -> None:
    first, second = sent(), sent()
    sent()
    told = numbers(service_request_id=f"{second}, {first},,{first},HC-0", start_date="rubbish", page="x")
    assert told == [second, first]


def test_requests_are_filtered_by_service_and_status(stage: Any) -> None:
    litter, other = sent(), sent(service_code="other")
    closed = number_of(story.closed(stage))
    assert set(numbers(service_code=f"{LITTER},other")) == {litter, other, closed}
    assert numbers(service_code="other") == [other]
    assert numbers(service_code="999999") == []
    assert numbers(status="closed") == [closed]
    assert set(numbers(status="open")) == {litter, other}
    assert set(numbers(status="open,closed")) == {litter, other, closed}
    assert set(numbers(status="")) == {litter, other, closed}


def test_without_dates_the_last_ninety_days_are_shown(stage: Any) -> None:
    old, young = reported_ago(stage, 91), reported_ago(stage, 89)
    assert numbers() == [young]
    assert numbers(end_date=at(90)) == [old]
    assert numbers(start_date=at(95)) == [young, old]
    assert numbers(start_date=at(95), end_date=at(90)) == [old]
    assert numbers(start_date=at(1)) == []


def test_both_ends_of_the_window_belong_to_it(stage: Any) -> None:
    moment = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    with clock.at(moment):
        number = story.report(stage, category=LITTER).number
    same = "2026-11-20T09:00:00+08:00"
    assert numbers(start_date=same, end_date=same) == [number]
    assert numbers(start_date="2026-11-20T01:00:01Z", end_date="2026-11-20T01:00:02Z") == []


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_window_that_ends_before_it_begins_or_is_too_wide_is_refused(stage: Any, form: str) -> None:
    fault(get(f"requests.{form}", start_date=at(1), end_date=at(2)), 400, "end_date")
    fault(get(f"requests.{form}", start_date=at(92), end_date=at(1)), 400, "start_date", "90")
    fault(get(f"servicerequestupdates.{form}", start_date=at(92), end_date=at(1)), 400, "start_date")


def test_a_plus_that_nobody_escaped_is_understood(stage: Any) -> None:
    sent()
    answer = Client().get("/open311/v2/requests.json?start_date=2020-01-01T00:00:00+08:00")
    assert answer.json() == []


def test_pages_follow_one_another_and_end_with_an_empty_one(stage: Any) -> None:
    made = [sent() for _ in range(5)]
    pages = [numbers(page=n, page_size=2) for n in (1, 2, 3, 4)]
    assert pages == [made[:2:-1], made[2:0:-1], made[:1], []]
    root = xml_of("requests", page=99)
    assert (root.tag, len(root)) == ("service_requests", 0)


def test_a_matter_out_of_use_keeps_its_code_as_its_name(stage: Any) -> None:
    number = sent()
    Case.objects.update(category="0000")
    (told,) = json_of(f"requests/{number}")
    assert (told["service_code"], told["service_name"]) == ("0000", "0000")


def test_a_matter_without_a_point_has_none(stage: Any) -> None:
    story.report(stage, lon=None, lat=None, area=stage.GRID)
    (told,) = json_of("requests")
    assert (told["lat"], told["long"]) == (None, None)
    assert xml_of("requests").findtext("request/lat") == ""


def test_a_token_is_answered_at_once_with_the_number(stage: Any) -> None:
    number = sent()
    assert json_of(f"tokens/{number}") == [{"service_request_id": number, "token": number}]
    root = xml_of(f"tokens/{number}")
    assert [one.tag for one in root[0]] == ["service_request_id", "token"]
    fault(get("tokens/123456.json"), 404, "token")


def test_xml_and_json_say_the_same(stage: Any) -> None:
    story.closed(stage)
    sent()
    told, root = json_of("requests"), xml_of("requests")
    assert root.tag == "service_requests"
    for mine, other in zip(told, root, strict=True):
        assert other.tag == "request"
        assert {one.tag: one.text for one in other} == {
            name: None if value is None else str(value) for name, value in mine.items()
        }


def test_a_list_costs_the_same_however_long_it_is(stage: Any) -> None:
    story.handling(stage)
    json_of("requests")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            json_of("requests")
        counts.append(len(seen))
        for _n in range(10):
            story.report(stage, category=LITTER)
            story.report(stage)
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_a_thousand_are_the_most_at_once(stage: Any) -> None:
    case = Case.objects.get(pk=story.report(stage, category=LITTER).id)
    start = case.pk
    copies = []
    for n in range(1, 1003):
        case.pk, case.number = start + n, f"HC-20261120-990106-{start + n:06d}"
        copies.append(Case(**{one.attname: getattr(case, one.attname) for one in Case._meta.concrete_fields}))
    Case.objects.bulk_create(copies)
    with CaptureQueriesContext(connection) as seen:
        assert len(numbers()) == 1000
    assert len(seen) <= 8
    assert len(numbers(page=2)) == 3
    assert get("requests.xml")["Content-Type"] == TYPES["xml"]


def test_head_is_answered_like_get_without_a_body(stage: Any) -> None:
    answer = Client().head("/open311/v2/requests.json")
    assert (answer.status_code, answer.content) == (200, b"")
    assert Client().options("/open311/v2/requests.json").status_code == 204
