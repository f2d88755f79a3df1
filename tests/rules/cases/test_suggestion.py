"""What is learned from labelled words, what is asked of it, and what it leaves unsaid."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from happiness_cloud.cases.rules.suggestion import Suggester, digest_of, packed, unpacked
from happiness_cloud.cases.rules.suggestion.grams import signs_of
from happiness_cloud.cases.rules.suggestion.learning import dealt, learn, learned
from happiness_cloud.cases.rules.suggestion.scores import Outcome, figures, macro_f1
from happiness_cloud.cases.rules.suggestion.trials import cross_validated, held_out
from happiness_cloud.kernel.errors import Invalid, NotNow

_WHERE = (
    "东门",
    "西门",
    "小区门口",
    "三号楼",
    "广场边",
    "学校旁",
    "菜场",
    "河边",
    "车站",
    "巷子里",
    "桥下",
    "楼道",
)
_SAID = {
    "路灯": ("路灯不亮了，晚上很黑看不见路", "路灯坏了好几天，没有人来修灯", "灯杆歪了，路灯一闪一闪"),
    "垃圾": ("垃圾堆了很久没人清运，臭味很大", "乱倒垃圾，垃圾桶满了没清理", "建筑垃圾占了路，请清运"),
    "噪声": ("施工噪声太大，夜里吵得睡不着", "广场舞音响噪声扰民", "烧烤摊半夜喧哗吵闹扰民"),
}
_ENGLISH = {
    "light": "the street light is broken and the road is dark",
    "rubbish": "rubbish bags were dumped and nobody collects the waste",
    "noise": "loud music and construction noise all night",
}


def _rows() -> Iterator[tuple[str, str]]:
    for label, said in _SAID.items():
        for where in _WHERE:
            for one in said:
                yield f"{where}{one}", label


ROWS = list(_rows())


@pytest.fixture(scope="module")
def model() -> Suggester:
    return learn(ROWS)


def test_the_best_three_come_surest_first_with_the_words_that_spoke(model: Suggester) -> None:
    found = model.suggest("三号楼前的路灯又坏了，请来修灯")
    assert found[0].label == "路灯"
    assert len(found) == 3
    assert sum(one.confidence for one in found) == pytest.approx(1, abs=0.01)
    assert found[0].confidence > found[1].confidence >= found[2].confidence
    assert "路灯" in found[0].words
    assert all(word in "三号楼前的路灯又坏了，请来修灯" for word in found[0].words)


def test_english_is_learned_by_words() -> None:
    rows = [
        (f"{said} {where}", label) for label, said in _ENGLISH.items() for where in ("today", "again", "here")
    ]
    found = learn(rows * 3).ranked("A street light near the school is broken")
    assert found[0].label == "light"
    assert any("light" in word for word in found[0].words)


@pytest.mark.parametrize("rubbish", ["", "？？？", "asdf qwer zxcv", "12345 13800000000", "𠀀𠀁𠀂", "\x00"])
def test_it_says_nothing_of_rubbish(model: Suggester, rubbish: str) -> None:
    assert model.suggest(rubbish) == ()


def test_below_the_threshold_it_stays_silent_though_it_has_a_guess(model: Suggester) -> None:
    mixed = "路灯垃圾噪声"
    assert model.ranked(mixed)
    strict = Suggester(
        model.labels, model.signs, model.rarity, model.weights, model.bias, model.sharpness, threshold=1.01
    )
    assert strict.suggest(mixed) == ()


def test_the_same_rows_and_seed_give_the_same_bytes() -> None:
    assert packed(learn(ROWS, ["路灯", "垃圾桶"], seed=3)) == packed(learn(ROWS, ["路灯", "垃圾桶"], seed=3))


def test_a_model_that_was_kept_answers_as_before(model: Suggester) -> None:
    data = packed(model)
    back = unpacked(data, digest_of(data))
    for text in ("路灯坏了，很黑", "垃圾没人清运", "半夜施工吵闹"):
        assert back.ranked(text) == model.ranked(text)


@pytest.mark.parametrize("at", [0, 30, 60, -200, -1])
def test_a_model_file_that_was_changed_is_refused(model: Suggester, at: int) -> None:
    data = bytearray(packed(model))
    data[at] ^= 1
    with pytest.raises(Invalid, match="broken_model"):
        unpacked(bytes(data))


def test_another_whole_model_under_the_digest_is_refused(model: Suggester) -> None:
    other = packed(learn(ROWS[:-5]))
    with pytest.raises(Invalid, match="broken_model"):
        unpacked(other, digest_of(packed(model)))


def test_a_pickle_in_the_place_of_an_array_is_never_opened(model: Suggester) -> None:
    import hashlib
    import io

    from happiness_cloud.cases.rules.suggestion import suggester

    file = io.BytesIO()
    np.savez(file, signs=np.array([print], dtype=object), labels=np.zeros(1), rarity=np.zeros(1))
    body = file.getvalue()
    with pytest.raises(Invalid, match="broken_model"):
        unpacked(suggester._HEAD + hashlib.sha256(body).digest() + body)


def test_no_number_is_kept(model: Suggester) -> None:
    told = learn([(f"{text}，电话13800000000，鄂A12345", label) for text, label in ROWS])
    assert not any(sign.isascii() and any(one.isdigit() for one in sign) for sign in told.signs)
    assert not any("1380" in sign for sign in told.signs)


def test_a_model_is_loaded_and_asked_at_once(model: Suggester) -> None:
    # Far above what is measured; a hundred times slower would be a different thing.
    data = packed(model)
    began = time.perf_counter()
    back = unpacked(data)
    for _ in range(20):
        back.suggest("路灯坏了好几天，没有人来修灯" * 20)
    assert time.perf_counter() - began < 2


def test_labels_too_rare_to_learn_are_left_out_and_two_are_needed() -> None:
    assert "独" not in learn([*ROWS, ("独一无二的一件事情", "独")]).labels
    with pytest.raises(NotNow, match="too_few_to_learn"):
        learn([one for one in ROWS if one[1] == "路灯"])


def test_the_words_of_a_category_list_teach_codes() -> None:
    coded = [(text, str(list(_SAID).index(label))) for text, label in ROWS]
    told = learned(coded, names=[("井盖窨井下水道", "0")] * 2, seed=0).model
    assert told.ranked("下水道的窨井盖没了")[0].label == "0"


def test_an_entry_of_the_list_is_heard_once_however_many_rows_repeat_it() -> None:
    once = [("照明设施\n灯杆", "路灯"), ("环境卫生\n清运", "垃圾")]
    again = [*once, ("照明设施\n 路灯 ", "路灯"), ("照明设施", "路灯"), ("环境卫生\n清运\n", "垃圾")]
    assert packed(learned(ROWS, names=again).model) == packed(learned(ROWS, names=once).model)


def test_an_entry_of_two_categories_speaks_for_both_and_others_are_left_out() -> None:
    shared = [("公共设施", "路灯"), ("公共设施", "垃圾")]
    told = learned(ROWS, ["公共设施没人管了"] * 3, names=shared).model
    alone = learned(ROWS, ["公共设施没人管了"] * 3).model
    assert {one.label for one in told.ranked("公共设施没人管了")[:2]} == {"路灯", "垃圾"}
    strange = learned(ROWS, ["公共设施没人管了"] * 3, names=[("公共设施", "河道")]).model
    assert packed(strange) == packed(alone)


def test_the_head_of_a_text_is_counted_apart() -> None:
    read = signs_of("路灯坏了。晚上很黑")
    assert read.head["路灯"] == 1
    assert "路灯" not in read.rest
    assert signs_of("路灯坏了").rest["路灯"] == 1


def test_every_label_is_dealt_evenly_over_the_folds() -> None:
    labels = ["a"] * 10 + ["b"] * 7
    part = dealt(labels, seed=1)
    assert sorted(np.bincount(part[:10], minlength=5)) == [2] * 5
    assert max(np.bincount(part[10:], minlength=5)) <= 2
    assert list(part) == list(dealt(labels, seed=1))


def test_rows_are_judged_by_models_that_did_not_see_them() -> None:
    told = figures(cross_validated(ROWS, rounds=2), draws=200)
    assert (told["n"], told["rounds"]) == (len(ROWS), 2)
    assert told["macro_f1"]["value"] > 0.9
    chance = np.random.default_rng(0).integers(0, 3, len(ROWS))
    nonsense = [(text, str(label)) for (text, _), label in zip(ROWS, chance, strict=True)]
    assert figures(cross_validated(nonsense), draws=50)["macro_f1"]["value"] < 0.6


def test_a_label_only_the_judged_rows_know_counts_as_wrong() -> None:
    test = [ROWS[0], ("河里有死鱼漂着", "河道")]
    told = figures(held_out(ROWS, test), draws=50)
    assert told["classes"]["河道"]["recall"]["value"] == 0
    assert told["accuracy"]["value"] == 0.5


def test_figures_are_those_of_the_textbook() -> None:
    # By hand: a 2 of 3 right, b 1 of 2; precision a 2/3, b 1/2; F1 2/3 and 1/2.
    ranked = np.array([[[0, 1, -1], [0, 1, -1], [1, 0, -1], [1, 0, -1], [0, 1, -1]]])
    outcome = Outcome(
        ("a", "b"), np.array([0, 0, 0, 1, 1]), ranked, np.array([[True, True, False, True, False]])
    )
    told = figures(outcome, draws=100)
    assert macro_f1(outcome) == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert told["accuracy"]["value"] == 0.6
    assert told["top3_accuracy"]["value"] == 1
    assert told["abstained"]["value"] == 0.4
    assert told["answered_accuracy"]["value"] == 1
    assert told["classes"]["a"]["f1"]["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert told["accuracy"]["low"] < 0.6 < told["accuracy"]["high"]
    assert figures(outcome, draws=100) == told
