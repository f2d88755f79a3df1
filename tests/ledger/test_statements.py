"""The statements every verb makes: the row and the key in one, the end of a verb in another, nothing cut short."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString
from tests.cases import story

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import Case, Remark
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound
from happiness_cloud.ledger import book, queries, statements
from happiness_cloud.ledger.models import Answer, Entry


def _claim(key: str, what: str = "f") -> statements.Claim:
    return statements.Claim("account:1", key, "cases.sign", what, clock.now())


def test_a_row_read_by_kept_statements_equals_the_one_django_reads(stage: Any) -> None:
    case_id = story.to_sign(stage)
    read = statements.subject(Case, "id", case_id, lock=True, waits=True).row
    django = Case.objects.get(pk=case_id)
    for field in Case._meta.concrete_fields:
        assert getattr(read, field.attname) == getattr(django, field.attname), field.attname
    assert read.get_deferred_fields() == set()
    assert not read._state.adding


@pytest.mark.parametrize("value", [0, -1, 2**70, "x", "", None, "\0", [1], 1.5])
def test_a_key_that_no_row_can_have_is_no_row_and_no_error(stage: Any, value: Any) -> None:
    story.report(stage)
    nothing = statements.Begun(None)
    assert statements.subject(Case, "id", value, lock=True, waits=True) == nothing
    assert statements.subject(Case, "id", value, lock=True, waits=True, claim=_claim("k")) == nothing


def test_a_key_is_new_once_and_the_row_comes_with_it(stage: Any) -> None:
    case_id = story.report(stage).id
    for fresh in (True, False, False):
        begun = statements.subject(Case, "id", case_id, lock=True, waits=True, claim=_claim("same"))
        assert (begun.row.pk, begun.fresh) == (case_id, fresh)
    assert Answer.objects.filter(key="same").count() == 1


def test_what_a_hand_did_to_the_row_comes_with_it(stage: Any) -> None:
    case_id = story.handling(stage)
    sun = stage.actor("sun").id
    begun = statements.subject(Case, "id", case_id, lock=True, waits=True, hand=sun)
    assert begun.done == queries.done_by(house("t", "ledger.read"), "cases.Case", case_id, sun) != frozenset()
    assert statements.subject(Case, "id", case_id, lock=True, waits=True, hand="nobody").done == frozenset()
    assert statements.subject(Case, "id", 0, lock=True, waits=True, hand=sun) == statements.Begun(None)


def test_a_row_written_here_comes_back_as_it_was(stage: Any) -> None:
    case_id = story.report(stage).id
    words = Remark(
        case_id=case_id, verb="note", text="已到现场，'引号' 与 %s 都在", public=True, at=clock.now()
    )
    statements.insert(words)
    assert Remark.objects.get(pk=words.pk) == words
    assert Remark.objects.get(pk=words.pk).text == words.text


def test_a_value_too_long_for_its_column_is_refused_and_never_cut(stage: Any) -> None:
    case_id = story.report(stage).id
    with pytest.raises(DataError), transaction.atomic():
        statements.insert(Remark(case_id=case_id, verb="n" * 21, text="x", at=clock.now()))
    case = Case.objects.get(pk=case_id)
    case.address = "长" * 201
    with pytest.raises(DataError), transaction.atomic():
        statements.finish(Entry(at=clock.now(), verb="x"), case, ("address",), None, None)
    assert Case.objects.get(pk=case_id).address == ""


def test_a_verb_needs_few_statements(stage: Any) -> None:
    case_id = story.to_sign(stage)
    with CaptureQueriesContext(connection) as told:
        actions.sign(stage.actor("sun"), case_id, key="a-key-of-sun")
    asked = [one["sql"] for one in told if "SAVEPOINT" not in one["sql"] and "_edition" not in one["sql"]]
    assert len(asked) <= 2, asked


def test_the_end_of_a_verb_keeps_row_book_and_answer_together(stage: Any) -> None:
    case_id = story.to_sign(stage)
    done = actions.sign(stage.actor("sun"), case_id, key="a-key-of-sun")
    case, entry = Case.objects.get(pk=case_id), Entry.objects.latest("id")
    assert (case.state, case.version) == ("handling", done.version)
    assert (entry.verb, entry.version, entry.changes["state"]) == (
        "cases.sign",
        done.version,
        ["to_sign", "handling"],
    )
    assert Answer.objects.get(key="a-key-of-sun").answer["state"] == "handling"
    assert actions.sign(stage.actor("sun"), case_id, key="a-key-of-sun") == done


def test_a_verb_finds_its_matter_by_number_as_by_key(stage: Any) -> None:
    number = Case.objects.get(pk=story.to_sign(stage)).number
    assert actions.sign(stage.actor("sun"), number).number == number
    with pytest.raises(NotFound):
        actions.sign(stage.actor("sun"), "HC-20260101-990106-999999")
    with pytest.raises(NotFound):
        actions.sign(stage.actor("sun"), "' OR 1=1 --")


def test_a_refused_verb_leaves_its_key_free(stage: Any) -> None:
    case_id = story.to_sign(stage)
    with pytest.raises(Denied), transaction.atomic():
        actions.sign(stage.actor("wu"), case_id, key="one-key")
    with pytest.raises(Invalid), transaction.atomic():
        actions.sign(stage.actor("sun"), case_id, key="k" * 81)
    assert not Answer.objects.filter(key="one-key").exists()


def test_a_list_changed_in_place_is_a_change(stage: Any) -> None:
    case_id = story.handling(stage)
    case = Case.objects.get(pk=case_id)
    before = book.snapshot(case)
    assert book.changed(case, before) == {}
    case.assist_units.append("/yunhu/cgj/")
    case.place_note["seen"] = True
    assert set(book.changed(case, before)) == {"assist_units", "place_note"}


def test_what_is_sent_as_it_stands_is_what_the_framework_would_send(stage: Any) -> None:
    case = Case.objects.get(pk=story.handling(stage))
    case.result, case.stars, case.on_time = SafeString("完<b>"), True, None
    columns = [statements._column(one) for one in Case._meta.concrete_fields]
    told = dict(zip((one.attname for one in columns), statements._values(case, columns), strict=True))
    assert sum(type(getattr(case, one.attname)) in one.as_they_are for one in columns) > 15
    for field in Case._meta.concrete_fields:
        sent = field.get_db_prep_save(getattr(case, field.attname), connection=connection)
        plain = getattr(sent, "obj", sent), getattr(told[field.attname], "obj", told[field.attname])
        assert plain[0] == plain[1], field.attname
        assert type(plain[0]) is type(plain[1]), field.attname
