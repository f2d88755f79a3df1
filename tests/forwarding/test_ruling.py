"""Saying where matters are forwarded: held against what the other side offers, and against where calls may go."""

from __future__ import annotations

from typing import Any

import pytest

from happiness_cloud.cases import actions, queries, wire
from happiness_cloud.cases.models import Forwarding
from happiness_cloud.kernel.access import Actor, Grant
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound
from happiness_cloud.ledger.models import Entry

from .other_side import OtherSide
from .ways import ADMIN, ruled

VALVE = {
    "variable": True,
    "code": "valve",
    "datatype": "singlevaluelist",
    "required": True,
    "order": 1,
    "description": "Which valve?",
    "values": [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}],
}


def test_a_rule_is_kept_with_its_key_sealed_and_shown_without(stage: Any, other: OtherSide) -> None:
    ruled(other)
    kept = Forwarding.objects.get()
    assert "their-secret-key" not in kept.key_sealed
    (shown,) = queries.forwardings(ADMIN)
    assert (shown.has_key, shown.service_label, shown.tells_updates) == (True, "Water", True)
    assert "their-secret-key" not in repr(shown)
    entry = Entry.objects.filter(verb="cases.set_forwarding").get()
    assert "their-secret-key" not in str((entry.facts, entry.changes))


def test_the_same_category_and_area_replace_the_rule_and_keep_the_key_at_the_same_endpoint(
    stage: Any, other: OtherSide
) -> None:
    first = ruled(other)
    sealed = Forwarding.objects.get().key_sealed
    again = ruled(other, api_key="", service_code="W2")
    assert again.id == first.id
    assert Forwarding.objects.get().key_sealed == sealed
    ruled(other, api_key="", endpoint=other.endpoint.replace("127.0.0.1", "localhost"))
    assert Forwarding.objects.get().key_sealed == ""


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_service_that_is_not_there_and_attributes_that_do_not_fit_are_named(
    stage: Any, other: OtherSide, form: str
) -> None:
    other.forms, other.attributes = (form,), [VALVE]
    for told, code in (
        ({"service_code": "X9"}, "no_service_there"),
        ({}, "attributes_missing"),
        ({"attributes": {"valve": "c"}}, "attributes_bad"),
        ({"attributes": {"valve": "a", "colour": "red"}}, "attributes_unknown"),
        ({"label": " "}, "bad_forwarding"),
        ({"category": "999999"}, "unknown_category"),
    ):
        with pytest.raises(Invalid, match=code):
            ruled(other, **told)
    ruled(other, attributes={"valve": "a"})
    assert queries.forwardings(ADMIN)[0].attributes == {"valve": "a"}


def test_only_those_who_publish_rules_set_read_and_end_them(stage: Any, other: OtherSide) -> None:
    rule = ruled(other)
    for who in ("zhao", "lin", "chen"):
        with pytest.raises(Denied):
            queries.forwardings(stage.actor(who))
        with pytest.raises(NotFound):
            actions.end_forwarding(stage.actor(who), rule.id)
    elsewhere = Actor("account:901", "staff", (Grant("institution.publish", stage.SECOND),))
    assert queries.forwardings(elsewhere) == ()
    with pytest.raises(NotFound):
        actions.end_forwarding(elsewhere, rule.id)
    actions.end_forwarding(ADMIN, rule.id)
    assert queries.forwardings(ADMIN) == ()
    assert Forwarding.objects.get().key_sealed == ""


@pytest.mark.parametrize(
    "endpoint",
    [
        "ftp://city.example/v2",
        "http://city.example/v2",
        "https://user:secret@city.example/v2",
        "https://city.example/v2?key=1",
        "https://city.example/v2#x",
        "https:///v2",
        "https://city.example\\@10.0.0.1/",
        "https://[::1",
        "not an address",
        "https://城市.example/v2",
    ],
)
def test_what_is_no_endpoint_is_refused_without_a_call(stage: Any, endpoint: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(wire, "addresses", lambda *_told: pytest.fail("looked up"))
    with pytest.raises(Invalid, match="bad_endpoint"):
        queries.offered_there(ADMIN, endpoint=endpoint)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1"),
    ],
)
def test_a_name_that_leads_into_a_closed_network_is_not_called(
    stage: Any, monkeypatch: Any, address: str
) -> None:
    monkeypatch.setattr(wire, "addresses", lambda *_told: ["93.184.216.34", address])
    with pytest.raises(Invalid) as told:
        queries.offered_there(ADMIN, endpoint="https://city.example/open311/v2")
    assert told.value.facts["problem"] == "forbidden"


def test_http_to_this_machine_needs_the_operators_word(stage: Any, other: OtherSide, settings: Any) -> None:
    settings.OUTGOING_HTTP = False
    with pytest.raises(Invalid, match="bad_endpoint"):
        queries.offered_there(ADMIN, endpoint=other.endpoint)


@pytest.mark.parametrize(
    ("fails", "problem"),
    [
        ("redirect", "redirect"),
        ("500", "failed"),
        ("says hello", "misshapen"),
        ("bomb", "misshapen"),
        ("drip", "slow"),
    ],
)
def test_a_server_that_does_not_speak_open311_is_told_apart(
    stage: Any, other: OtherSide, fails: str, problem: str
) -> None:
    other.reads_fail = fails
    with pytest.raises(Invalid, match="endpoint_silent") as told:
        queries.offered_there(ADMIN, endpoint=other.endpoint)
    assert told.value.facts["problem"] == problem
