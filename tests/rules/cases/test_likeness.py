"""Which reports speak of the same thing: no single sign decides, and what is far in space or time never counts."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.cases.rules import likeness
from happiness_cloud.cases.rules.likeness import Neighbourhood, Spoken, ranked, said_by_both, spoken

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
LON, LAT = 114.305, 30.605
METRE = 1 / 111_320


def told(text: str, north: float = 0.0, days: float = 0.0, category: str = "") -> Spoken:
    return spoken(text, LON, LAT + north * METRE, NOON - timedelta(days=days), category)


def order(asked: Spoken, *others: Spoken, least: float = 0.0) -> list[int]:
    return [one.index for one in ranked(asked, others, least=least)]


def test_the_same_words_a_street_away_go_before_other_words_on_the_spot() -> None:
    asked = told("东门路灯不亮，晚上很黑")
    assert order(asked, told("垃圾桶满了有异味"), told("东门的路灯不亮了", north=80)) == [1, 0]


def test_among_the_same_words_the_nearer_then_the_later_comes_first() -> None:
    asked = told("路灯不亮")
    far, near, old = (
        told("路灯不亮", north=200),
        told("路灯不亮", north=20),
        told("路灯不亮", north=20, days=20),
    )
    assert order(asked, far, old, near)[0] == 2


def test_the_same_kind_helps_and_another_kind_does_not_rule_out() -> None:
    asked = told("灯坏了", category="01037")
    same, other = told("门口黑", 20, category="01037"), told("门口黑", 20, category="06010")
    assert order(asked, other, same) == [1, 0]


@pytest.mark.parametrize(("north", "days"), [(501, 0), (0, 61), (0, -61)])
def test_what_is_too_far_in_space_or_time_is_not_compared(north: float, days: float) -> None:
    assert order(told("路灯不亮"), told("路灯不亮", north, days)) == []


def test_nothing_unlike_is_shown_and_at_most_five() -> None:
    asked = told("路灯不亮")
    assert ranked(asked, [told("噪声扰民，音响太大", north=300, days=20)]) == ()
    assert len(ranked(asked, [told("路灯不亮") for _ in range(9)])) == likeness.MOST


def test_a_word_that_all_say_counts_little() -> None:
    asked = told("小区路灯不亮")
    common = [told(f"小区{thing}", north=30) for thing in ("停车难", "有噪声", "绿化差", "漏水了", "没热水")]
    best = ranked(asked, [*common, told("小区路灯坏了", north=30)], least=0.0)[0]
    assert best.index == len(common)
    assert best.shared[0] in ("路灯", "区路"), "the rarest first"


def test_among_few_reports_a_word_that_all_say_still_counts() -> None:
    asked = spoken("东门口的路灯不亮，太黑了", None, None, NOON)
    few = [told(f"小区东门路灯不亮{n}，晚上很黑") for n in range(3)]
    assert len(ranked(asked, few)) == 3


def test_without_a_point_words_carry_it() -> None:
    asked = spoken("梧桐路路灯不亮", None, None, NOON)
    there = told("梧桐路路灯不亮了", north=99_999)
    assert ranked(asked, [there])[0].metres is None


def test_shared_pairs_are_put_together_to_words() -> None:
    assert said_by_both({"路灯", "灯不", "不亮", "east"}, "东门路灯不亮 East gate") == ("路灯不亮", "east")
    assert said_by_both((), "路灯") == ()


def test_distance_is_right_within_a_thousandth_across_some_streets() -> None:
    assert likeness.metres_between(LON, LAT, LON, LAT + 400 * METRE) == pytest.approx(400, rel=1e-3)
    # A degree of longitude at 60 degrees north is half as long.
    assert likeness.metres_between(10, 60, 10 + 400 * METRE, 60) == pytest.approx(200, rel=1e-3)


def scattered(seed: int, many: int) -> list[Spoken]:
    chance = random.Random(seed)
    things = ("路灯不亮", "垃圾满溢", "井盖松动", "污水外溢", "占道经营", "噪声扰民")
    return [
        told(
            f"{chance.choice(things)}{chance.choice('东西南北')}门",
            north=chance.uniform(-900, 900),
            days=chance.uniform(0, 80),
            category=chance.choice(("a", "b", "")),
        )
        for _ in range(many)
    ]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_the_index_leaves_out_nothing_that_is_near(seed: int) -> None:
    reports = scattered(seed, 60)
    asked = told("东门路灯不亮", north=random.Random(seed).uniform(-900, 900))
    found = Neighbourhood(reports).likely(asked, most=99, least=0.0)
    assert {one.index for one in found} == {
        index for index, one in enumerate(reports) if likeness.evidence(asked, one)
    }


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32))
def test_likeness_is_between_nothing_and_one_and_the_same_both_ways(seed: int) -> None:
    one, other = scattered(seed, 2)
    there, back = ranked(one, [other], least=0.0), ranked(other, [one], least=0.0)
    assert [alike.score for alike in there] == [alike.score for alike in back]
    assert all(0 <= alike.score <= 1 for alike in there)


def test_a_report_is_not_shown_as_its_own_double() -> None:
    reports = [told("路灯不亮"), told("路灯不亮", north=10)]
    assert [one.index for one in Neighbourhood(reports).likely(reports[0], without=0)] == [1]
