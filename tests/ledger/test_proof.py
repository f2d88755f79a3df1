"""The sealed book: a changed, missing or slipped-in row is found, and nobody waits for the sealer."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from tests.cases import story
from tests.ground import named

from happiness_cloud.cases import actions as cases
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, NotNow
from happiness_cloud.ledger import actions, queries, tasks
from happiness_cloud.ledger.models import Entry, Seal

KEEPER = house("seal-keeper", "ledger.seal", "ledger.verify")


@contextmanager
def behind_the_back() -> Iterator[psycopg.Cursor]:
    """The database's owner, with the guards asleep: what an intruder with the server could do."""
    url = named(os.environ["HAPPINESS_TEST_ADMIN"], connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("SET session_replication_role = replica")
        with server.cursor() as cursor:
            yield cursor


@pytest.fixture
def sealed(committed: Any) -> Any:
    """A book of the founding, two sealed batches and a few rows more."""
    actions.seal(KEEPER)
    case_id = story.report(committed).id
    for _ in range(4):
        cases.urge(committed.actor("zhou"), case_id)
    actions.seal(KEEPER)
    for _ in range(3):
        cases.urge(committed.actor("zhou"), case_id)
    actions.seal(KEEPER)
    cases.urge(committed.actor("zhou"), case_id)
    assert queries.proof(KEEPER).flaws == ()
    return committed


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'cases.note'",
        "actor_id = 'account:1'",
        "actor_name = '别人'",
        "at = at + interval '1 microsecond'",
        "facts = facts || '{\"x\": 1}'",
        "changes = '{\"urged\": [0, 9]}'",
        "reason = '改'",
        "area_path = '/'",
        "subject_id = '77'",
        "version = version + 1",
        "origin = 'x'",
        "purpose = 'audit'",
        "actor_unit = '/x/'",
    ],
)
def test_a_changed_row_is_found(sealed: Any, change: str) -> None:
    row = Entry.objects.filter(verb="cases.urge").order_by("id")[1].pk
    with behind_the_back() as cursor:
        cursor.execute(f"UPDATE ledger_entry SET {change} WHERE id = %s", [row])
    (flaw,) = queries.proof(KEEPER).flaws
    assert flaw.kind == "changed"
    assert flaw.first_id <= row <= flaw.last_id


def test_a_missing_row_is_found(sealed: Any) -> None:
    row = Entry.objects.filter(verb="cases.urge").order_by("id")[5].pk
    with behind_the_back() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE id = %s", [row])
    (flaw,) = queries.proof(KEEPER).flaws
    assert (flaw.kind, flaw.rows_sealed - flaw.rows_found) == ("missing", 1)
    assert flaw.first_id <= row <= flaw.last_id


@pytest.mark.parametrize("place", ["inside", "between", "before"])
def test_a_row_that_was_slipped_in_is_found(sealed: Any, place: str) -> None:
    _, first, second = Seal.objects.order_by("id")
    with behind_the_back() as cursor:
        if place == "inside":
            cursor.execute("DELETE FROM ledger_entry WHERE id = %s", [first.last_id])
            assert len(queries.proof(KEEPER).flaws) == 1
            key = first.last_id
        elif place == "between":
            # A number that a rolled-back writer left free.
            cursor.execute("UPDATE ledger_entry SET id = id + 1000 WHERE id >= %s", [second.first_id])
            cursor.execute(
                "UPDATE ledger_seal SET first_id = first_id + 1000, last_id = last_id + 1000 WHERE id = %s",
                [second.pk],
            )
            key = first.last_id + 5
        else:
            key = 0
        cursor.execute(
            "INSERT INTO ledger_entry (id, at, verb, actor_id, actor_kind, actor_name, actor_unit, subject_kind, "
            "subject_id, area_path, version, changes, facts, reason, purpose, origin) "
            "SELECT %s, at, verb, 'account:66', actor_kind, actor_name, actor_unit, subject_kind, subject_id, area_path, "
            "version, changes, facts, reason, purpose, origin FROM ledger_entry WHERE id = %s",
            [key, first.first_id],
        )
    assert queries.proof(KEEPER).flaws != ()


def test_a_taken_seal_breaks_the_chain(sealed: Any) -> None:
    with behind_the_back() as cursor:
        cursor.execute("DELETE FROM ledger_seal WHERE id = (SELECT min(id) FROM ledger_seal)")
    assert [one.kind for one in queries.proof(KEEPER).flaws] == ["broken"]


