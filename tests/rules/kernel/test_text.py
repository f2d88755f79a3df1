"""Text: terms for search, personal numbers found and masked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.kernel.text import _KINDS, fold, grams, lexemes, masked, masked_phone, personal, phrase


def test_chinese_is_cut_into_pairs_and_latin_into_words() -> None:
    assert grams("路灯坏了 LED lamp 3号") == ["路灯", "灯坏", "坏了", "led", "lamp", "3", "号"]


def test_full_width_signs_are_folded() -> None:
    assert fold("ＡＢＣ　１２３") == "abc 123"


@given(st.text(alphabet="积水路灯坏了电梯井盖", min_size=2, max_size=30), st.data())
@settings(max_examples=200, deadline=None)
def test_any_part_of_two_signs_or_more_is_found_by_its_terms(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    part, whole = grams(text[start:end]), grams(text)
    assert any(whole[i : i + len(part)] == part for i in range(len(whole)))


def test_terms_are_written_as_the_database_reads_them() -> None:
    assert lexemes("路灯路灯") == "'路灯':1,3 '灯路':2"
    assert lexemes("3号楼，12 号") == "'3':1 '3号':1 '号楼':2 '12':3 '号':4"
    assert phrase("路灯坏") == "'路灯' <-> '灯坏'"
    assert phrase("!!") == ""


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        ("A3区", "'a3区'"),
        ("梧桐路12号", "'梧桐' <-> '桐路' <-> '12号'"),
        ("a-b区", "'a' <-> 'b区'"),
        ("a·区", "'a' <-> '区':*"),
        ("hydr", "'hydr':*"),
        ("路灯LED", "'路灯' <-> 'led':*"),
        ("水", "'水':*"),
        ("市A3区丽", "'a3' <-> '区丽'"),
        ("a", "'a'"),
        ("路灯3", "'路灯' <-> '3'"),
    ],
)
def test_the_end_of_a_search_may_still_be_typed(word: str, asked: str) -> None:
    assert phrase(word) == asked


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("打13800001234找我", ["phone"]),
        ("电话１３８００００１２３４", ["phone"]),
        ("138-0000-1234 或 138 0000 1234", ["phone", "phone"]),
        ("身份证110101199003074514号", ["id"]),
        ("车牌沪A12345和京AD12345", ["plate", "plate"]),
        ("027-87654321", ["landline"]),
        ("写信 a.b@example.org", ["mail"]),
        ("编号 202611220001 与 12345 热线", []),
        ("", []),
    ],
)
def test_personal_numbers_are_found(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in personal(text)] == kinds


def test_all_of_them_are_masked_not_only_the_first() -> None:
    told = masked("先打13800001234，再打13900005678，车是沪A12345")
    assert told == "先打138****，再打139****，车是沪A****"


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_masking_never_fails_and_leaves_nothing_to_find_of_phones(text: str) -> None:
    assert all(one.kind != "id" for one in personal(masked(text)))


def test_a_phone_is_shown_by_its_ends() -> None:
    assert masked_phone("13800001234") == "138****1234"
    assert masked_phone("12345") == "****"


def test_the_places_of_a_term_stay_within_what_the_database_takes() -> None:
    often = lexemes("灯" * 301)
    assert often.startswith("'灯灯':1,2,3,")
    assert often.count(",") + 1 == 255
    late = lexemes(" ".join(f"w{n}" for n in range(16_400)) + " w16399")
    assert "'w16381':16382 " in late
    assert late.endswith("'w16399':16383,16383")


@pytest.mark.parametrize("kind", dict(_KINDS))
@given(data=st.data(), around=st.tuples(*[st.text("路口，。 a", max_size=3)] * 2))
def test_whatever_has_the_form_of_a_personal_number_is_looked_at_closely(
    kind: str, data: st.DataObject, around: tuple[str, str]
) -> None:
    number = data.draw(st.from_regex(dict(_KINDS)[kind], fullmatch=True))
    text = f"{around[0]}，{number}，{around[1]}"
    plain = [hit for _, one in _KINDS for hit in one.finditer(text)]
    assert bool(personal(text)) == bool(plain)
    assert personal(text)
