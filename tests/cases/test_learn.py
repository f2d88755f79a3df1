"""Category suggestions learned from the house's own matters: through the door, and never for the worse."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction
from django.test import Client

from happiness_cloud.cases import actions, queries, rights
from happiness_cloud.cases.models import Case, Learned
from happiness_cloud.cases.pages import _choices, _desk
from happiness_cloud.interfaces.cli import ground, main
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, Invalid, NotNow
from happiness_cloud.ledger.models import Entry

from . import story

# Whether a matter is of the fifth that is only judged on; the package's name `learn` is the verb itself.
APART = sys.modules["happiness_cloud.cases.actions.learn"]._apart
TEACHER = house("suggest-train", rights.LEARN)
LAMP, LITTER = story.LAMP, story.LITTER
WHERE = (
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
SAID = {
    LAMP: ("路灯不亮了，晚上很黑", "路灯坏了好几天，没有人修灯", "灯杆歪了，路灯一闪一闪"),
    LITTER: ("垃圾堆了很久没人清运，臭味很大", "乱倒垃圾，垃圾桶满了没清理", "建筑垃圾占路，请清运"),
}
ASKED = "七号楼前的路灯坏了，晚上很黑"


@pytest.fixture
def matters(stage: Any) -> Callable[..., None]:
    """Writes matters that staff have filed, 36 of each kind."""
    first = story.row(story.to_dispatch(stage))
    # Its own words are of another kind than it was filed under: nothing to learn from.
    Case.objects.filter(pk=first.pk).update(state="void")
    made = 0

    def write() -> None:
        nonlocal made
        columns = {
            one.attname: getattr(first, one.attname)
            for one in Case._meta.concrete_fields
            if one.attname != "id"
        }
        rows = []
        for category, said in SAID.items():
            for where in WHERE:
                for words in said:
                    made += 1
                    told = {"text": f"{where}{words}", "category": category, "number": f"L-{made}"}
                    rows.append(Case(**(columns | told)))
        Case.objects.bulk_create(rows)

    return write


def _learn(**told: Any) -> actions.Lesson:
    lesson: actions.Lesson = actions.learn(TEACHER, **({"least": 50} | told))
    return lesson


def test_what_staff_chose_is_learned_and_suggested(stage: Any, matters: Callable[..., None]) -> None:
    assert queries.suggestions(stage.actor("chen"), ASKED) == ()
    matters()
    told = _learn()
    assert told.taken
    assert told.before is None
    assert told.n + told.held_out == 72
    assert told.macro_f1 > 0.9
    found = queries.suggestions(stage.actor("chen"), ASKED)
    assert found[0].label == LAMP
    assert all(word in ASKED for word in found[0].words)
    assert "灯" in "".join(found[0].words)
    assert queries.suggestions(stage.actor("chen"), "zzz") == ()


def test_the_book_says_what_was_learned_from_what(stage: Any, matters: Callable[..., None]) -> None:
    matters()
    told = _learn()
    entry = Entry.objects.get(verb="cases.learn")
    kept = Learned.objects.get(pk=told.id)
    assert (entry.actor_id, entry.facts["data_hash"]) == (TEACHER.id, kept.data_hash)
    assert entry.facts["digest"] == kept.digest
    assert kept.scores["macro_f1"] == told.macro_f1
    assert kept.at is not None
    assert "路灯" not in json.dumps([entry.facts, entry.changes], ensure_ascii=False)


@pytest.mark.parametrize("name", ["chen", "lin", "zhou", "zhao", "sun", "qian", "feng"])
def test_nobody_teaches_without_the_right(stage: Any, matters: Callable[..., None], name: str) -> None:
    matters()
    with pytest.raises(Denied):
        actions.learn(stage.actor(name), least=50)
    assert not Learned.objects.exists()


def test_too_few_matters_are_refused(stage: Any, matters: Callable[..., None]) -> None:
    matters()
    with pytest.raises(NotNow, match="too_few_to_learn"):
        _learn(least=500)
    assert not Learned.objects.exists()


def test_what_nobody_has_looked_at_teaches_nothing(stage: Any, matters: Callable[..., None]) -> None:
    matters()
    Case.objects.filter(number__startswith="L-").update(state="registered")
    with pytest.raises(NotNow, match="too_few_to_learn"):
        _learn()


def test_a_worse_model_is_not_taken_into_use_and_says_so(stage: Any, matters: Callable[..., None]) -> None:
    matters()
    good = _learn()
    # Somebody filed everything the other way round; what is judged on is as it was.
    for key, category in Case.objects.filter(number__startswith="L-").values_list("pk", "category"):
        if not APART(key):
            Case.objects.filter(pk=key).update(category=LITTER if category == LAMP else LAMP)
    told = _learn()
    assert not told.taken
    assert told.macro_f1 < told.before
    assert list(Learned.objects.filter(in_use=True).values_list("pk", flat=True)) == [good.id]
    assert bytes(Learned.objects.get(pk=told.id).body) == b""
    assert queries.suggestions(stage.actor("chen"), ASKED)[0].label == LAMP


def test_a_model_as_good_takes_the_place_of_the_one_before(stage: Any, matters: Callable[..., None]) -> None:
    matters()
    first, second = _learn(), _learn()
    assert second.taken
    assert second.before == first.macro_f1
    assert second.data_hash == first.data_hash
    assert list(Learned.objects.filter(in_use=True).values_list("pk", flat=True)) == [second.id]


def test_only_one_model_is_ever_in_use(stage: Any, matters: Callable[..., None]) -> None:
    matters()
    kept = Learned.objects.get(pk=_learn().id)
    kept.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


def test_a_model_whose_bytes_were_changed_is_not_used(stage: Any, matters: Callable[..., None]) -> None:
    matters()
    told = _learn()
    body = bytearray(Learned.objects.get(pk=told.id).body)
    body[-40] ^= 1
    Learned.objects.filter(pk=told.id).update(body=bytes(body))
    assert queries.suggestions(stage.actor("chen"), ASKED) == ()


def test_a_resident_is_shown_what_was_learned_first(stage: Any, matters: Callable[..., None]) -> None:
    matters()
    _learn()
    page = Client().post("/report/kinds/", {"text": ASKED}, headers={"accept-language": "en"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "% sure: " in text
    assert text.index(f'value="{LAMP}"') == text.index('value="')


def test_the_desk_is_shown_what_was_learned_before_what_is_named_alike(
    stage: Any, matters: Callable[..., None]
) -> None:
    named_alike = [one["value"] for one in _choices.categories(ASKED, "", _desk.Words())]
    matters()
    _learn()
    found = _choices.categories(ASKED, "", _desk.Words())
    assert (found[0]["value"], "100" in found[0]["hint"] or "9" in found[0]["hint"]) == (LAMP, True)
    values = [one["value"] for one in found]
    assert len(values) == len(set(values))
    assert set(named_alike) <= set(values)


def test_the_command_says_by_its_exit_code_whether_the_model_is_in_use(
    stage: Any, matters: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def here(data: Path | None) -> Iterator[Path]:
        with ground.refusing():
            yield Path()

    monkeypatch.setattr(ground, "house", here)
    few = CliRunner().invoke(main, ["suggest", "train", "--min-rows", "50"])
    assert (few.exit_code, "too_few_to_learn" in few.stderr) == (1, True)
    matters()
    good = CliRunner().invoke(main, ["suggest", "train", "--min-rows", "50"])
    assert (good.exit_code, "now in use" in good.stdout) == (0, True)
    for key, category in Case.objects.filter(number__startswith="L-").values_list("pk", "category"):
        if not APART(key):
            Case.objects.filter(pk=key).update(category=LITTER if category == LAMP else LAMP)
    worse = CliRunner().invoke(main, ["suggest", "train", "--min-rows", "50", "--json"])
    assert (worse.exit_code, json.loads(worse.stdout)["taken"]) == (3, False)


def test_how_pressing_a_matter_sounds_is_learned_from_what_staff_judged(
    stage: Any, matters: Callable[..., None]
) -> None:
    asked = "东门路灯不亮了，晚上很黑"
    matters()
    Case.objects.filter(number__startswith="L-", category=LAMP).update(severity="complex")
    assert queries.urgency(stage.actor("zhou"), asked) is None
    told = _learn(kind="severity")
    assert (told.taken, told.labels) == (True, 2)
    found = queries.urgency(stage.actor("zhou"), asked)
    assert found is not None
    assert (found.severity, found.confidence is not None) == ("complex", True)
    assert all(word in asked for word in found.words)
    # What is usual is no hint, and a model of severities suggests no categories.
    assert queries.urgency(stage.actor("zhou"), "垃圾堆了很久没人清运，臭味很大") is None
    assert queries.suggestions(stage.actor("zhou"), asked) == ()
    with pytest.raises(Invalid):
        _learn(kind="colour")


def test_words_of_danger_are_told_without_any_model_and_nothing_is_set_by_them(stage: Any) -> None:
    found = queries.urgency(stage.actor("chen"), "楼道里有燃气味，还漏电")
    assert found is not None
    assert (found.severity, found.words, found.confidence) == ("urgent", ("燃气味", "漏电"), None)
    assert queries.urgency(stage.actor("chen"), "路灯坏了") is None
    assert story.row(story.report(stage, text="楼道里有燃气味").id).severity == "ordinary"
