"""Whatever is sent, the API answers with sense: never a fault of ours, and every refusal as a problem."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from happiness_cloud.cases.api._asked import FIELDS, VERBS

from .cast import VISITOR, Caller, key, reported

pytestmark = pytest.mark.usefixtures("town")
MANY = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(
        ["", " ", "\0", "\ud800", "9999-12-31", "0001-01-01T00:00:00+14:00", "/990106/", "1e999", "🏮" * 50]
    )
)
ANY = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
REPORT = (
    "text",
    "lon",
    "lat",
    "datum",
    "area",
    "address",
    "category",
    "severity",
    "channel",
    "reporter",
    "claims",
)
REPORT_MORE = ("happened_at", "public", "external_id", "answers")
WORDS = (
    "q",
    "state",
    "category",
    "severity",
    "channel",
    "area",
    "unit",
    "due",
    "since",
    "until",
    "flag",
    "order",
)


@pytest.fixture
def caller(town: None) -> Caller:
    """A key that may do everything."""
    return key()


def _members(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names), ANY, max_size=len(names))


def _sensible(answer: Any) -> None:
    assert answer.status_code < 500, answer.content[:400]
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"]


@MANY
@given(body=ANY | _members(*REPORT, *REPORT_MORE))
def test_any_json_as_a_report(body: Any) -> None:
    cache.clear()
    good = {"text": "灯", "lon": 114.305, "lat": 30.605}
    _sensible(VISITOR.post("/cases", body))
    if isinstance(body, dict):
        _sensible(VISITOR.post("/cases", {**good, **body}))


@MANY
@given(raw=st.binary(max_size=200))
def test_any_bytes_as_a_report(raw: bytes) -> None:
    cache.clear()
    _sensible(VISITOR.send("/cases", raw))


@MANY
@given(verb=st.sampled_from(sorted(VERBS)), body=_members(*FIELDS), data=st.data())
def test_any_json_as_a_verb(caller: Caller, verb: str, body: dict[str, Any], data: st.DataObject) -> None:
    cache.clear()
    number = reported()["number"]
    headers = data.draw(
        st.dictionaries(
            st.sampled_from(["if_match", "idempotency_key"]), st.text('0123456789"W/*-ab ', max_size=90)
        )
    )
    known = {name: value for name, value in body.items() if name in (*VERBS[verb].must, *VERBS[verb].may)}
    _sensible(caller.post(f"/cases/{number}/{verb}", known, **headers))


@MANY
@given(query=st.dictionaries(st.sampled_from([*WORDS, "cursor", "limit"]), PLAIN.map(str), max_size=5))
def test_any_filter_of_a_list(caller: Caller, query: dict[str, str]) -> None:
    told = urlencode({name: value.encode(errors="surrogatepass") for name, value in query.items()})
    _sensible(caller.get(f"/cases?{told}"))
    _sensible(caller.get(f"/public/cases?{told}"))
    _sensible(caller.get(f"/cases/pins?bbox=114,30,115,31&{told}"))


@MANY
@example(moment=None, last=float("inf"), order="due")
@example(moment="0001-01-01T00:00:00+14:00", last=1, order="newest")
@given(moment=PLAIN, last=ANY, order=st.sampled_from(["due", "newest"]))
def test_any_cursor(caller: Caller, moment: Any, last: Any, order: str) -> None:
    import base64

    told = json.dumps([moment, last]).encode()
    cursor = base64.urlsafe_b64encode(told).decode().rstrip("=")
    _sensible(caller.get(f"/cases?order={order}&cursor={cursor}"))


@MANY
@given(lon=PLAIN, lat=PLAIN, box=st.lists(st.floats(), min_size=4, max_size=4))
def test_any_point_and_box(lon: Any, lat: Any, box: list[float]) -> None:
    told = urlencode(
        {"lon": str(lon).encode(errors="surrogatepass"), "lat": str(lat).encode(errors="surrogatepass")}
    )
    _sensible(VISITOR.get(f"/areas/locate?{told}"))
    _sensible(VISITOR.get(f"/public/pins?bbox={','.join(map(str, box))}"))


@MANY
@given(body=_members("verb", "numbers", "reason", "params"), params=_members(*FIELDS))
def test_any_bulk_order(caller: Caller, body: dict[str, Any], params: dict[str, Any]) -> None:
    cache.clear()
    number = reported()["number"]
    _sensible(caller.post("/cases/bulk", body))
    _sensible(caller.post("/cases/bulk", {"verb": "note", "numbers": [number], "params": params}))
