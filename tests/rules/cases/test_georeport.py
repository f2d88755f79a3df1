"""Open311 as a client reads and writes it, without any network."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.cases.rules import forwarding, georeport
from happiness_cloud.cases.rules.georeport import Misshapen, Report

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
READERS = (
    georeport.services,
    georeport.attributes,
    georeport.receipt,
    georeport.number_of,
    georeport.standings,
    georeport.updates,
    georeport.complaint,
)
_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
_NAMES = st.sampled_from(
    [
        *("service_request_id", "status", "updated_datetime", "update_id", "description", "token"),
        *("service_code", "service_name", "attributes", "code", "values", "required", "service_requests"),
    ]
)
ANYTHING = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=5),
    max_leaves=20,
)
QUIET = settings(max_examples=200, deadline=None, derandomize=True)


@QUIET
@given(told=ANYTHING)
def test_any_json_is_read_or_refused(told: object) -> None:
    raw = json.dumps(told).encode()
    for read in READERS:
        try:
            read(raw, georeport.JSON)
        except Misshapen:
            continue


@QUIET
@given(raw=st.binary(max_size=200), form=st.sampled_from([georeport.JSON, georeport.XML]))
def test_any_bytes_are_read_or_refused(raw: bytes, form: str) -> None:
    for read in READERS:
        try:
            read(raw, form)
        except Misshapen:
            continue


@QUIET
@given(words=st.text(max_size=6000), reference=st.from_regex(r"HC-\d{8}-\d{6}-\d{6}-\d", fullmatch=True))
def test_the_words_fit_and_end_with_our_reference(words: str, reference: str) -> None:
    fields = dict(georeport.form_of(Report(reference, words, None, None, ""), "W1", "", ""))
    assert len(fields["description"]) <= 4000
    assert fields["description"].endswith(f"[{reference}]")
    standing = georeport.Standing("7", "open", "", fields["description"], None, None)
    assert georeport.with_reference([standing], reference) == ("7", True)
    assert georeport.with_reference([standing], reference[:-1] + "x") == ("", True)


def test_shapes_found_in_cities_are_read() -> None:
    odd = b'[{"service_request_id": 909923, "status": "Closed", "updated_datetime": "2011-07-05 05:30:00"}]'
    (one,) = georeport.standings(odd, georeport.JSON)
    # A moment without a zone is none.
    assert (one.number, one.status, one.updated_at) == ("909923", "closed", None)
    wrapped = b'{"services": [{"service_code": "1", "service_name": "Light"}]}'
    assert georeport.services(wrapped, georeport.JSON) == {"1": "Light"}
    alone = b"<services><service><service_code>1</service_code><service_name>Light</service_name></service></services>"
    assert georeport.services(alone, georeport.XML) == {"1": "Light"}


@pytest.mark.parametrize(
    "raw",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><services><service/></services>',
        b"<other/>",
        b"\xff\xfe",
        b"<services><service>",
        b"[" * 5000,
    ],
)
def test_what_is_no_answer_is_refused(raw: bytes) -> None:
    for form in (georeport.JSON, georeport.XML):
        with pytest.raises(Misshapen):
            georeport.services(raw, form)


@pytest.mark.parametrize("number", ["../../secret", "7?x=1", "7 8", "7\n8", "", "x" * 101, "七"])
def test_a_number_that_could_lead_elsewhere_is_none(number: str) -> None:
    raw = json.dumps([{"service_request_id": number, "status": "open"}]).encode()
    assert georeport.standings(raw, georeport.JSON) == ()
    with pytest.raises(Misshapen):
        georeport.receipt(raw, georeport.JSON)


def test_tries_pause_five_and_thirty_minutes_and_then_wait_for_people() -> None:
    told = [forwarding.after_failure(tries, "away", NOW) for tries in (1, 2, 3)]
    assert told == [
        ("waiting", NOW + timedelta(minutes=5)),
        ("waiting", NOW + timedelta(minutes=30)),
        ("stuck", None),
    ]
    assert forwarding.after_failure(1, "refused", NOW) == ("stuck", None)


def test_a_window_overlaps_the_last_look_and_is_never_too_wide() -> None:
    since, until = forwarding.window(NOW - timedelta(minutes=5), NOW, NOW)
    assert (NOW - since, until) == (timedelta(minutes=20), NOW)
    assert forwarding.window(None, NOW - timedelta(days=400), NOW)[0] == NOW - timedelta(days=89)
