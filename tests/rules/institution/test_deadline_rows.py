"""Which row of the deadline table holds."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from tests.rules.institution.offices import REFERENCE

from happiness_cloud.institution.rules.deadline_table import DeadlineTable, Row
from happiness_cloud.institution.rules.deadlines import CLOCK_HOURS, WORK_DAYS, WORK_HOURS
from happiness_cloud.institution.rules.reference_rows import deadline_rows
from happiness_cloud.institution.rules.validity import Season
from happiness_cloud.kernel.errors import Invalid, NotFound

DAY = date(2026, 8, 3)
WINTER = Season((11, 15), (3, 15))
ANY = Row("any", "handle", 7, WORK_DAYS)


def picked(*rows, category="06010", severity="ordinary", area="/990106/001/002/", day=DAY):
    found = DeadlineTable((ANY, *rows)).pick("handle", category, severity, area, day)
    return found.code if found else None


def row(code, **changes):
    return Row(code, **{"stage": "handle", "amount": 4, "unit": WORK_HOURS, **changes})


def test_the_category_decides_before_the_area_and_the_area_before_the_severity():
    rows = (
        row("branch", category="06*", area="/990106/001/", severity="ordinary"),
        row("exact", category="06010"),
        row("area", area="/990106/001/002/", severity="ordinary"),
        row("severity", severity="ordinary"),
    )
    assert picked(*rows) == "exact"
    assert picked(*rows, category="06011") == "branch"
    assert picked(*rows, category="07001") == "area"
    assert picked(*rows, category="07001", area="/990106/009/") == "severity"
    assert picked(*rows, category="07001", area="/990106/009/", severity="urgent") == "any"


def test_the_longer_prefix_and_the_smaller_area_win():
    rows = (
        row("short", category="0*"),
        row("long", category="060*"),
        row("wide", category="07*", area="/990106/"),
    )
    assert picked(*rows) == "long"
    assert picked(*rows, category="05002") == "short"
    smaller = row("smaller", category="07*", area="/990106/001/")
    assert picked(*rows, smaller, category="07001") == "smaller"


def test_a_season_goes_before_the_rest_of_the_year_and_may_span_new_year():
    winter = row("winter", category="06*", season=WINTER)
    always = row("always", category="06*")
    assert picked(winter, always) == "always"
    assert picked(winter, always, day=date(2026, 1, 2)) == "winter"
    assert picked(winter, always, day=date(2026, 11, 15)) == "winter"


def test_a_row_holds_from_its_first_to_its_last_day():
    old = row("old", category="06*", valid_to=date(2026, 8, 2))
    new = row("new", category="06*", valid_from=date(2026, 8, 3))
    assert picked(old, new) == "new"
    assert picked(old, new, day=date(2026, 8, 2)) == "old"


def test_rows_that_tie_on_some_day_are_refused_when_the_table_is_made():
    for one, other in (
        (row("a", category="06*"), row("b", category="06*")),
        (row("a", season=WINTER), row("b", season=Season((1, 1), (1, 31)))),
        (row("a", severity="urgent", valid_to=DAY), row("b", severity="urgent", valid_from=DAY)),
    ):
        with pytest.raises(Invalid) as refused:
            DeadlineTable((ANY, one, other))
        assert refused.value.facts["findings"] == [{"code": "institution.rows_tie", "row": "a", "other": "b"}]


def test_all_unfit_rows_are_named_at_once():
    with pytest.raises(Invalid) as refused:
        DeadlineTable(
            (row("a", amount=0), row("a", unit="weeks"), row("c", valid_from=DAY, valid_to=date(2020, 1, 1)))
        )
    codes = {(one["code"], one["row"]) for one in refused.value.facts["findings"]}
    assert codes >= {
        ("institution.bad_amount", "a"),
        ("institution.unknown_time_unit", "a"),
        ("institution.row_twice", "a"),
        ("institution.row_reversed", "c"),
    }


def test_a_stage_without_any_row_is_refused_and_never_guessed():
    table = DeadlineTable((ANY,))
    assert table.pick("check", "06010", "urgent", "/990106/", DAY) is None
    with pytest.raises(NotFound) as refused:
        table.required("check", "06010", "urgent", "/990106/", DAY)
    assert refused.value.code == "institution.no_deadline"


def test_the_shipped_table_times_every_stage_of_every_category_and_severity():
    document = yaml.safe_load((REFERENCE / "deadlines.yaml").read_text())
    table = DeadlineTable(deadline_rows(document))
    for stage in document["stages"]:
        for severity in document["severities"]:
            for category in ("06010", "01001", "58099", "unheard of", ""):
                table.required(stage, category, severity, "/990106/001/002/003/", DAY)
    fumes = table.required("handle", "06010", "ordinary", "/990106/", DAY)
    assert (fumes.amount, fumes.unit) == (4, WORK_HOURS)
    assert table.required("handle", "06027", "urgent", "/990106/", DAY).unit == CLOCK_HOURS


def test_illegal_building_has_three_milestones():
    table = DeadlineTable(deadline_rows(yaml.safe_load((REFERENCE / "deadlines.yaml").read_text())))
    found = {
        one.milestone: (one.amount, one.unit)
        for one in table.milestones("handle", "06001", "ordinary", "", DAY)
    }
    assert found == {"stop": (4, WORK_HOURS), "penalty": (7, WORK_DAYS), "demolish": (20, WORK_DAYS)}


def test_a_row_that_cannot_be_read_names_its_number():
    with pytest.raises(Invalid) as refused:
        deadline_rows({"rows": [{"category": "any"}]})
    assert refused.value.facts["row"] == 1