def test_a_forged_seal_over_a_changed_row_breaks_the_chain_after_it(sealed: Any) -> None:
    from happiness_cloud.ledger.chain import digest_of

    before, first, _ = Seal.objects.order_by("id")
    with behind_the_back() as cursor:
        cursor.execute("UPDATE ledger_entry SET verb = 'cases.note' WHERE id = %s", [first.first_id])
        _, digest = digest_of(first.first_id, first.last_id, before.digest)
        cursor.execute("UPDATE ledger_seal SET digest = %s WHERE id = %s", [digest, first.pk])
    assert [one.kind for one in queries.proof(KEEPER).flaws] == ["broken"]


def test_only_who_may_proves_and_seals(stage: Any) -> None:
    with pytest.raises(Denied):
        queries.proof(stage.actor("lin"))
    assert queries.proof(stage.actor("feng")).flaws == ()
    with pytest.raises(Denied):
        actions.seal(stage.actor("feng"))


def test_the_application_can_change_nothing_in_the_book_even_without_the_guards(committed: Any) -> None:
    story.report(committed)
    actions.seal(KEEPER)
    with behind_the_back() as cursor:
        for table in ("entry", "seal"):
            cursor.execute(f"DROP TRIGGER ledger_{table}_kept ON ledger_{table}")
    rows = Entry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            pytest.skip("this server has no separate role for the application")
    for table in ("ledger_entry", "ledger_seal"):
        for statement in (
            f"UPDATE {table} SET id = id",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            "SET session_replication_role = replica",
            "INSERT INTO ledger_seal (first_id) SELECT 1 FROM ledger_entry FOR UPDATE",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    assert Entry.objects.count() == rows


def _open_writer(cast: Any, case_id: int, ready: threading.Event, go: threading.Event) -> threading.Thread:
    def write() -> None:
        try:
            with transaction.atomic():
                cases.urge(cast.actor("zhou"), case_id)
                ready.set()
                go.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    ready.wait(20)
    return thread


def test_the_sealer_waits_for_a_writer_on_its_way_and_keeps_nobody_else_waiting(committed: Any) -> None:
    slow, other = story.report(committed).id, story.report(committed).id
    ready, go = threading.Event(), threading.Event()
    writer = _open_writer(committed, slow, ready, go)
    cases.urge(committed.actor("zhou"), other)  # a later row that is there already
    last = Entry.objects.latest("id").pk
    told: list[Any] = []

    def seal() -> None:
        try:
            told.append(actions.seal(KEEPER))
        finally:
            connection.close()

    sealer = threading.Thread(target=seal)
    sealer.start()
    time.sleep(0.3)
    assert told == []
    began = time.monotonic()
    cases.urge(committed.actor("zhou"), other)
    assert time.monotonic() - began < 2
    go.set()
    writer.join(20)
    sealer.join(20)
    assert told[0].last_id == last
    proof = queries.proof(KEEPER)
    assert (proof.flaws, proof.rows) == ((), Entry.objects.filter(id__lte=last).count())
    actions.seal(KEEPER)
    assert queries.proof(KEEPER).flaws == ()


def test_the_sealer_gives_up_on_a_writer_who_never_ends(
    committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    monkeypatch.setattr(
        importlib.import_module("happiness_cloud.ledger.actions.seal"), "PATIENCE_SECONDS", 0.2
    )
    case_id = story.report(committed).id
    ready, go = threading.Event(), threading.Event()
    writer = _open_writer(committed, case_id, ready, go)
    with pytest.raises(NotNow):
        actions.seal(KEEPER)
    assert not Seal.objects.exists()
    go.set()
    writer.join(20)
    assert actions.seal(KEEPER).rows == Entry.objects.count() - 1


def test_two_sealers_and_many_writers_at_once_leave_one_sound_chain(committed: Any) -> None:
    from .test_deeds import together

    ids = [story.report(committed).id for _ in range(3)]

    def write(case_id: int) -> Any:
        return lambda: [cases.urge(committed.actor("zhou"), case_id) for _ in range(8)]

    def seal() -> None:
        for _ in range(4):
            actions.seal(KEEPER)

    said = together(*(write(one) for one in ids), seal, seal)
    assert [one for one in said if isinstance(one, Exception)] == []
    actions.seal(KEEPER)
    proof = queries.proof(KEEPER)
    assert (proof.flaws, proof.unsealed) == ((), 1)
    assert proof.rows == Entry.objects.count() - 1


def test_a_quiet_house_is_not_sealed_again_and_again(stage: Any) -> None:
    story.report(stage)
    for _ in range(3):
        tasks.seal(0)
    assert Seal.objects.count() == 1
