"""Finding a category by what people say, and what an old code is called today."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from happiness_cloud.institution import queries
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied

from .cast import NOBODY, READER

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("暴露垃圾", "06010"),
        ("停水", "54001"),
        ("路灯不亮", "01037"),
        ("家里没水了停水", "54001"),
        ("ＮＯＩＳＥ", "06028"),
        ("gas leak", "57004"),
        ("0601", "06010"),
        ("58099", "58099"),
        ("闻到煤气味", "57004"),
    ],
)
def test_what_people_say_finds_the_matter_first(rules: None, text: str, code: str) -> None:
    found = queries.categories(READER, text)
    assert found[0].code == code
    assert len(found) <= 8


@pytest.mark.parametrize("text", ["井盖", "楼下井盖坏了没人管", "manhole"])
def test_a_word_of_many_finds_its_family(rules: None, text: str) -> None:
    found = queries.categories(READER, text, limit=5)
    assert len(found) == 5
    assert all("井盖" in one.zh for one in found)


def test_nonsense_finds_nothing_and_silence_the_beginning(rules: None) -> None:
    assert queries.categories(READER, "qqqqxyz") == ()
    assert queries.categories(READER, "！！！") == ()
    assert len(queries.categories(READER, "")) == 8
    assert len(queries.categories(READER, "车", limit=3)) == 3


def test_components_and_old_lists_are_not_offered(rules: None) -> None:
    every = [one for group in queries.category_tree(READER) for one in group.categories]
    assert {one.kind for one in every} == {"matter"}
    assert {one.standard for one in every} == {"GB/T 47678.5-2026", "HC-LOCAL"}
    assert len(every) == len({one.code for one in every}) >= 290


def test_before_the_lists_hold_nothing_is_offered(rules: None) -> None:
    with clock.at(datetime(2026, 6, 1, tzinfo=UTC)):
        assert queries.category_tree(READER) == ()


def test_names_follow_the_reader(rules: None) -> None:
    (found,) = queries.categories(READER, "06010", limit=1)
    with translation.override("en"):
        assert (found.name, found.plain) == (found.en, found.plain_en)
        assert queries.category_tree(READER)[0].name == "Municipal utilities"
    with translation.override("zh-hans"):
        assert (found.name, found.plain) == ("暴露垃圾", found.plain_zh)


@pytest.mark.parametrize(
    ("standard", "code", "now"),
    [
        ("GB/T 30428.2-2013", "0110", "06010"),
        ("GB/T 30428.2-2013", "0311", "08011"),
        ("GB/T 30428.2-2013", "0112", "06012"),
        ("CJ/T 214", "0110", "06013"),
        ("GB/T 47678.5-2026", "06010", "06010"),
        ("GB/T 30428.2-2013", "0198", None),
        ("GB/T 30428.2-2013", "2101", None),
        ("CJ/T 214", "0509", None),
        ("unknown", "0110", None),
        ("", "0110", None),
    ],
)
def test_an_old_code_leads_to_its_successor_when_its_standard_is_named(
    rules: None, standard: str, code: str, now: str | None
) -> None:
    found = queries.crosswalk(READER, standard, code)
    assert (found.code if found else None) == now


def test_the_outsider_asks_in_vain(rules: None) -> None:
    for ask in (queries.categories, queries.category_tree):
        with pytest.raises(Denied):
            ask(NOBODY)
