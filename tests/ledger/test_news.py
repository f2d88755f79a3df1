"""News: told after the commit, not told when nothing was done, told again when a listener fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate import JobContext
from procrastinate.jobs import Job
from tests.cases import story

from happiness_cloud.cases.models import Case
from happiness_cloud.ledger import events, tasks
from happiness_cloud.ledger.door import Deed, action


@dataclass(frozen=True, slots=True)
class Happened:
    """Something for these tests."""

    what: str


HEARD: list[str] = []


@pytest.fixture
def listener() -> Iterator[str]:
    """Somebody who hears it, and stumbles over the word "stumble" the first time."""

    def hear(event: Happened) -> None:
        HEARD.append(event.what)
        if event.what == "stumble" and HEARD.count("stumble") == 1:
            raise RuntimeError("not yet")

    HEARD.clear()
    events.listens(Happened)(hear)
    yield f"{hear.__module__}.{hear.__qualname__}"
    events._listeners.pop(events.name_of(Happened))


@action("cases.note", on="cases.Case")
def announce(deed: Deed, case: Case, *, what: str, fail: bool = False) -> None:
    """Announce something about a matter."""
    deed.publish(Happened(what))
    if fail:
        raise RuntimeError("after all not")


def _waiting() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'ledger.deliver' AND status = 'todo' ORDER BY id"
        )
        import json

        return [one if isinstance(one, dict) else json.loads(one) for (one,) in cursor.fetchall()]


def _of_mine() -> list[dict[str, Any]]:
    return [one for one in _waiting() if one["event"] == events.name_of(Happened)]


def test_news_wait_for_each_listener_with_the_commit(stage: Any, listener: str) -> None:
    announce(stage.actor("zhou"), story.report(stage).id, what="done")
    assert _of_mine() == [
        {"event": events.name_of(Happened), "facts": {"what": "done"}, "listener": listener}
    ]
    assert HEARD == []


def test_news_of_what_was_not_done_are_not_told(stage: Any, listener: str) -> None:
    case_id = story.report(stage).id
    with pytest.raises(RuntimeError):
        announce(stage.actor("zhou"), case_id, what="never", fail=True)
    with transaction.atomic():
        announce(stage.actor("zhou"), case_id, what="rolled back")
        assert len(_of_mine()) == 1
        transaction.set_rollback(True)
    assert _of_mine() == []


def test_a_listener_that_fails_is_told_again_later(committed: Any, listener: str) -> None:
    from procrastinate.contrib.django import app

    announce(committed.actor("zhou"), story.report(committed).id, what="stumble")
    _work_off()
    assert HEARD == ["stumble"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attempts, status::text, scheduled_at > now() FROM procrastinate_jobs WHERE task_name = 'ledger.deliver' "
            "AND args->>'event' = %s",
            [events.name_of(Happened)],
        )
        assert cursor.fetchall() == [(1, "todo", True)]
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    _work_off()
    assert HEARD == ["stumble", "stumble"]
    assert _of_mine() == []
    assert app is not None


def _work_off() -> None:
    """A worker that does what waits and goes home."""
    from procrastinate.contrib.django import app

    def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, queues=["news"], install_signal_handlers=False, listen_notify=False)

    # In a thread of its own, as it is a process of its own in life: a browser journey that ran before in
    # this process keeps an event loop in the main thread.
    with ThreadPoolExecutor(1) as worker_thread:
        worker_thread.submit(run).result(timeout=60)
    connection.close()


@pytest.mark.parametrize("worker", ["dead", "silent", "alive"])
def test_what_a_dead_worker_left_lying_is_taken_up_by_another(
    committed: Any, listener: str, worker: str
) -> None:
    announce(committed.actor("zhou"), story.report(committed).id, what="left lying")
    _begun_by(worker)
    _taken_up()
    _work_off()
    assert ([] if worker == "alive" else ["left lying"]) == HEARD


def _begun_by(worker: str) -> None:
    """The job of this test's news as a worker left it: in the middle."""
    with connection.cursor() as cursor:
        key = None
        if worker != "dead":
            sign = "now()" if worker == "alive" else "now() - interval '2 minutes'"
            cursor.execute(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES ({sign}) RETURNING id")
            (key,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE args->>'event' = %s",
            [key, events.name_of(Happened)],
        )
        assert cursor.rowcount == 1


def _taken_up() -> None:
    from procrastinate.contrib.django import app

    async def take_up(worker: Any) -> None:
        async with worker.open_async():
            context = JobContext(
                app=worker,
                job=Job(id=0, queue="house", lock=None, queueing_lock=None, task_name="x"),
                start_timestamp=0,
                abort_reason=lambda: None,
            )
            await tasks.take_up(context, 0)

    def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            asyncio.run(take_up(worker))

    with ThreadPoolExecutor(1) as another:
        another.submit(run).result(timeout=60)


@pytest.mark.parametrize(("column", "left"), [("attempts = 8", ["failed"]), ("queueing_lock = 'x'", [])])
def test_what_was_begun_again_and_again_or_comes_by_itself_is_let_go(
    committed: Any, listener: str, column: str, left: list[str]
) -> None:
    announce(committed.actor("zhou"), story.report(committed).id, what="let go")
    _begun_by("dead")
    mine = [events.name_of(Happened)]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE procrastinate_jobs SET {column} WHERE args->>'event' = %s", mine)
        _taken_up()
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE args->>'event' = %s", mine)
        assert [status for (status,) in cursor.fetchall()] == left


def test_the_pauses_between_tries_grow() -> None:
    waits = []
    for attempts in range(8):
        job = Job(id=1, queue="news", lock=None, queueing_lock=None, task_name="x", attempts=attempts)
        told = tasks.PATIENT.get_retry_decision(exception=RuntimeError(), job=job)
        assert told is not None
        waits.append(told.retry_at)
    assert waits == sorted(waits)
    last = Job(id=1, queue="news", lock=None, queueing_lock=None, task_name="x", attempts=8)
    assert tasks.PATIENT.get_retry_decision(exception=RuntimeError(), job=last) is None


def test_a_listener_that_is_gone_is_passed_over() -> None:
    events.tell("cases.CaseMoved", {}, "nobody.any_more")


def test_moments_are_packed_as_plain_words() -> None:
    from datetime import UTC, datetime

    assert events.packed(Happened("x")) == {"what": "x"}
    assert events._plain(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00+00:00"
