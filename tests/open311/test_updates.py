"""Updates: what happened to public requests, and what a partner adds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import Remark
from happiness_cloud.kernel import clock
from happiness_cloud.ledger.models import Entry
from tests.cases import story

from .speaking import LITTER, fault, json_of, key, post, sent, xml_of


def test_the_steps_of_a_public_request_are_told_oldest_first_without_words(stage: Any) -> None:
    number = story.row(story.closed(stage)).number
    told = json_of("servicerequestupdates")
    assert {one["service_request_id"] for one in told} == {number}
    assert [one["status"] for one in told] == ["open"] * (len(told) - 1) + ["closed"]
    assert [one["description"] for one in told] == [
        "Received",
        "Being checked on site",
        "Being checked",
        "Finding who is responsible",
        "Sent to the responsible unit",
        "Work under way",
        "Done, being inspected",
        "Done, waiting for your word",
        "Closed",
    ]
    ids = [int(one["update_id"]) for one in told]
    assert ids == sorted(set(ids))


def test_updates_are_read_in_windows_and_pages(stage: Any) -> None:
    start = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    with clock.at(start):
        story.report(stage, category=LITTER)
    with clock.at(start + timedelta(hours=2)):
        story.report(stage, category=LITTER)
    everything = json_of("servicerequestupdates")
    assert len(everything) == 2
    assert json_of("servicerequestupdates", start_date="2026-11-20T02:00:00Z") == everything[1:]
    assert json_of("servicerequestupdates", end_date="2026-11-20T02:00:00Z") == everything[:1]
    assert json_of("servicerequestupdates", page=2, page_size=1) == everything[1:]
    assert json_of("servicerequestupdates", page=3, page_size=1) == []


def test_updates_cost_one_look_however_many(stage: Any) -> None:
    story.closed(stage)
    with CaptureQueriesContext(connection) as seen:
        assert len(json_of("servicerequestupdates")) == 9
    assert len(seen) <= 3


def _news(number: str, **more: str) -> dict[str, str]:
    return {
        "service_request_id": number,
        "update_id": "u-1",
        "updated_datetime": "2026-11-20T09:00:00+08:00",
        "status": "OPEN",
        "description": "已派人查看",
        **more,
    }


def _send(body: dict[str, str], form: str = "json", root: str = "/open311/v2") -> Any:
    return post(f"servicerequestupdates.{form}", body, root=root)


def test_a_partner_adds_an_update_that_the_reporter_reads(stage: Any) -> None:
    body = _news(sent(), api_key=key(), media_url="https://example.org/a.jpg")
    answer = _send(body)
    assert (answer.status_code, answer.json()) == (200, [{"update_id": "u-1"}])
    note = Remark.objects.get()
    assert (note.text, note.public) == ("已派人查看\nhttps://example.org/a.jpg", True)


def test_the_same_update_sent_again_is_kept_once(stage: Any) -> None:
    body = _news(sent(), api_key=key())
    assert [_send(body, form).status_code for form in ("json", "xml")] == [200, 200]
    assert Remark.objects.count() == 1
    fault(_send(body | {"description": "另一件事"}), 400)


def test_the_test_endpoint_keeps_no_update(stage: Any) -> None:
    assert _send(_news(sent(), api_key=key()), root="/open311/test/v2").status_code == 200
    assert not Remark.objects.exists()


def test_nobody_adds_an_update_without_a_key_that_may(stage: Any) -> None:
    number = sent()
    fault(_send(_news(number)), 403, "api_key")
    fault(_send(_news(number, api_key="hc_AAAAAAAA_BBBB")), 403, "api_key")
    fault(_send(_news(number, api_key=key("cases.read"))), 403, "api_key")
    fault(_send(_news(number, api_key=key("cases.note"))), 403, "api_key")
    fault(_send(_news("HC-20200101-990106-000001", api_key=key())), 404)
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("service_request_id", ""),
        ("update_id", ""),
        ("update_id", "a b"),
        ("updated_datetime", ""),
        ("updated_datetime", "2026-11-20T09:00:00"),
        ("status", ""),
        ("status", "WONTFIX"),
        ("description", ""),
        ("description", "x" * 4001),
        ("media_url", "lamp.jpg"),
    ],
)
def test_an_update_that_does_not_fit_is_400_and_named(stage: Any, name: str, value: str) -> None:
    fault(_send(_news(sent(), api_key=key()) | {name: value}), 400, name)
    assert not Remark.objects.exists()


def test_an_ended_request_takes_no_update(stage: Any) -> None:
    number = story.row(story.closed(stage)).number
    fault(_send(_news(number, api_key=key())), 400, "“closed”")
    assert not Entry.objects.filter(verb="cases.note").exists(), (
        "though colleagues may write one after the end"
    )
    assert not Remark.objects.filter(verb="note").exists()


def test_an_update_taken_before_the_end_gets_its_answer_again_after_it(stage: Any) -> None:
    case_id = story.to_call_back(stage)
    number, ours = story.row(case_id).number, key()
    assert _send(_news(number, api_key=ours)).status_code == 200
    actions.call_back(stage.actor("zheng"), case_id, reached=True, solved=True)
    actions.close(stage.actor("zheng"), case_id)
    assert _send(_news(number, api_key=ours)).status_code == 200
    assert Remark.objects.filter(case_id=case_id, verb="note").count() == 1


def test_an_update_in_xml_is_answered_in_xml(stage: Any) -> None:
    answer = _send(_news(sent(), api_key=key()), "xml")
    assert b"<service_request_updates><request_update><update_id>u-1</update_id>" in answer.content
    assert xml_of("servicerequestupdates").tag == "service_request_updates"
