"""Publishing an edited text: a new version, or every finding with its place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from happiness_cloud.institution import actions, queries
from happiness_cloud.institution.actions.load_reference import SHIPPED
from happiness_cloud.institution.models import Content, Edition
from happiness_cloud.institution.queries import _shelf
from happiness_cloud.institution.terms import told
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound
from happiness_cloud.ledger.models import Entry

from .cast import GRIDS, HOUSE, READER, TANG

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def text_of(name: str, *changes: tuple[str, str]) -> str:
    text = (SHIPPED / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


SECOND_PACK = (('version: "1"', 'version: "2"'), ("limit: 2", "limit: 5"))


def test_a_new_pack_holds_for_new_cases_and_the_old_one_for_old_cases(district: None) -> None:
    old = queries.rulebook(HOUSE)
    done = actions.publish(HOUSE, kind="pack", name="yunhu", body=text_of("packs/yunhu.yaml", *SECOND_PACK))
    assert (done.number, done.key) == (2, "yunhu")
    new = queries.rulebook(HOUSE)
    assert (old.pack.key, old.pack.return_limit) == ("yunhu@1", 2)
    assert (new.pack.key, new.pack.return_limit) == ("yunhu@2", 5)
    kept = queries.rulebook(HOUSE, "yunhu@1")
    assert (kept.pack.key, kept.pack.return_limit, kept.edition) == ("yunhu@1", 2, new.edition)
    assert kept.route("06010", GRIDS[0], NOW).lead == "/yunhu/cgj/hws/"


def test_a_pack_that_holds_later_waits_for_its_day(rules: None) -> None:
    later = date(2027, 1, 1)
    with clock.at(NOW):
        actions.publish(HOUSE, kind="pack", body=text_of("packs/yunhu.yaml", *SECOND_PACK), valid_from=later)
        assert queries.rulebook(HOUSE).pack.key == "yunhu@1"
    # Midnight of the offices, not of UTC.
    with clock.at(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)):
        assert queries.rulebook(HOUSE).pack.key == "yunhu@1"
    with clock.at(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)):
        assert queries.rulebook(HOUSE).pack.key == "yunhu@2"


def test_a_version_that_cases_rely_on_is_never_replaced(rules: None) -> None:
    with pytest.raises(Invalid) as refused:
        actions.publish(HOUSE, kind="pack", body=text_of("packs/yunhu.yaml", ("limit: 2", "limit: 3")))
    assert refused.value.code == "institution.version_taken"


@pytest.mark.parametrize(
    ("kind", "name", "old", "new", "code", "mend"),
    [
        ("pack", "packs/yunhu.yaml", "to_check:", "to_chek:", "institution.unknown_stage", "to_check"),
        ("calendar", "calendars/office.yaml", "statutory: cn", "statutory: cm", "institution.unknown_holidays", ""),
        ("duties", "duties.yaml", 'categories: ["57004"]', 'categories: ["5700"]', "institution.unknown_category", ""),
        ("deadlines", "deadlines.yaml", "amount: 4, unit: work_h", "amount: -4, unit: work_h", "institution.bad_amount", ""),
        ("positions", "positions.yaml", "level: grid\n", "level: gird\n", "institution.unknown_word", "grid"),
        ("practice", "practice.yaml", "pack: yunhu\n", "pack: yunhv\n", "institution.unknown_word", "yunhu"),
        ("categories", "categories/community.yaml", '{code: "51002"', '{code: "51001"', "institution.row_twice", ""),
    ],
)  # fmt: skip
def test_rubbish_is_refused_with_its_place_and_nothing_changes(
    district: None, kind: str, name: str, old: str, new: str, code: str, mend: str
) -> None:
    before = (Content.objects.count(), Edition.objects.get().stamp)
    body = text_of(name, (old, new))
    with pytest.raises(Invalid) as refused:
        actions.publish(HOUSE, kind=kind, body=body, filename="mine.yaml")
    findings: list[dict[str, Any]] = refused.value.facts["findings"]
    found = next(one for one in findings if one["code"] == code)
    assert found["file"] == "mine.yaml"
    assert found.get("mend", "") == mend
    if kind not in ("practice",):
        wrong = body[: body.index(new)].count("\n") + 1
        assert abs(found["line"] - wrong) <= 3, (found, wrong)
    assert told(found)
    assert (Content.objects.count(), Edition.objects.get().stamp) == before


@pytest.mark.parametrize("body", ["", "a: [", "- just\n- a list\n", "\x00", "a: 1\na: 2\n", "&a [*a]"])
@pytest.mark.parametrize("kind", ["pack", "duties", "calendar", "categories"])
def test_what_is_no_policy_at_all_is_refused_with_a_line(rules: None, kind: str, body: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.publish(HOUSE, kind=kind, body=body)
    assert refused.value.facts["findings"][0]["line"] >= 1


def test_the_same_text_again_is_no_new_version(rules: None) -> None:
    assert actions.publish(HOUSE, kind="duties", body=text_of("duties.yaml")).number == 0


def test_hours_at_which_no_office_of_the_district_works_are_told_and_published(rules: None) -> None:
    row = """  - {key: night, categories: ["06010"], area: any, when: {worktime: inside, hours: ["22:00-06:00"]},
     lead: {unit: swj}, assists: [], principle: line_power, basis: [waste], zh: 夜间, en: At night}
