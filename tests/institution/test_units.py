"""Founding a district and keeping its units."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from happiness_cloud.institution import actions, queries
from happiness_cloud.institution.models import Edition, Organisation
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.ledger.models import Entry

from .cast import AREAS, HOUSE, LOCAL, NOBODY, READER, TANG, D, account

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_a_district_has_its_departments_and_a_unit_for_every_area(district: None) -> None:
    found = {unit.path: unit for unit in queries.units(HOUSE)}
    assert found["/yunhu/"].zh == "云湖区"
    assert (found["/yunhu/cgj/sz2/"].zh, found["/yunhu/cgj/sz2/"].area) == ("市政二队", D)
    street = found["/yunhu/s001/"]
    assert (street.zh, street.en) == ("1号街道办事处", "Street 1 Subdistrict Office")
    assert found["/yunhu/s001/c002/"].area == f"{D}001/002/"
    assert sum(unit.kind == "property" for unit in found.values()) == 4
    for path in found:
        parent = path.rstrip("/").rpartition("/")[0] + "/"
        assert parent in ("/", *found), path


def test_founding_again_adds_only_what_is_missing(district: None) -> None:
    stamp = Edition.objects.get().stamp
    assert actions.found_district(HOUSE, areas=AREAS).created == 0
    assert Edition.objects.get().stamp == stamp
    more = [*AREAS, (f"{D}002/003/", "community", "新社区", "New Community")]
    assert actions.found_district(HOUSE, areas=more).created == 2


def test_a_district_is_founded_in_few_queries(rules: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(16):
        actions.found_district(HOUSE, areas=AREAS)


@pytest.mark.parametrize("areas", [[], AREAS[1:], [*AREAS, ("/990107/", "district", "另一区", "Other")]])
def test_areas_without_exactly_one_district_are_refused(rules: None, areas: list[Any]) -> None:
    with pytest.raises(Invalid) as refused:
        actions.found_district(HOUSE, areas=areas)
    assert refused.value.code == "institution.bad_areas"
    assert not Organisation.objects.exists()


def test_a_local_administrator_does_not_found_a_district(rules: None) -> None:
    for actor in (LOCAL, NOBODY):
        with pytest.raises(Denied):
            actions.found_district(actor, areas=AREAS)


def test_names_follow_the_reader(district: None) -> None:
    paths = ["/yunhu/cgj/", "/nowhere/"]
    with translation.override("zh-hans"):
        assert queries.unit_names(READER, paths) == {"/yunhu/cgj/": "城市管理局"}
    with translation.override("en"):
        assert queries.unit_names(READER, paths) == {"/yunhu/cgj/": "Urban Management Bureau"}


def test_a_unit_is_added_below_another_and_takes_matters_at_once(district: None) -> None:
    added = actions.add_organisation(
        TANG,
        parent="/yunhu/cgj/",
        segment="lsb",
        kind="team",
        name_zh="临时保障队",
        code18="91350100M000100Y43",
    )
    assert added.path == "/yunhu/cgj/lsb/"
    assert queries.rulebook(HOUSE).takes_matters(added.path)
    assert Entry.objects.filter(verb="institution.add_organisation", subject_id=str(added.id)).exists()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"parent": "/nowhere/"}, "institution.no_unit"),
        ({"segment": "A b"}, "institution.bad_path"),
        ({"segment": "sz1"}, "institution.unit_taken"),
        ({"kind": "ministry"}, "institution.unknown_kind"),
        ({"name_zh": "  "}, "institution.no_name"),
        ({"area": "/990106/009/"}, ""),
        ({"parent": "/yunhu/s001/", "area": f"{D}002/"}, "institution.area_outside"),
        ({"code18": "91350100M000100Y44"}, "institution.bad_code18"),
    ],
)
def test_a_unit_that_cannot_stand_is_refused(district: None, told: dict[str, str], code: str) -> None:
    asked = {"parent": "/yunhu/cgj/", "segment": "neu", "kind": "team", "name_zh": "新队", **told}
    if not code:
        assert actions.add_organisation(TANG, **asked).path == "/yunhu/cgj/neu/"
        return
    with pytest.raises((Invalid, NotFound)) as refused:
        actions.add_organisation(TANG, **asked)
    assert refused.value.code == code


def test_a_unit_is_renamed_and_the_book_knows_the_old_name(district: None) -> None:
    row = Organisation.objects.get(path="/yunhu/cgj/")
    done = actions.change_organisation(TANG, row.pk, version=row.version, name_zh="城市管理委员会")
    assert done.version == 1
    assert queries.unit_names(READER, ["/yunhu/cgj/"])["/yunhu/cgj/"] == "城市管理委员会"
    entry = Entry.objects.get(verb="institution.change_organisation")
    assert entry.changes["name_zh"] == ["城市管理局", "城市管理委员会"]
    with pytest.raises(NotNow):
        actions.change_organisation(TANG, row.pk, version=0, name_zh="又一个名字")


def test_a_unit_of_another_area_is_not_there_for_a_local_administrator(district: None) -> None:
    row = Organisation.objects.get(path="/yunhu/s002/")
    with pytest.raises(NotFound):
        actions.change_organisation(LOCAL, row.pk, name_zh="别人的街道")
    with pytest.raises(Denied):
        actions.add_organisation(LOCAL, parent="/yunhu/s002/", segment="x", kind="team", name_zh="新队")


def test_a_unit_ends_only_when_nobody_and_nothing_hangs_on_it(district: None) -> None:
    bureau = Organisation.objects.get(path="/yunhu/cgj/")
    team = Organisation.objects.get(path="/yunhu/cgj/sz2/")
    last = date(2026, 11, 30)
    with clock.at(NOW):
        with pytest.raises(Invalid):
            actions.end_organisation(TANG, team.pk, last=last)
        with pytest.raises(NotNow) as refused:
            actions.end_organisation(TANG, bureau.pk, reason="reform", last=last)
        assert (refused.value.code, refused.value.facts["count"]) == ("institution.has_parts", 5)
        post = actions.appoint(HOUSE, account_id=account("sun"), kind="unit_handler", unit=team.path, area=D)
        with pytest.raises(NotNow) as refused:
            actions.end_organisation(TANG, team.pk, reason="reform", last=last)
        assert refused.value.code == "institution.has_people"
        actions.dismiss(TANG, post.id, last=last)
        actions.end_organisation(TANG, team.pk, reason="reform", last=last)
        assert queries.rulebook(HOUSE).takes_matters(team.path)
        with pytest.raises(NotNow):
            actions.end_organisation(TANG, team.pk, reason="reform", last=last)
    with clock.at(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)):
        assert not queries.rulebook(HOUSE).takes_matters(team.path)
        assert team.path in queries.unit_names(HOUSE, [team.path])
