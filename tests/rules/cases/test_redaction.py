"""Every telling place is found, whichever way people write it, and nothing else moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from happiness_cloud.cases.rules import redaction
from happiness_cloud.kernel.errors import Invalid

PHONES = (
    *("13812345678", "138 1234 5678", "138-1234-5678", "１３８１２３４５６７８", "+86 13812345678"),
    *(
        "1 3 8 1 2 3 4 5 6 7 8",
        "138.1234.5678",
        "一三八一二三四五六七八",
        "幺三八 一二三四 五六七八",
        "138一二三四5678",
    ),
)


def told(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in redaction.found(text)]


@pytest.mark.parametrize("phone", PHONES)
def test_a_mobile_number_is_found_however_it_is_written(phone: str) -> None:
    assert told(f"请打{phone}找我") == [("phone", phone)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("电话027-87654321转3", [("landline", "027-87654321")]),
        ("电话（027）8765 4321。", [("landline", "（027）8765 4321")]),
        ("身份证420106199001011234", [("id", "420106199001011234")]),
        ("身份证４２０１０６ 19900101 123x", [("id", "４２０１０６ 19900101 123x")]),
        ("卡号6225 7583 0000 0006", [("card", "6225 7583 0000 0006")]),
        ("鄂A·12345和粤BD12345", [("plate", "鄂A·12345"), ("plate", "粤BD12345")]),
        ("写信到li.na@example.org", [("mail", "li.na@example.org")]),
        ("微信号：lina_2020，QQ 1234567", [("account", "lina_2020"), ("account", "1234567")]),
        ("我叫陈桂兰。", [("name", "陈桂兰")]),
        ("联系人：欧阳锋 电话", [("name", "欧阳锋")]),
        ("楼上姓王的住户", [("name", "王")]),
    ],
)
def test_what_tells_somebody_is_found(text: str, wanted: list[tuple[str, str]]) -> None:
    assert told(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "小区东门路灯坏了三天",
        "编号HC-20261122-990106-000042",
        "2026年11月24日上午9点30分",
        "三号楼二单元一零二室",
        "水表读数00123456",
        "我叫停了施工",
        "叫城管来看看",
        "卡号1111 1111 1111 1111",
        "姓氏不详",
        "420106199013011234的表号",
    ],
)
def test_other_numbers_and_words_are_left_alone(text: str) -> None:
    assert told(text) == []


def test_all_of_them_are_found_and_not_only_the_first() -> None:
    text = "，".join(PHONES)
    assert told(text) == [("phone", one) for one in PHONES]
    spans = [(one.start, one.end) for one in redaction.found(text)]
    assert redaction.covered(text, spans) == "，".join([redaction.COVER] * len(PHONES))


@given(st.text(max_size=80), st.lists(st.sampled_from(PHONES), max_size=4), st.text(max_size=40))
def test_places_lie_inside_in_order_and_apart_and_covering_takes_all(
    before: str, phones: list[str], after: str
) -> None:
    text = before + "。" + "。".join(phones) + "。" + after
    found = redaction.found(text)
    at = 0
    for one in found:
        assert at <= one.start < one.end <= len(text)
        at = one.end
    left = redaction.covered(text, [(one.start, one.end) for one in found])
    for phone in phones:
        assert left.count(phone) <= (before + after).count(phone)


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    redaction.found(text)
    redaction.places_of(text, text[:5])


def test_spans_that_overlap_become_one_and_foreign_ones_are_refused() -> None:
    assert redaction.covered("abcdef", [(0, 2), (1, 4)]) == "■■■ef"
    for spans in ([(0, 7)], [(-1, 2)], [(2, 2)], [(3, 1)]):
        with pytest.raises(Invalid):
            redaction.covered("abcdef", spans)


def test_words_are_found_in_every_width_and_case() -> None:
    text = "LiNa和ｌｉｎａ和LINA"
    assert [text[start:end] for start, end in redaction.places_of(text, "lina")] == [
        "LiNa",
        "ｌｉｎａ",
        "LINA",
    ]
    assert redaction.places_of(text, "  ") == []
    assert redaction.places_of("a.b", ".") == [(1, 2)]


def test_a_mask_is_never_taken_for_words() -> None:
    for new, old in (("199****", "19900000072"), ("■■■", "陈"), ("a****b****", "a****b")):
        with pytest.raises(Invalid):
            redaction.no_mask_written_back(new, old)
    redaction.no_mask_written_back("三号楼", "199****")
    assert redaction.as_shown("打199****", "打19900000072")