"""
    done = actions.publish(HOUSE, kind="duties", body=text_of("duties.yaml").rstrip("\n") + "\n" + row)
    assert done.number == 2
    assert [(one["code"], one["row"]) for one in done.notes] == [("institution.row_out_of_hours", "night")]


def test_a_text_under_another_key_is_refused(rules: None) -> None:
    with pytest.raises(Invalid) as refused:
        actions.publish(HOUSE, kind="pack", name="other", body=text_of("packs/yunhu.yaml", *SECOND_PACK))
    assert refused.value.code == "institution.other_key"


def test_who_edits_does_not_publish(rules: None) -> None:
    for actor in (TANG, READER):
        with pytest.raises(Denied):
            actions.publish(actor, kind="duties", body=text_of("duties.yaml"))


def test_publishing_is_written_into_the_book(rules: None) -> None:
    actions.publish(HOUSE, kind="pack", body=text_of("packs/yunhu.yaml", *SECOND_PACK), reason="decision 7")
    entry = Entry.objects.filter(verb="institution.publish").get()
    assert (entry.reason, entry.facts["number"], entry.facts["key"]) == ("decision 7", 2, "yunhu")


def test_another_process_sees_a_new_edition_within_a_second(
    rules: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    first = queries.rulebook(HOUSE)
    monkeypatch.setattr("happiness_cloud.institution.actions._publishing.forget", lambda: None)
    ticks = [_shelf.time.monotonic()]
    monkeypatch.setattr(_shelf.time, "monotonic", lambda: ticks[0])
    queries.forget()
    queries.rulebook(HOUSE)
    actions.publish(HOUSE, kind="pack", body=text_of("packs/yunhu.yaml", *SECOND_PACK))
    with django_assert_num_queries(0):
        assert queries.rulebook(HOUSE).edition == first.edition
    ticks[0] += 1.01
    assert queries.rulebook(HOUSE).edition == first.edition + 1
    assert queries.rulebook(HOUSE).pack.key == "yunhu@2"


def test_a_number_that_is_used_again_after_a_rollback_is_not_taken_for_the_same_edition(rules: None) -> None:
    queries.rulebook(HOUSE)
    row = Edition.objects.get()
    Edition.objects.update(stamp="00000000-0000-4000-8000-000000000001")
    queries.forget()
    held = _shelf.shelf()
    assert (held.edition, str(held.stamp)[-1]) == (row.number, "1")


def test_a_pack_that_never_was_is_not_found(rules: None) -> None:
    for key in ("yunhu@9", "nowhere@1", "yunhu", "@"):
        with pytest.raises(NotFound):
            queries.rulebook(HOUSE, key)


def test_the_rules_are_read_in_few_queries(rules: None, django_assert_max_num_queries: Any) -> None:
    _shelf._held = None
    with django_assert_max_num_queries(5):
        queries.rulebook(HOUSE)
    queries.forget()
    with django_assert_max_num_queries(1):
        queries.rulebook(HOUSE)
    assert timedelta(seconds=_shelf.LOOK_EVERY) <= timedelta(seconds=1)
