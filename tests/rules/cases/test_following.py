"""What is followed is told apart by one word, found by the words of a fact, and gathered at one hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from happiness_cloud.cases.rules.following import RADII, Target, folded, keys_of, last_digest, mail_of
from happiness_cloud.kernel.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEVELS = st.lists(st.from_regex(r"[0-9]{3}", fullmatch=True), min_size=1, max_size=4)
KINDS = st.from_regex(r"[0-9]{5}", fullmatch=True)


@given(LEVELS, KINDS, LEVELS, KINDS)
def test_a_fact_has_the_key_of_an_area_and_kind_exactly_when_it_lies_in_them(
    where: list[str], kind: str, area: list[str], wanted: str
) -> None:
    here, there = f"/{'/'.join(where)}/", f"/{'/'.join(area)}/"
    keys = keys_of(here, kind, (7,))
    assert (Target(area=there).key in keys) is here.startswith(there)
    assert (Target(area=there, category=wanted).key in keys) is (here.startswith(there) and wanted == kind)
    assert (Target(category=wanted[:2]).key in keys) is kind.startswith(wanted[:2])
    assert Target(case_id=7).key in keys
    assert Target(case_id=8).key not in keys


def test_a_matter_without_a_kind_or_an_area_is_met_by_who_follows_everything_there() -> None:
    assert Target(area="/1/").key in keys_of("/1/2/", "", ())
    assert keys_of("", "", (1,)) == ["case:1", "area:/:"]
    assert len(keys_of("/1/2/3/4/", "01037", (1,))) == len(set(keys_of("/1/2/3/4/", "01037", (1,)))) == 16


@given(
    st.floats(-180, 180, allow_nan=False), st.floats(-90, 90, allow_nan=False), st.sampled_from(RADII), KINDS
)
def test_a_point_is_kept_to_a_hundred_metres(lon: float, lat: float, metres: int, kind: str) -> None:
    one = Target.around(lon, lat, metres, kind)
    assert (one.what, one.lon, one.lat) == ("near", round(lon, 3), round(lat, 3))
    assert one.key == Target.around(one.lon, one.lat, metres, kind).key


@given(st.text(max_size=40))
def test_no_text_but_an_address_is_taken_for_one(text: str) -> None:
    try:
        address = mail_of(text)
    except Invalid:
        return
    assert address.count("@") == 1
    assert not any(sign.isspace() or sign in ",;<>\"'" for sign in address)


@pytest.mark.parametrize("address", ["chen@example.org", " A.b+c@Sub.Example.COM ", "x_1%y@a-b.cn"])
def test_an_address_is_kept_as_written_and_found_in_any_case(address: str) -> None:
    assert mail_of(address) == address.strip()
    assert folded(mail_of(address)) == folded(mail_of(address.upper()))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.integers(0, 23))
def test_the_last_gathering_lies_within_a_day(at: datetime, hour: int) -> None:
    now = at.replace(tzinfo=UTC).astimezone(SHANGHAI)
    last = last_digest(now, hour)
    assert timedelta(0) <= now - last < timedelta(days=1)
    assert (last.hour, last.minute) == (hour, 0)
