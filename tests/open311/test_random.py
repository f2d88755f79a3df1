"""Whatever is sent, the answer is JSON or XML, and never a fault of ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_from_bytes
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .speaking import BARE, TYPES

NAMES = st.sampled_from(
    [
        *("service_code", "lat", "long", "address_string", "address_id", "description", "phone", "media_url"),
        *("start_date", "end_date", "status", "page", "page_size", "service_request_id", "jurisdiction_id"),
        *("attribute[severity]", "attribute[x][]", "attribute[", "api_key", "update_id", "first_name"),
    ]
)
VALUES = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [b"06010", b"30.605", b"114.305", b"2026-11-20T09:00:00+08:00", b"open", b"1", b"990106"]
    ),
)
PAIRS = st.lists(st.tuples(NAMES, VALUES), max_size=8)
PATHS = st.sampled_from(
    ["discovery", "services", "services/06010", "requests", "requests/x", "tokens/x", "servicerequestupdates"]
)
QUIET = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _raw(pairs: list[tuple[str, bytes]]) -> str:
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs)


def _sound(answer: Any, form: str, kinds: dict[str, str] = TYPES) -> None:
    assert answer.status_code < 500, answer.content.decode()
    assert answer["Content-Type"] == kinds[form]
    if form == "json":
        answer.json()
    else:
        ElementTree.fromstring(answer.content)  # noqa: S314


@pytest.mark.parametrize("form", ["json", "xml"])
@QUIET
@given(path=PATHS, pairs=PAIRS)
def test_any_question_is_answered(stage: Any, form: str, path: str, pairs: list[tuple[str, bytes]]) -> None:
    answer = Client(raise_request_exception=False).get(f"/open311/v2/{path}.{form}?{_raw(pairs)}")
    _sound(answer, form, BARE if path == "discovery" and answer.status_code == 200 else TYPES)


@pytest.mark.parametrize("form", ["json", "xml"])
@QUIET
@given(path=st.sampled_from(["requests", "servicerequestupdates"]), pairs=PAIRS)
def test_any_form_is_answered(stage: Any, form: str, path: str, pairs: list[tuple[str, bytes]]) -> None:
    cache.clear()
    answer = Client(raise_request_exception=False).post(
        f"/open311/v2/{path}.{form}", _raw(pairs), content_type="application/x-www-form-urlencoded"
    )
    _sound(answer, form)


@QUIET
@given(body=st.binary(max_size=200))
def test_any_bytes_as_a_form_with_files_are_answered(stage: Any, body: bytes) -> None:
    cache.clear()
    answer = Client(raise_request_exception=False).post(
        "/open311/v2/requests.xml", b"--x\r\n" + body, content_type="multipart/form-data; boundary=x"
    )
    _sound(answer, "xml")


@QUIET
@given(path=st.text(max_size=30))
def test_any_address_is_answered(stage: Any, path: str) -> None:
    path = path.replace("?", "").replace("#", "").encode("utf-8", "ignore").decode()
    answer = Client(raise_request_exception=False).get(f"/open311/v2/{path}.xml")
    assert answer.status_code < 500
    assert answer["Content-Type"] == TYPES["xml"]
