"""Who is given which position, by whom; and what a position is worth at the door."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from happiness_cloud.institution import actions, queries
from happiness_cloud.institution.models import Edition, Position
from happiness_cloud.institution.queries._book import book
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Place, may
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.ledger.models import Entry

from .cast import GRIDS, HOUSE, LOCAL, NOBODY, READER, TANG, D, account

pytestmark = pytest.mark.django_db
AREA_OF = {"district": D, "subdistrict": f"{D}001/", "community": f"{D}001/001/", "grid": GRIDS[0]}
TEAM = "/yunhu/cgj/sz2/"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def seat(account_id: int) -> queries.Seat:
    found: queries.Seat = queries.seats(HOUSE, account_id)
    return found


def actor(account_id: int) -> Actor:
    found = seat(account_id)
    return Actor(f"account:{account_id}", "staff", found.grants, unit=found.unit)


def test_every_kind_of_position_carries_its_rights_at_its_place(district: None) -> None:
    positions = book().positions
    for kind in positions.kinds.values():
        who = account(kind.key)
        unit = TEAM if kind.own_unit and kind.level == "district" else "/yunhu/s001/c001/"
        actions.appoint(
            HOUSE, account_id=who, kind=kind.key, unit=unit if kind.own_unit else "", area=AREA_OF[kind.level]
        )
        grants = seat(who).grants
        assert {one.right for one in grants} == set(kind.rights), kind.key
        assert {one.area for one in grants} == {AREA_OF[kind.level]}
        for one in grants:
            bound = kind.own_unit and one.right not in positions.unit_free
            assert one.unit == (unit if bound else ""), (kind.key, one.right)
            assert one.purposes == kind.purposes


def test_a_handler_works_on_matters_of_the_own_unit_only(district: None) -> None:
    who = account("sun")
    actions.appoint(HOUSE, account_id=who, kind="unit_handler", unit=TEAM, area=D)
    sun = actor(who)
    assert sun.unit == TEAM
    assert may(sun, "cases.handle", Place(GRIDS[3], (TEAM,)))
    assert not may(sun, "cases.handle", Place(GRIDS[3], ("/yunhu/cgj/sz1/",)))
    assert not may(sun, "cases.check", Place(GRIDS[3], (TEAM,)))
    assert may(sun, "places.read", Place(GRIDS[3]))
    assert may(sun, "cases.contacts", Place(GRIDS[3], (TEAM,)), "case-handling")
    assert not may(sun, "cases.contacts", Place(GRIDS[3], (TEAM,)), "audit")


def test_a_grid_worker_has_nothing_next_door(district: None) -> None:
    who = account("lin")
    actions.appoint(HOUSE, account_id=who, kind="grid_worker", unit="/yunhu/s001/c001/", area=GRIDS[0])
    lin = actor(who)
    assert may(lin, "cases.confirm", Place(GRIDS[0]))
    assert not may(lin, "cases.confirm", Place(GRIDS[1]))


def test_titles_follow_the_reader(district: None) -> None:
    who = account("zhao")
    actions.appoint(HOUSE, account_id=who, kind="dispatcher", unit="/yunhu/zhzx/", area=D)
    with translation.override("zh-hans"):
        assert seat(who).titles == ("派遣员",)
    with translation.override("en"):
        assert seat(who).titles == ("Dispatcher",)
    assert seat(who).unit == "/yunhu/zhzx/"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("unit_handler", "grid_worker"),
        ("unit_handler", "supervisor"),
        ("unit_handler", "call_back_agent"),
        ("unit_lead", "dispatcher"),
        ("system_administrator", "security_administrator"),
        ("security_administrator", "auditor"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_positions_that_must_be_apart_are_not_given_to_one_person(
    district: None, one: str, other: str, turned: bool
) -> None:
    first, second = (other, one) if turned else (one, other)
    kinds = book().positions.kinds
    who = account("both")
    told = {
        key: {"kind": key, "unit": TEAM if kinds[key].own_unit else "", "area": AREA_OF[kinds[key].level]}
        for key in (first, second)
    }
    held = actions.appoint(HOUSE, account_id=who, **told[first])
    with pytest.raises(NotNow) as refused:
        actions.appoint(HOUSE, account_id=who, **told[second])
    assert (refused.value.code, refused.value.facts["pair"]) == (
        "institution.incompatible",
        sorted((one, other)),
    )
    with pytest.raises(NotNow):
        actions.appoint_many(HOUSE, posts=[(who, second, told[second]["unit"], told[second]["area"])])
    # Once the first has ended, the second may be given.
    actions.dismiss(HOUSE, held.id)
    actions.appoint(HOUSE, account_id=who, **told[second])


def test_nobody_appoints_beyond_the_own_area_or_himself(district: None) -> None:
    who = account("he")
    with pytest.raises(Denied):
        actions.appoint(LOCAL, account_id=who, kind="grid_worker", area=f"{D}002/001/001/")
    with pytest.raises(Denied):
        actions.appoint(LOCAL, account_id=who, kind="dispatcher", area=D)
    with pytest.raises(Denied):
        actions.appoint_many(LOCAL, posts=[(who, "grid_worker", "", GRIDS[0]), (who, "dispatcher", "", D)])
    assert not Position.objects.exists()
    actions.appoint(LOCAL, account_id=who, kind="grid_worker", area=GRIDS[0])
    for outsider in (NOBODY, READER):
        with pytest.raises(Denied):
            actions.appoint(outsider, account_id=who, kind="grid_worker", area=GRIDS[0])
    own = account("tang")
    with pytest.raises(Denied) as refused:
        actions.appoint(Actor(f"account:{own}", "staff", TANG.grants), account_id=own, kind="auditor", area=D)
    assert refused.value.code == "institution.not_yourself"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"kind": "mayor"}, "institution.unknown_role"),
        ({"area": "/"}, "institution.bad_area"),
        ({"area": "990106"}, "institution.bad_area"),
        ({"kind": "grid_worker", "area": f"{D}001/"}, "institution.area_too_wide"),
        ({"kind": "unit_handler"}, "institution.needs_unit"),
        ({"unit": "/nowhere/"}, "institution.no_unit"),
        ({"unit": "/yunhu/s001/", "area": f"{D}002/"}, "institution.area_outside"),
        ({"account_id": 12_345_678}, "institution.no_account"),
        ({"until": date(2020, 1, 1)}, "institution.dates_reversed"),
    ],
)
def test_what_cannot_be_is_refused(district: None, told: dict[str, Any], code: str) -> None:
    asked = {"account_id": account("li"), "kind": "dispatcher", "area": D, **told}
    with pytest.raises((Invalid, NotFound)) as refused:
        actions.appoint(HOUSE, **asked)
    assert refused.value.code == code


def test_residents_hold_no_position(district: None) -> None:
    with pytest.raises(NotFound):
        actions.appoint(HOUSE, account_id=account("chen", "resident"), kind="dispatcher", area=D)


def test_the_same_position_is_given_once(district: None) -> None:
    who = account("wu")
    first = actions.appoint(HOUSE, account_id=who, kind="supervisor", area=D)
    again = actions.appoint(HOUSE, account_id=who, kind="supervisor", area=D)
    assert (again.id, again.there) == (first.id, True)
    done = actions.appoint_many(
        HOUSE, posts=[(who, "supervisor", "", D), (who, "supervisor", "", f"{D}001/")]
    )
    assert (done.created, done.there) == (1, 1)


def test_a_dismissed_person_has_no_right_left_and_the_book_knows_both(district: None) -> None:
    who = account("wang")
    with clock.at(NOW):
        post = actions.appoint(HOUSE, account_id=who, kind="adjudicator", area=D)
        done = actions.dismiss(TANG, post.id, version=0, reason="moved on")
        assert seat(who) == queries.Seat((), "", ())
        assert done.version == 1
        with pytest.raises(NotNow):
            actions.dismiss(TANG, post.id)
    verbs = list(Entry.objects.filter(subject_kind="institution.Position").values_list("verb", flat=True))
    assert sorted(verbs) == ["institution.appoint", "institution.dismiss"]


def test_a_position_ends_with_its_last_day(district: None) -> None:
    who = account("qian")
    with clock.at(NOW):
        actions.appoint(HOUSE, account_id=who, kind="district_overseer", area=D, until=date(2026, 11, 30))
    with clock.at(datetime(2026, 11, 30, 15, 59, tzinfo=UTC)):
        assert seat(who).grants
    with clock.at(datetime(2026, 11, 30, 16, 1, tzinfo=UTC)):
        assert not seat(who).grants


def test_a_position_of_another_area_is_not_there_for_a_local_administrator(district: None) -> None:
    post = actions.appoint(HOUSE, account_id=account("he"), kind="grid_worker", area=f"{D}002/001/001/")
    with pytest.raises(NotFound):
        actions.dismiss(LOCAL, post.id)


def test_a_seat_is_found_in_two_queries_and_shown_to_nobody_else(
    district: None, django_assert_max_num_queries: Any
) -> None:
    who = account("feng")
    actions.appoint(HOUSE, account_id=who, kind="auditor", area=D)
    queries.rulebook(HOUSE)
    queries.forget()
    with django_assert_max_num_queries(2):
        seat(who)
    with pytest.raises(Denied):
        queries.seats(READER, who)


def test_many_are_appointed_in_few_queries(district: None, django_assert_max_num_queries: Any) -> None:
    posts = [(account(f"worker{n}"), "grid_worker", "", grid) for n, grid in enumerate(GRIDS)]
    queries.rulebook(HOUSE)
    with django_assert_max_num_queries(12):
        done = actions.appoint_many(HOUSE, posts=posts)
    assert done.created == len(GRIDS)


def test_one_wrong_post_keeps_all_of_them_out_and_is_named(district: None) -> None:
    who = account("many")
    with pytest.raises(Invalid) as refused:
        actions.appoint_many(HOUSE, posts=[(who, "grid_worker", "", GRIDS[0]), (who, "grid_worker", "", D)])
    assert (refused.value.code, refused.value.facts["post"]) == ("institution.area_too_wide", 2)
    assert not Position.objects.exists()


def test_names_of_colleagues_are_for_staff(district: None) -> None:
    with clock.at(NOW - timedelta(days=1)):
        actions.appoint(HOUSE, account_id=account("sun"), kind="unit_handler", unit=TEAM, area=D)
    (found,) = queries.people(TANG, TEAM)
    assert (found.name, found.unit, found.may_end) == ("sun", TEAM, True)
    with pytest.raises(Denied):
        queries.people(READER)


def test_a_seat_is_kept_until_somebody_is_appointed_or_dismissed(
    district: None, django_assert_num_queries: Any
) -> None:
    who = account("feng")
    post = actions.appoint(HOUSE, account_id=who, kind="auditor", area=D)
    before = seat(who)
    with django_assert_num_queries(0):
        assert seat(who) == before
    # Somebody else's appointment is a change for everybody.
    actions.appoint(HOUSE, account_id=account("tan"), kind="auditor", area=D)
    assert seat(who) == before
    actions.dismiss(HOUSE, post.id)
    assert not seat(who).grants


def test_a_dismissal_by_another_process_holds_after_the_next_look(district: None) -> None:
    who = account("feng")
    actions.appoint(HOUSE, account_id=who, kind="auditor", area=D)
    assert seat(who).grants
    # What the other process leaves behind: the positions, and another stamp.
    Position.objects.filter(account_id=who).update(to_day=date(2020, 1, 1))
    Edition.objects.update(seating=uuid.uuid4())
    queries.forget()
    assert not seat(who).grants


def test_titles_are_told_in_the_language_of_each_question(district: None) -> None:
    who = account("feng")
    actions.appoint(HOUSE, account_id=who, kind="auditor", area=D)
    with translation.override("en"):
        english = seat(who).titles
    with translation.override("zh-hans"):
        assert seat(who).titles != english
