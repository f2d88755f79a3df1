"""Exactly one delivery for each receiver and entry; sent at least once, whoever dies; nothing that commits late is missed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.cases import story
from tests.ledger.test_deeds import together

from happiness_cloud.cases import actions as cases
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.models import Entry
from happiness_cloud.webhooks import actions, queries, sender, tasks, wire
from happiness_cloud.webhooks.actions.take import LEASE
from happiness_cloud.webhooks.models import Course, Delivery
from happiness_cloud.webhooks.queries._reading import MOST_WAITING
from happiness_cloud.webhooks.sender import Sender

from .cast import ADMIN, HOUSE, START, row, set_up
from .receiver import Receiver, receiving


def _end() -> int:
    return int(Entry.objects.order_by("-id")[0].pk)


def test_two_workers_make_and_send_each_delivery_once(committed: Any) -> None:
    with receiving() as first, receiving() as second:
        for one in (first, second):
            set_up(one)
        ids = [story.report(committed).id for _ in range(25)]

        def work() -> None:
            with Sender() as one:
                one.drain()

        said = together(work, work, work)
        assert [one for one in said if isinstance(one, Exception)] == []
        with Sender() as last:
            last.drain()
        for one in (first, second):
            assert sorted(int(heard.body["subject"]["id"]) for heard in one.heard) == sorted(ids)
    assert Delivery.objects.filter(state="done").count() == 50


def test_reading_the_same_entries_twice_makes_nothing_new(stage: Any, receiver: Receiver) -> None:
    set_up(receiver)
    story.report(stage)
    end = _end()
    assert actions.spread(HOUSE, end=end).made == 1
    twin = row()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    Course.objects.update(told_to=0)
    assert actions.spread(HOUSE, end=end).made == 0
    assert Delivery.objects.count() == 1


def test_what_commits_late_under_a_smaller_number_is_not_missed(
    committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "SETTLED_PATIENCE", 0.2)
    slow, quick = story.report(committed).id, story.report(committed).id
    ready, go = threading.Event(), threading.Event()

    def late() -> None:
        try:
            with transaction.atomic():
                cases.urge(committed.actor("zhou"), slow)
                ready.set()
                go.wait(20)
        finally:
            connection.close()

    with receiving() as receiver, Sender() as one:
        set_up(receiver)
        writer = threading.Thread(target=late)
        writer.start()
        ready.wait(20)
        cases.urge(committed.actor("zhou"), quick)
        one.drain()
        assert receiver.heard == [], "while somebody is on his way, nobody reads past him"
        go.set()
        writer.join(20)
        one.drain()
        assert {heard.body["subject"]["id"] for heard in receiver.heard} == {str(slow), str(quick)}


def test_what_a_worker_took_and_did_not_settle_is_sent_again(stage: Any, receiver: Receiver) -> None:
    with clock.at(START):
        made = set_up(receiver)
        story.report(stage)
        actions.spread(HOUSE, end=_end())
        # It takes, it sends, and it is killed before it can write that down.
        taken = actions.take(HOUSE, made.endpoint_id)
        _sent(queries.errands(HOUSE, taken.ids))
        assert (len(receiver.heard), row().state) == (1, "waiting")
        with pytest.raises(NotNow):
            actions.take(HOUSE, made.endpoint_id)
        assert queries.ready(HOUSE) == ()
    with clock.at(START + LEASE), Sender() as another:
        another.drain()
    assert receiver.ids == [f"evt_{row().entry_id}"] * 2
    assert row().state == "done"


def _sent(errands: Any) -> list[Any]:
    import asyncio

    async def go() -> list[Any]:
        way = wire.Wire()
        try:
            return await way.round(errands)
        finally:
            await way.close()

    # In a thread of its own: the test's may have a loop running, from the browser of a journey.
    with ThreadPoolExecutor(1) as another:
        return another.submit(lambda: asyncio.run(go())).result(timeout=60)


def test_a_worker_that_comes_back_late_changes_nothing_that_is_settled(
    stage: Any, receiver: Receiver
) -> None:
    with clock.at(START):
        made = set_up(receiver)
        story.report(stage)
        actions.spread(HOUSE, end=_end())
        slow = actions.take(HOUSE, made.endpoint_id)
        tries = _sent(queries.errands(HOUSE, slow.ids))
    with clock.at(START + LEASE):
        quick = actions.take(HOUSE, made.endpoint_id)
        actions.settle(HOUSE, made.endpoint_id, tries=[], until=slow.until)
        with pytest.raises(NotNow):
            # The lease of the second one holds.
            actions.take(HOUSE, made.endpoint_id)
        actions.settle(HOUSE, made.endpoint_id, tries=tries, until=quick.until)
        actions.settle(HOUSE, made.endpoint_id, tries=tries, until=quick.until)
    assert (row().state, row().tries, len(row().attempts)) == ("done", 1, 1)


def test_what_was_dropped_meanwhile_stays_dropped(stage: Any, receiver: Receiver) -> None:
    made = set_up(receiver)
    story.report(stage)
    actions.spread(HOUSE, end=_end())
    taken = actions.take(HOUSE, made.endpoint_id)
    tries = _sent(queries.errands(HOUSE, taken.ids))
    actions.remove(ADMIN, made.endpoint_id)
    actions.settle(HOUSE, made.endpoint_id, tries=tries, until=taken.until)
    assert row().state == "dropped"


def test_a_receiver_that_is_far_behind_gets_no_endless_queue(
    stage: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import import_module

    monkeypatch.setattr(import_module("happiness_cloud.webhooks.queries._reading"), "MOST_WAITING", 3)
    made = set_up(receiver)
    for _ in range(4):
        story.report(stage)
    assert actions.spread(HOUSE, end=_end()).made == 4
    story.report(stage)
    assert actions.spread(HOUSE, end=_end()).courses == 0, "the book itself is the queue"
    assert not queries.behind(HOUSE, _end())
    with Sender() as one:
        one.drain()
    assert len(receiver.heard) == 5
    assert queries.endpoint(ADMIN, made.endpoint_id).health.waiting == 0
    assert MOST_WAITING == 10_000


def test_the_minute_starts_a_sender_only_when_there_is_somebody_to_send_to(
    stage: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    monkeypatch.setattr(sender, "keep_going", lambda: started.append(1))
    tasks.keep(timestamp=0)
    assert started == []
    made = set_up(receiver)
    tasks.keep(timestamp=0)
    assert started == [1]
    actions.pause(ADMIN, made.endpoint_id)
    tasks.keep(timestamp=0)
    assert started == [1]


def test_the_sender_of_a_worker_sends_and_ends_when_nobody_is_left(committed: Any) -> None:
    with receiving() as receiver:
        heard = threading.Event()
        receiver.before = lambda _one: heard.set()
        made = set_up(receiver)
        sender.keep_going()
        thread = sender._running[0]
        sender.keep_going()
        assert sender._running == [thread], "one is enough"
        story.report(committed)
        assert heard.wait(20)
        actions.remove(ADMIN, made.endpoint_id)
        thread.join(20)
        assert not thread.is_alive()


def test_a_sender_that_loses_its_database_ends_quietly_and_the_next_minute_begins_anew(
    committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from happiness_cloud.kernel.errors import Later

    with receiving() as receiver:
        made = set_up(receiver)

        def away(*_told: Any) -> None:
            raise Later("ledger.database_away", seconds=5)

        with monkeypatch.context() as broken:
            broken.setattr(sender.ledger, "settled", away)
            sender._run()
        story.report(committed)
        sender._run(until=lambda: bool(receiver.heard))
        assert len(receiver.heard) == 1
        assert made


def test_old_deliveries_and_removed_receivers_are_erased_in_time(stage: Any, receiver: Receiver) -> None:
    with clock.at(START):
        made = set_up(receiver)
        story.report(stage)
        with Sender() as one:
            one.drain()
        actions.remove(ADMIN, made.endpoint_id)
    with clock.at(START + timedelta(days=29)):
        tasks.sweep(timestamp=0)
        assert Delivery.objects.count() == 1
    with clock.at(START + timedelta(days=31)):
        tasks.sweep(timestamp=0)
    assert not Delivery.objects.exists()
    assert not Course.objects.exists()
