"""Rules hold in every district of the house, so whoever publishes them holds the right in each."""

from __future__ import annotations

from typing import Any

import pytest

from happiness_cloud.institution import actions, queries
from happiness_cloud.institution.actions.load_reference import SHIPPED
from happiness_cloud.institution.models import Content
from happiness_cloud.institution.queries._book import book
from happiness_cloud.institution.rules.positions import Held
from happiness_cloud.interfaces.demo import people as sample
from happiness_cloud.interfaces.demo.load import KINDS
from happiness_cloud.kernel.access import Actor, Grant, house
from happiness_cloud.kernel.errors import Denied
from happiness_cloud.places import actions as places
from tests.cast import Plot

from .cast import account

OTHER = "/990107/"
HERE = (((115.30, 30.60), (115.34, 30.60), (115.34, 30.61), (115.30, 30.61), (115.30, 30.60)),)
CHANGED = (SHIPPED / "duties.yaml").read_text(encoding="utf-8").rstrip("\n") + "\n# changed\n"


def another_district(cast: Any) -> None:
    """A second district with one subdistrict."""
    plots = [
        Plot(OTHER, "district", "星湖区", "Xinghu", HERE),
        Plot(f"{OTHER}001/", "subdistrict", "西湖街道", "Xihu", HERE),
    ]
    places.lay_out(cast.FOUNDER, under=OTHER, areas=plots, source="tests")


def seated(cast: Any, name: str, *areas: str, kind: str = "security_administrator") -> Actor:
    """Somebody who holds a position in these areas."""
    who = account(name)
    actions.appoint_many(cast.FOUNDER, posts=[(who, kind, "", area) for area in areas])
    seat = queries.seats(house("seats", "institution.read"), who)
    return Actor(f"account:{who}", "staff", seat.grants, name, seat.unit)


def publishes(who: Actor) -> bool:
    """Whether the text is published by this actor; refused, nothing is written."""
    before = Content.objects.count()
    try:
        actions.publish(who, kind="duties", body=CHANGED)
    except Denied:
        assert Content.objects.count() == before
        return False
    assert Content.objects.count() == before + 1
    return True


def test_who_holds_the_right_in_the_only_district_publishes(stage: Any) -> None:
    who = seated(stage, "anquan", stage.DISTRICT)
    assert queries.may_publish(who)
    assert publishes(who)


def test_one_of_the_sample_district_may_publish(stage: Any) -> None:
    may = []
    for one in sample.cast():
        held = [Held(kind, one.unit, one.area) for kind in KINDS[one.position]]
        who = Actor("account:77", "staff", book().positions.grants(held))
        if who.holding("institution.publish") and queries.may_publish(who):
            may.append(one.user_name)
    assert may == ["hanjing"]


def test_what_positions_may_do_is_for_the_house_alone(stage: Any) -> None:
    body = (SHIPPED / "positions.yaml").read_text(encoding="utf-8") + "# changed\n"
    with pytest.raises(Denied):
        actions.publish(seated(stage, "anquan", stage.DISTRICT), kind="positions", body=body)
    assert actions.publish(stage.FOUNDER, kind="positions", body=body).number


@pytest.mark.parametrize("kind", ["system_administrator", "auditor", "dispatcher"])
def test_other_positions_of_the_district_do_not_publish(stage: Any, kind: str) -> None:
    who = seated(stage, "other", stage.DISTRICT, kind=kind)
    assert not publishes(who)
    with pytest.raises(Denied):
        queries.may_publish(who)


@pytest.mark.parametrize("area", ["/990106/001/", "/99010/", "/990106/001/001/001/", "/990107/"])
def test_a_part_of_the_district_or_another_one_is_not_enough(stage: Any, area: str) -> None:
    who = Actor("account:77", "staff", (Grant("institution.publish", area),))
    assert not queries.may_publish(who)
    assert not publishes(who)


def test_where_there_are_two_districts_one_alone_is_refused(stage: Any) -> None:
    another_district(stage)
    for name, area in (("here", stage.DISTRICT), ("there", OTHER)):
        who = seated(stage, name, area)
        assert not queries.may_publish(who)
        assert not publishes(who)


def test_where_there_are_two_districts_who_holds_it_in_both_publishes(stage: Any) -> None:
    another_district(stage)
    who = seated(stage, "both", stage.DISTRICT, OTHER)
    assert queries.may_publish(who)
    assert publishes(who)


def test_the_right_in_the_whole_house_is_enough_for_any_number_of_districts(stage: Any) -> None:
    another_district(stage)
    assert publishes(house("operator", "institution.publish"))


def test_a_district_that_only_has_units_counts_as_well(stage: Any) -> None:
    nodes = [(OTHER, "district", "星湖区", "Xinghu"), (f"{OTHER}001/", "subdistrict", "西湖街道", "Xihu")]
    actions.found_district(stage.FOUNDER, areas=nodes, root_segment="xinghu")
    assert not publishes(seated(stage, "here", stage.DISTRICT))


@pytest.mark.django_db
def test_before_there_is_a_district_only_the_house_publishes(rules: None) -> None:
    assert not publishes(Actor("account:77", "staff", (Grant("institution.publish", "/990106/"),)))
    assert publishes(house("operator", "institution.publish"))
