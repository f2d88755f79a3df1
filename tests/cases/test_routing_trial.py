"""A change of the duty directory is tried on matters that were, before it is published; nothing is written by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case
from happiness_cloud.institution import actions as institution
from happiness_cloud.interfaces.cli import ground, main
from happiness_cloud.kernel.access import Grant, house, with_grants
from happiness_cloud.kernel.errors import Denied, Invalid
from happiness_cloud.ledger.models import Entry

from . import story
from .everybody import SQUAD, WATER

SHIPPED = Path(institution.__file__).resolve().parents[1] / "reference" / "duties.yaml"
PUBLISHER = house("routing-try", "cases.read", "institution.read", "institution.publish")


def directory(*rows: dict[str, Any]) -> str:
    """The shipped directory with further rows in front."""
    raw = yaml.safe_load(SHIPPED.read_text())
    raw["duties"] = [*rows, *raw["duties"]]
    raw["version"] = "tried"
    return yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)


def taken(key: str = "tried", unit: str = WATER, category: str = story.LITTER) -> dict[str, Any]:
    """A row that gives a category to a unit, before every other row."""
    return {
        "key": key,
        "categories": [category],
        "area": "any",
        "lead": {"unit": unit.strip("/").partition("/")[2]},
        "assists": [],
        "principle": "locality_first",
        "basis": [],
        "priority": 9,
        "zh": "试算",
        "en": "Tried",
    }


def test_the_same_directory_changes_nothing(stage: Any) -> None:
    for _ in range(3):
        story.to_dispatch(stage)
    told = queries.routing_trial(PUBLISHER, directory())
    assert (told.n, told.changed, told.units, told.examples) == (3, 0, (), ())


def test_who_would_have_received_what_is_told_by_unit_with_both_reasons(stage: Any) -> None:
    litter = [story.to_dispatch(stage) for _ in range(2)]
    story.to_dispatch(stage, category=story.LAMP)
    unseen = story.report(stage).id
    Case.objects.filter(pk=unseen).update(category="")
    before = Entry.objects.count()
    told = queries.routing_trial(PUBLISHER, directory(taken()))
    assert (told.n, told.changed, told.uncategorised) == (3, 2, 1)
    units = {one.unit: (one.before, one.after, one.gained, one.lost) for one in told.units}
    assert units[WATER] == (0, 2, 2, 0)
    assert [one for unit, one in units.items() if unit != WATER] == [(2, 0, 0, 2)]
    assert told.categories == ((story.LITTER, 2),)
    assert {one.number for one in told.examples} == {story.row(one).number for one in litter}
    assert all(one.after == WATER and one.because_after != one.because_before for one in told.examples)
    # What was tried is in force nowhere, and is written nowhere.
    actions.dispatch(stage.actor("zhao"), litter[0])
    assert story.row(litter[0]).lead_unit != WATER
    assert Entry.objects.count() == before + 1


def test_published_it_does_what_was_tried(stage: Any) -> None:
    case_id = story.to_dispatch(stage)
    text = directory(taken())
    assert queries.routing_trial(PUBLISHER, text).changed == 1
    institution.publish(PUBLISHER, kind="duties", body=text, name="duties")
    assert queries.routing_trial(PUBLISHER, text).changed == 0
    actions.dispatch(stage.actor("zhao"), case_id)
    assert story.row(case_id).lead_unit == WATER


def test_only_matters_that_one_may_see_are_tried_and_only_by_those_who_may_publish(stage: Any) -> None:
    story.to_dispatch(stage)
    text = directory(taken())
    next_door = with_grants(
        stage.actor("he"), Grant("institution.publish", "/"), Grant("institution.read", "/")
    )
    assert queries.routing_trial(next_door, text).n == 0
    for name in ("wu", "zhao", "chen"):
        with pytest.raises(Denied):
            queries.routing_trial(stage.actor(name), text)


def test_the_newest_are_tried_and_no_more_than_asked(stage: Any) -> None:
    for _ in range(4):
        story.to_dispatch(stage)
    told = queries.routing_trial(PUBLISHER, directory(taken()), last=3)
    assert (told.n, told.changed) == (3, 3)
    assert queries.routing_trial(PUBLISHER, directory(taken()), area="/990106/002/").n == 0


@pytest.mark.parametrize(
    "text",
    ["", "[]", "duties: {", "\x00", "version: x\nduties: 7", "a: &a [*a]"],
)
def test_rubbish_is_refused_with_what_is_wrong(stage: Any, text: str) -> None:
    with pytest.raises(Invalid) as no:
        queries.routing_trial(PUBLISHER, text)
    assert no.value.facts["findings"]


def test_a_row_that_quarrels_is_told_with_its_line(stage: Any) -> None:
    quarrel = taken("other", SQUAD)
    with pytest.raises(Invalid) as no:
        queries.routing_trial(PUBLISHER, directory(taken(), quarrel))
    (found,) = no.value.facts["findings"]
    assert (found["code"], found["row"], found["line"] > 0) == ("institution.rows_contradict", "tried", True)


def test_the_number_of_statements_does_not_grow_with_the_matters(
    stage: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        story.to_dispatch(stage)
    text = directory(taken())
    queries.routing_trial(PUBLISHER, text)
    with django_assert_max_num_queries(8):
        queries.routing_trial(PUBLISHER, text)


def test_the_command_tells_figures_or_every_finding(stage: Any, monkeypatch: Any, tmp_path: Path) -> None:
    @contextmanager
    def here(data: Path | None) -> Iterator[Path]:
        with ground.refusing():
            yield Path()

    monkeypatch.setattr(ground, "house", here)
    story.to_dispatch(stage)
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(directory(taken()))
    bad.write_text(directory(taken(), taken("other", SQUAD)))
    told = CliRunner().invoke(main, ["routing", "try", "--file", str(good), "--json"])
    assert (told.exit_code, json.loads(told.stdout)["changed"]) == (0, 1)
    assert WATER in CliRunner().invoke(main, ["routing", "try", "--file", str(good)]).stdout
    no = CliRunner().invoke(main, ["routing", "try", "--file", str(bad)])
    assert no.exit_code == 1
    assert "bad.yaml:" in no.stderr
