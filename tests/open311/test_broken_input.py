"""Input that is none: a clear error, never a traceback, never a page."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from happiness_cloud.cases.models import Case

from .speaking import HERE, LITTER, TYPES, fault, get, post

RAW = f"service_code={LITTER}&lat=30.605&long=114.305&"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("description=%ff%fe", "description"),
        ("description=%00", "description"),
        ("description=a%00b", "description"),
        ("description=a&description=b", "description"),
        ("description=a&%ff=1", "%ff"),
        ("description=a&attribute%5B=1", "attribute["),
        ("description=" + "x" * 1_000_000, "description"),
    ],
)
def test_a_broken_form_is_400_and_the_parameter_is_named(stage: Any, body: str, name: str) -> None:
    for form in ("json", "xml"):
        fault(post(f"requests.{form}", RAW + body), 400, name)
    assert not Case.objects.exists()


def test_raw_bytes_that_are_not_utf8_are_named(stage: Any) -> None:
    fault(post(body=RAW.encode() + b"description=" + "路灯".encode("gbk")), 400, "description")
    part = b'--x\r\nContent-Disposition: form-data; name="description"\r\n\r\n\xff\xfe\r\n--x--\r\n'
    fault(post(body=part, kind="multipart/form-data; boundary=x"), 400, "description")


def test_ten_megabytes_of_text_are_too_large(stage: Any) -> None:
    fault(post(body=RAW + "description=" + "x" * 10_000_000), 413, "2 MB")


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/plain",
        "multipart/form-data",
        "application/x-www-form-urlencoded; charset=gbk",
    ],
)
def test_a_body_of_another_kind_is_refused(stage: Any, kind: str) -> None:
    answer = post(body=RAW, kind=kind)
    fault(answer, 400 if kind == "multipart/form-data" else 415)


def test_errors_speak_the_readers_language(stage: Any) -> None:
    answer = get("requests.json", language="zh-hans", start_date="x")
    assert answer.json()[0]["description"].startswith("start_date：请写带时区的时间")
    answer = Client().post("/open311/v2/requests.json", headers={"accept-language": "zh-hans"})
    assert answer.json()[0]["description"] == "service_code：必须填写。"


def test_an_empty_form_is_told_what_must_be_given(stage: Any) -> None:
    fault(post(), 400, "service_code", "lat, long", "description")


def test_more_parameters_than_anybody_needs_are_refused(stage: Any) -> None:
    fault(post(body=RAW + "&".join(f"a{n}=1" for n in range(700))), 400)
    fault(post(body={**HERE, "service_code": LITTER, **{f"attribute[a{n}]": "1" for n in range(30)}}), 400)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start_date", "yesterday"),
        ("start_date", "2026-11-01"),
        ("start_date", "2026-11-01T00:00:00"),
        ("start_date", "2026-13-01T00:00:00Z"),
        ("start_date", "0001-01-01T00:00:00+14:00"),
        ("end_date", "9999-12-31T23:59:59-12:00"),
        ("end_date", "２０２６-11-01T00:00:00Z"),
        ("status", "fixed"),
        ("status", "Open"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "x"),
        ("page", "9" * 30),
        ("page_size", "1001"),
        ("page_size", "²"),
        ("start_date", "\0"),
        ("service_code", ",".join(str(n) for n in range(1001))),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(stage: Any, name: str, value: str) -> None:
    for form in ("json", "xml"):
        fault(get(f"requests.{form}", **{name: value}), 400, name)


@pytest.mark.parametrize("name", ["%00", "%ff", "a%0Ab", "%F0%9F%98%80", "<script>", "..", "a%ED%A0%80"])
def test_a_strange_number_is_answered_with_errors(stage: Any, name: str) -> None:
    for kind in ("requests", "tokens", "services"):
        client = Client()
        client.raise_request_exception = False
        answer = client.get(f"/open311/v2/{kind}/{name}.xml")
        assert answer.status_code in (400, 404)
        assert answer["Content-Type"] == TYPES["xml"]
        fault(answer, answer.status_code)


def test_what_was_typed_comes_back_escaped_and_without_signs_that_xml_forbids(stage: Any) -> None:
    answer = get("services/<b>&\x07.xml")
    fault(answer, 404, "<b>&")
    assert b"&lt;b&gt;&amp;" in answer.content


def test_a_database_that_is_away_is_503_with_a_pause(stage: Any) -> None:
    with patch(
        "happiness_cloud.interfaces.open311.requests.cases.public_requests", side_effect=OperationalError
    ):
        answer = get("requests.json")
    fault(answer, 503)
    assert answer["Retry-After"]


def test_a_fault_of_ours_is_500_and_tells_nothing_of_itself(stage: Any) -> None:
    with patch(
        "happiness_cloud.interfaces.open311.requests.cases.public_requests", side_effect=KeyError("secret")
    ):
        answer = get("requests.xml")
    fault(answer, 500)
    assert b"secret" not in answer.content
