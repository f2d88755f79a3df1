"""Phones, limits, codes and names on plain values."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.accounts.rules import limits, names, steps
from happiness_cloud.accounts.rules.phones import is_mobile, normalised
from happiness_cloud.kernel.errors import Invalid

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800001234", "13800001234"),
        (" 138 0000 1234 ", "13800001234"),
        ("138-0000-1234", "13800001234"),
        ("+86 13800001234", "13800001234"),
        ("008613800001234", "13800001234"),
        ("86 138 0000 1234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("(027) 8765-4321", "02787654321"),
        ("+86 27 8765 4321", "02787654321"),
        ("010-87654321", "01087654321"),
        ("0755 8765432", "07558765432"),
        ("（０７１４）８７６５４３２", "07148765432"),
    ],
)
def test_a_number_has_one_spelling(typed: str, number: str) -> None:
    assert normalised(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "1380000123", "138000012345", "23800001234", "12000001234", "87654321", "027-1234", "abc", "0" * 11],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        normalised(typed)


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["", "+86", "0086", "86"]),
    st.sampled_from("- ·"),
)
@settings(deadline=None, max_examples=100)
def test_every_mobile_is_found_however_it_is_cut(number: str, country: str, gap: str) -> None:
    cut = f"{country}{gap}{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}"
    assert normalised(cut) == normalised(normalised(cut)) == number
    assert is_mobile(number)


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=200)
def test_any_text_is_a_number_or_a_refusal(text: str) -> None:
    with suppress(Invalid):
        assert normalised(text).isdigit()


def test_a_limit_says_how_long_to_wait() -> None:
    limit = limits.Limit("x", 3, 60)
    assert limit.wait(3, START, START) == 0
    assert limit.wait(4, START, START + timedelta(seconds=50)) == 11
    assert limit.wait(4, START, START + timedelta(seconds=60)) == 1


def test_a_code_belongs_to_its_step() -> None:
    secret = steps.fresh_secret()
    here = int(START.timestamp()) // 30
    for shift in (-1, 0, 1):
        assert steps.step_of(secret, pyotp.TOTP(secret).at((here + shift) * 30), START) == here + shift
    for typed in ("", "12345", "1234567", "abcdef", "１２３４５６"):
        assert steps.step_of(secret, typed, START) is None


def test_names_have_one_spelling() -> None:
    assert names.username(" ＺＨＡＯ.min ") == "zhao.min"
    assert names.username("赵敏") == "赵敏"
    for bad in ("a", "a b", "x" * 61, "<b>"):
        with pytest.raises(Invalid):
            names.username(bad)
    with pytest.raises(Invalid):
        names.person("\t ")


def test_a_device_is_told_in_two_words() -> None:
    agent = "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537 Chrome/120 Mobile Safari/537"
    assert names.device(agent) == "Chrome · Android"
    assert names.device("curl/8") == ""
