"""A dry run of a changed duty directory: who would have received what, and nothing is written."""

from __future__ import annotations

import re
import sys
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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


def row(**dates: object) -> str:
    """The changed file, its own row with dates."""
    told = ", ".join(f"{name}: {value}" for name, value in dates.items())
    return CHANGED.replace("area: any, priority: 9,", f"area: any, priority: 9, {told},")


def today() -> date:
    return clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()


def test_a_row_that_begins_later_is_tried_as_it_will_stand_then(stage: Any) -> None:
    matters(stage, 3)
    begins = today() + timedelta(days=40)
    told = queries.routing_trial(stage.actor("wu"), row(valid_from=begins))
    assert (told.on, told.n, told.changed) == (begins, 3, 3)
    # On the day before nothing has changed yet.
    before = queries.routing_trial(stage.actor("wu"), row(valid_from=begins), on=begins - timedelta(days=1))
    assert (before.on, before.changed) == (begins - timedelta(days=1), 0)


def test_hours_and_seasons_stay_those_of_the_matter_when_rows_begin_later(stage: Any) -> None:
    matters(stage, 4)
    day, night = (clock.now().replace(hour=hour, minute=0) for hour in (4, 16))
    Case.objects.update(dispatched_at=day)
    Case.objects.filter(pk=Case.objects.latest("id").pk).update(dispatched_at=night)
    begins = today() + timedelta(days=40)
    season = f"{day:%m-%d} to {night + timedelta(days=1):%m-%d}"
    when = f'{{hours: ["22:00-06:00"], season: "{season}"}}'
    assert queries.routing_trial(stage.actor("wu"), row(valid_from=begins, when=when)).changed == 1


def test_rules_in_force_are_tried_on_matters_from_before_they_began(stage: Any) -> None:
    matters(stage, 2)
    Case.objects.update(dispatched_at=clock.now() - timedelta(days=900))
    told = queries.routing_trial(stage.actor("wu"), row(valid_from=today() - timedelta(days=1)))
    assert (told.on, told.changed) == (today(), 2)


def test_a_row_that_will_be_over_moves_nothing_on_a_later_day(stage: Any) -> None:
    matters(stage, 2)
    last = today() + timedelta(days=10)
    assert queries.routing_trial(stage.actor("wu"), row(valid_to=last)).changed == 2
    later = queries.routing_trial(stage.actor("wu"), row(valid_to=last), on=last + timedelta(days=1))
    assert later.changed == 0


def test_a_file_that_begins_later_is_tried_on_its_first_day_beside_what_holds_then(stage: Any) -> None:
    matters(stage, 2)
    begins = today() + timedelta(days=30)
    later = re.sub("(?m)^valid_from: .*$", f"valid_from: {begins}", CHANGED)
    assert later != CHANGED
    told = queries.routing_trial(stage.actor("wu"), later)
    assert (told.on, told.changed) == (begins, 2)
    institution.publish(PUBLISHER, kind="duties", body=later)
    assert queries.routing_trial(stage.actor("wu"), later).changed == 0
    # Until then it is the file of today that holds.
    assert queries.routing_trial(stage.actor("wu"), TEXT).changed == 0
    back = queries.routing_trial(stage.actor("wu"), TEXT, on=begins)
    assert {one.key: one.gained for one in back.units} == {WATER: 0, "/yunhu/cgj/hws/": 2}


@pytest.mark.parametrize(("first", "last", "on"), [(0, 9, 10), (5, 9, 4), (0, 9, -1), (-9, -1, None)])
def test_a_day_on_which_the_file_does_not_hold_is_refused(
    stage: Any, first: int, last: int, on: int | None
) -> None:
    begins, ends = (today() + timedelta(days=days) for days in (first, last))
    text = re.sub("(?m)^valid_from: .*$", f"valid_from: {begins}", CHANGED)
    text = re.sub("(?m)^valid_to: .*$", f"valid_to: {ends}", text)
    day = None if on is None else today() + timedelta(days=on)
    with pytest.raises(Invalid) as refused:
        queries.routing_trial(stage.actor("wu"), text, on=day)
    assert (refused.value.code, refused.value.facts["field"]) == ("institution.not_in_force_then", "on")


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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(?m)^valid_from: .*$", "valid_from: tomorrow"),
        ("(?m)^valid_from: .*$", "valid_from: 5"),
        ("(?m)^valid_from: .*$", "valid_from: [2027-01-01]"),
        ("(?m)^valid_from: .*$", "valid_from: 2027-01-01T00:00:00"),
        ("(?m)^valid_to: .*$", "valid_to: 2027-02-30"),
        ("(?m)^otherwise: .*$", "otherwise: !mine zhzx"),
        ("(?m)^otherwise: .*$", "? [otherwise]\n: zhzx"),
        ("area: any, priority: 9,", "area: any, valid_from: 2027-02-30,"),
    ],
)
def test_a_date_that_is_none_is_told_with_its_line(stage: Any, old: str, new: str) -> None:
    text = re.sub(old, new, CHANGED)
    with pytest.raises(Invalid) as refused:
        queries.routing_trial(PUBLISHER, text)
    lines = [one["line"] for one in refused.value.facts["findings"]]
    wrong = text[: text.index(new)].count("\n") + 1
    assert wrong in lines or new.startswith("?")


def test_a_page_of_matters_is_one_statement_and_the_last_are_taken(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    matters(stage, 9)
    wu = stage.actor("wu")
    queries.routing_trial(wu, CHANGED)
    monkeypatch.setattr(sys.modules["happiness_cloud.cases.queries.routing_trial"], "PAGE", 3)
    # Whether the rules have moved on is looked after once a second: not in the middle of this.
    monkeypatch.setattr("happiness_cloud.institution.queries._shelf.LOOK_EVERY", 3600.0)
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
