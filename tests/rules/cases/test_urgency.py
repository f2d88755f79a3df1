"""What sounds pressing is told with the words that said so."""

from __future__ import annotations

import pytest

from happiness_cloud.cases.rules.urgency import sounds, spoken

PRESSING = {"urgent": ("着火", "漏电", "fire", "gas leak"), "complex": ("权属",)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三号楼着火了，电线漏电", ("urgent", ("着火", "漏电"))),
        ("电线漏电，怕着火", ("urgent", ("漏电", "着火"))),
        ("ＦＩＲＥ in the yard", ("urgent", ("fire",))),
        ("There is a Gas  Leak", ("urgent", ("gas leak",))),
        ("fireworks every night", ("", ())),
        ("campfire smell", ("", ())),
        ("房屋权属不清", ("complex", ("权属",))),
        ("权属不清的房子着火了", ("urgent", ("着火",))),
        ("路灯坏了", ("", ())),
        ("", ("", ())),
    ],
)
def test_the_words_of_the_district_say_how_pressing_it_sounds(
    text: str, found: tuple[str, tuple[str, ...]]
) -> None:
    assert sounds(text, PRESSING) == found


def test_at_most_three_words_are_told_and_an_empty_one_never() -> None:
    assert spoken("一二三四", ("四", "三", "", "二", "一")) == ("一", "二", "三")
