"""The door: who gets through, what is written down, what a repeated or late call is told."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from happiness_cloud.kernel.access import EVERYWHERE, Actor, Grant
from happiness_cloud.kernel.errors import Denied
from happiness_cloud.ledger import actions, queries
from happiness_cloud.ledger.models import Entry, Seal

pytestmark = pytest.mark.django_db

KEEPER = Actor(
    id="house:seal-keeper",
    kind="house",
    grants=tuple(Grant(right, EVERYWHERE) for right in ("ledger.seal", "ledger.verify")),
)


def test_a_verb_without_its_right_is_refused_and_leaves_no_row() -> None:
    with pytest.raises(Denied):
        actions.seal(Actor(id="x", kind="staff"))
    assert not Entry.objects.exists()


def test_a_verb_is_not_called_by_nobody() -> None:
    with pytest.raises(TypeError):
        actions.seal(None)


def test_a_deed_is_written_down_with_who_and_what() -> None:
    actions.seal(KEEPER)
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor_id, entry.facts) == ("ledger.seal", "house:seal-keeper", {"rows": 0})


def test_the_database_refuses_to_change_or_delete_the_book() -> None:
    actions.seal(KEEPER)
    for statement in (
        "UPDATE ledger_entry SET verb = 'x'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Entry.objects.count() == 1


def test_a_repeated_key_gets_the_first_answer_and_writes_nothing_more() -> None:
    actions.seal(KEEPER)
    first = actions.seal(KEEPER, key="k-1")
    again = actions.seal(KEEPER, key="k-1")
    assert first == again
    assert Entry.objects.count() == 2


def test_sealed_rows_prove_unchanged() -> None:
    for _ in range(3):
        actions.seal(KEEPER)
    proof = queries.proof(KEEPER)
    assert proof.flaws == ()
    assert (proof.rows, proof.unsealed) == (2, 1)
    assert Seal.objects.count() == 2
