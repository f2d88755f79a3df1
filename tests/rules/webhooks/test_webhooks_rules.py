"""When a try comes again, what an answer means, where messages may go, what is told: on plain values."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from happiness_cloud.webhooks.rules import backoff, picks, reach, signing
from happiness_cloud.webhooks.rules.body import Told, packed
from happiness_cloud.webhooks.rules.verdicts import ends_round, problem_of

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CHANCE = st.floats(0, 1, exclude_max=True)
ASKED = st.none() | st.timedeltas(timedelta(0), timedelta(days=400))


def test_the_last_try_falls_about_three_days_after_the_first() -> None:
    pauses = [backoff.pause_after(tries, 0.5) for tries in range(1, backoff.MOST_TRIES)]
    whole = sum((one for one in pauses if one), timedelta(0))
    assert pauses[0] == timedelta(seconds=10)
    assert timedelta(days=2.5) < whole < timedelta(days=3.5)
    assert backoff.pause_after(backoff.MOST_TRIES, 0.5) is None
    with pytest.raises(ValueError):
        backoff.pause_after(0, 0.5)


@given(tries=st.integers(1, 200), chance=CHANCE, asked=ASKED)
def test_a_pause_is_bounded_honours_what_was_asked_and_ends(
    tries: int, chance: float, asked: timedelta | None
) -> None:
    pause = backoff.pause_after(tries, chance, asked)
    if tries >= backoff.MOST_TRIES:
        assert pause is None
        return
    assert pause is not None
    assert timedelta(seconds=8) <= pause <= backoff.ASKED_AT_MOST
    if asked:
        assert pause >= min(asked, backoff.ASKED_AT_MOST)


@given(tries=st.integers(1, backoff.MOST_TRIES - 2), low=CHANCE, high=CHANCE)
def test_pauses_never_shrink_by_more_than_their_spread(tries: int, low: float, high: float) -> None:
    now, later = backoff.pause_after(tries, high), backoff.pause_after(tries + 1, low)
    assert now is not None
    assert later is not None
    assert later >= now * (0.8 / 1.2) - timedelta(microseconds=1)
    if tries < 8:
        assert later > now


@given(st.integers(1, 2**62), st.integers(1, 20))
def test_the_spread_of_a_delivery_is_always_the_same(delivery: int, tries: int) -> None:
    assert 0 <= backoff.chance(delivery, tries) < 1
    assert backoff.chance(delivery, tries) == backoff.chance(delivery, tries)


@given(failures=st.integers(1, 10_000), asked=ASKED)
def test_a_failing_receiver_is_looked_at_again_within_minutes_unless_it_asks_for_more(
    failures: int, asked: timedelta | None
) -> None:
    quiet = backoff.quiet_after(failures, asked)
    assert (
        timedelta(seconds=10)
        <= quiet
        <= max(backoff.QUIET_AT_MOST, min(asked or quiet, backoff.ASKED_AT_MOST))
    )


@given(st.text(max_size=40))
def test_rubbish_in_retry_after_asks_for_nothing_or_for_a_time(text: str) -> None:
    told = backoff.asked_for(text, NOW)
    assert told is None or told >= timedelta(0)


def test_retry_after_is_seconds_or_a_date() -> None:
    assert backoff.asked_for("120", NOW) == timedelta(minutes=2)
    date = format_datetime(NOW + timedelta(minutes=3), usegmt=True)
    assert backoff.asked_for(date, NOW) == timedelta(minutes=3)
    assert backoff.asked_for("999999999999", NOW) == timedelta(hours=24)


@pytest.mark.parametrize(
    ("status", "problem", "ends"),
    [
        (200, "", False),
        (204, "", False),
        (301, "redirected", True),
        (400, "answered", False),
        (401, "answered", True),
        (404, "answered", True),
        (410, "gone", True),
        (422, "answered", False),
        (429, "answered", True),
        (500, "answered", True),
        (503, "answered", True),
    ],
)
def test_what_an_answer_means(status: int, problem: str, ends: bool) -> None:
    assert (problem_of(status), ends_round(status, problem_of(status))) == (problem, ends)


def test_the_signature_is_the_one_of_the_specification() -> None:
    # The vector that the libraries of the specification are tested with.
    told = signing.signature(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(min_size=24, max_size=64))
def test_a_secret_is_its_bytes(raw: bytes) -> None:
    assert base64.b64decode(signing.secret_of(raw).removeprefix("whsec_")) == raw


CLOSED = [
    *(
        "127.0.0.1",
        "127.8.8.8",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "0.0.0.0",  # noqa: S104 -- an address to refuse, not to bind
        "0.1.2.3",
    ),
    *(
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "224.0.0.1",
        "239.1.1.1",
        "255.255.255.255",
        "240.0.0.1",
    ),
    *("192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.0.0.8"),
    *(
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "fec0::1",
        "2001:db8::1",
    ),
    *(
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
    ),
    *(
        "2002:7f00:1::",
        "2002:a00:1::",
        "::127.0.0.1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "64:ff9b:1::a00:1",
    ),
    *("", "localhost", "1.2.3", "999.1.1.1"),
]


@pytest.mark.parametrize("address", CLOSED)
def test_closed_networks_are_closed_in_every_disguise(address: str) -> None:
    assert not reach.is_open(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "223.5.5.5", "2606:4700::1111", "2400:3200::1"])
def test_public_addresses_are_open(address: str) -> None:
    assert reach.is_open(address)
    assert not address.count(".") or reach.is_open(f"::ffff:{address}")


def test_what_the_operator_names_is_open_and_nothing_beside_it() -> None:
    named = ("10.20.0.0/16", "fd12::/16")
    assert reach.is_open("10.20.3.4", named)
    assert reach.is_open("::ffff:10.20.3.4", named)
    assert reach.is_open("fd12::1", named)
    assert not reach.is_open("10.21.0.1", named)
    assert not reach.is_open("169.254.169.254", named)


@given(st.ip_addresses(v=4))
def test_no_private_address_passes_inside_an_ipv6_one(address: Any) -> None:
    low = int(address)
    for carrier in (f"::ffff:{address}", f"64:ff9b::{low >> 16:x}:{low & 0xFFFF:x}"):
        assert reach.is_open(carrier) == reach.is_open(str(address))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://platform.example/hooks?k=1", ""),
        ("https://platform.example:8443/hooks", ""),
        ("https://1.1.1.1/", ""),
        ("http://platform.example/", "scheme"),
        ("ftp://platform.example/", "scheme"),
        ("file:///etc/passwd", "host"),
        ("https:///hooks", "host"),
        ("https://user:word@platform.example/", "person"),
        ("https://@platform.example/", "person"),
        ("https://platform.example/#top", "shape"),
        ("https://platform.example/a b", "shape"),
        ("https://platform.example\r\nx: y/", "shape"),
        ("https://platform.example\\@10.0.0.1/", "shape"),
        ("https://平台.example/", "shape"),
        ("https://platform.example:99999/", "shape"),
        ("https://[::1/", "shape"),
        ("https://" + "a" * 500, "shape"),
        ("https://10.0.0.1/", "forbidden"),
        ("https://[::ffff:127.0.0.1]/", "forbidden"),
        ("http://127.0.0.1:9/", "scheme"),
    ],
)
def test_an_address_is_whole_plain_and_secret_less(url: str, why: str) -> None:
    assert reach.misfit(url, plain=False, allowed=()) == why


def test_plain_http_goes_to_this_machine_only_and_only_when_allowed() -> None:
    assert reach.misfit("http://127.0.0.1:9/", plain=True, allowed=reach.LOOPBACK) == ""
    assert reach.misfit("http://localhost:9/", plain=True, allowed=reach.LOOPBACK) == ""
    assert reach.misfit("http://10.0.0.1/", plain=True, allowed=("10.0.0.0/8",)) == "scheme"


@given(st.text(max_size=60))
def test_rubbish_is_no_address(url: str) -> None:
    assert reach.misfit(url, plain=True, allowed=()) in {"", "shape", "scheme", "person", "host", "forbidden"}


def test_a_room_picked_as_a_whole_swallows_its_verbs() -> None:
    verbs = ["cases.close", "cases.report"]
    assert picks.tidy(["cases.close", " cases.* ", "places.redraw", ""]) == ["cases.*", "places.redraw"]
    assert picks.unknown(["cases.*", "cases.close"], verbs) == ""
    assert picks.unknown(["cases.look"], verbs) == "cases.look"
    assert picks.unknown(["accounts.*"], verbs) == "accounts.*"


TOLD = Told("evt_1", "cases.close", NOW, "/990106/", "cases.Case", "7", "HC-1", 3, "", False)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(facts=st.dictionaries(st.sampled_from(["to", "text", "phone", "name"]), VALUES))
def test_nothing_but_named_plain_values_is_told(facts: dict[str, Any]) -> None:
    body = json.loads(
        packed(TOLD, facts, {name: [value, value] for name, value in facts.items()}, frozenset({"to"}))
    )
    assert set(body["facts"]) <= {"to"}
    assert set(body["changes"]) <= {"to"}
    kept = body["facts"].get("to")
    assert not isinstance(kept, dict)
    assert not isinstance(kept, str) or len(kept) <= 200


def test_the_body_has_the_agreed_members() -> None:
    body = json.loads(
        packed(TOLD, {"to": "closed"}, {"state": ["handling", "closed"]}, frozenset({"to", "state"}))
    )
    assert body == {
        "specversion": "1.0",
        "type": "cases.close",
        "id": "evt_1",
        "time": "2026-11-23T08:00:00Z",
        "area": "/990106/",
        "subject": {"kind": "cases.Case", "id": "7", "name": "HC-1"},
        "version": 3,
        "facts": {"to": "closed"},
        "changes": {"state": ["handling", "closed"]},
        "link": "",
        "replay": False,
    }
