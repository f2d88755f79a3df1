"""A dry run of a changed duty directory: who would have received what, and nothing is written."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from happiness_cloud.cases import queries
from happiness_cloud.cases.models import Case
from happiness_cloud.institution import actions as institution
from happiness_cloud.institution import queries as institution_queries
from happiness_cloud.institution.actions.load_reference import SHIPPED
from happiness_cloud.institution.models import Content, Edition
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant, house
from happiness_cloud.kernel.errors import Denied, Invalid
from happiness_cloud.ledger.models import Entry

from . import story

TEXT = (SHIPPED / "duties.yaml").read_text(encoding="utf-8")
WATER = "/yunhu/swj/"
# Everything of the code of the tests' matters goes to the water affairs.
ROW = """  - {key: tried, categories: ["06010"], area: any, priority: 9,
     lead: {unit: swj}, assists: [], principle: line_power, basis: [waste],
     zh: 试算的一行, en: A row to try}
"""
CHANGED = TEXT.rstrip("\n") + "\n" + ROW
PUBLISHER = house("publisher", "institution.read", "institution.publish")


def matters(cast: Any, count: int, area: str | None = None, first: int = 0) -> None:
    """So many matters about household waste, as they stand in the table."""
    begun = Case.objects.order_by("pk").values_list("pk", flat=True).first() or story.handling(cast)
    Case.objects.filter(pk=begun).update(category="06010")
    like = Case.objects.values().get(pk=begun)
    del like["id"]
    like["area_path"] = area or like["area_path"]
    numbers = range(first, first + (count if first else count - 1))
    Case.objects.bulk_create(Case(**{**like, "number": f"T{one:08d}"}) for one in numbers)


def test_who_would_have_received_what_is_counted_and_nothing_is_written(stage: Any) -> None:
    matters(stage, 5)
    before = (Entry.objects.count(), Content.objects.count(), Edition.objects.get().stamp)
    told = queries.routing_trial(stage.actor("wu"), CHANGED)
    assert (told.n, told.changed, told.unchanged) == (5, 5, 0)
    assert {one.key: (one.before, one.after, one.gained, one.lost) for one in told.units} == {
        WATER: (0, 5, 5, 0),
        "/yunhu/cgj/hws/": (5, 0, 0, 5),
    }
    assert [(one.key, one.before, one.lost) for one in told.categories] == [("06010", 5, 5)]
    example = told.examples[0]
    assert (example.before, example.after) == ("/yunhu/cgj/hws/", WATER)
    assert example.because_after[0]["row"] == "tried"
    assert example.because_before[0]["row"] != "tried"
    assert (Entry.objects.count(), Content.objects.count(), Edition.objects.get().stamp) == before


def test_the_file_in_force_changes_nothing(stage: Any) -> None:
    matters(stage, 3)
    told = queries.routing_trial(stage.actor("wu"), TEXT)
    assert (told.n, told.changed, told.units, told.examples, told.helpers) == (3, 0, (), (), 0)


def test_what_was_told_is_what_happens_once_it_is_published(stage: Any) -> None:
    matters(stage, 1)
    told = queries.routing_trial(stage.actor("wu"), CHANGED)
    institution.publish(PUBLISHER, kind="duties", body=CHANGED)
    case, book = Case.objects.get(), institution_queries.rulebook(PUBLISHER)
    assert book.route(case.category, case.area_path, clock.now()).lead == told.examples[0].after


def test_a_row_that_holds_at_night_moves_only_what_was_dispatched_at_night(stage: Any) -> None:
    matters(stage, 4)
    day, night = (clock.now().replace(hour=hour, minute=0) for hour in (4, 16))
    Case.objects.update(dispatched_at=day)
    Case.objects.filter(pk=Case.objects.latest("id").pk).update(dispatched_at=night)
    at_night = CHANGED.replace("area: any, priority: 9,", 'area: any, when: {hours: ["22:00-06:00"]},')
    told = queries.routing_trial(stage.actor("wu"), at_night)
    assert (told.n, told.changed) == (4, 1)


def test_a_supervisor_counts_only_his_area(stage: Any) -> None:
    matters(stage, 2)
    matters(stage, 3, stage.FAR_GRID, first=50)
    rights = [Grant(one, stage.SECOND) for one in ("cases.read", "institution.read")]
    told = queries.routing_trial(Actor("account:950", "staff", tuple(rights)), CHANGED)
    assert (told.n, {one.area for one in told.examples}) == (3, {stage.FAR_GRID})
    everywhere = queries.routing_trial(stage.actor("wu"), CHANGED, area=stage.FIRST)
    assert everywhere.n == 2


def test_who_publishes_counts_everything_but_is_shown_no_matter(stage: Any) -> None:
    matters(stage, 3)
    told = queries.routing_trial(PUBLISHER, CHANGED)
    assert (told.n, told.changed, told.examples) == (3, 3, ())


def test_strangers_are_refused(stage: Any) -> None:
    for who in (Actor("visitor", "visitor"), Actor("a", "staff", (Grant("institution.read", "/"),))):
        with pytest.raises(Denied):
            queries.routing_trial(who, CHANGED)


@pytest.mark.parametrize(
    "text", ["", "a: [", "\x00", "- x", "&a [*a]", "x" * 300_000, TEXT.replace("06010", "0601x")]
)
def test_rubbish_and_huge_files_are_refused_with_a_line(stage: Any, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        queries.routing_trial(PUBLISHER, text)
    assert refused.value.facts["findings"][0]["line"] >= 1


def test_a_page_of_matters_is_one_statement_and_the_last_are_taken(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    matters(stage, 9)
    wu = stage.actor("wu")
    queries.routing_trial(wu, CHANGED)
    monkeypatch.setattr(sys.modules["happiness_cloud.cases.queries.routing_trial"], "PAGE", 3)
    told = queries.routing_trial(wu, CHANGED, last=7)
    assert told.n == 7
    counts = []
    for last in (3, 6, 9):
        with CaptureQueriesContext(connection) as caught:
            assert queries.routing_trial(wu, CHANGED, last=last).n == last
        # The edition of the rules is looked up once a second, whenever that is.
        counts.append(sum("_edition" not in one["sql"] for one in caught.captured_queries))
    # One statement for the matters of a page, one for which of them may be shown.
    assert counts[2] - counts[1] == counts[1] - counts[0] == 2
