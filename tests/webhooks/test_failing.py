"""When a receiver says no, says nothing, or is gone: tried again, given up, left alone, told of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.cases import story

from happiness_cloud.cases import actions as cases
from happiness_cloud.kernel import clock
from happiness_cloud.post.models import Message
from happiness_cloud.webhooks import actions, queries, wire
from happiness_cloud.webhooks.models import Delivery, Endpoint, Standing
from happiness_cloud.webhooks.rules.backoff import MOST_TRIES, chance, pause_after
from happiness_cloud.webhooks.sender import Sender

from .cast import ADMIN, START, row, set_up
from .receiver import Receiver, receiving

Send = Callable[[], None]


def _told(receiver: Any, stage: Any, **more: Any) -> int:
    """A receiver with one matter on its way."""
    made = set_up(receiver, **more)
    story.report(stage)
    return int(made.endpoint_id)


def test_a_failure_comes_again_at_growing_times_and_is_given_up_after_days(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    with clock.at(START):
        _told(receiver, stage)
    receiver.says(*[500] * 40)
    moment = START
    for tries in range(1, MOST_TRIES):
        with clock.at(moment):
            send()
        one = row()
        assert (one.state, one.tries, len(receiver.heard)) == ("waiting", tries, tries)
        pause = pause_after(tries, chance(one.pk, tries))
        assert one.next_try_at == moment + (pause or timedelta(0))
        with clock.at(one.next_try_at - timedelta(seconds=1)):
            send()
        assert len(receiver.heard) == tries, "not before its time"
        moment = one.next_try_at
    with clock.at(moment):
        send()
        dead = queries.deliveries(ADMIN, state="dead").lines[0]
    assert (dead.tries, dead.attempts[-1].status, dead.attempts[-1].problem) == (MOST_TRIES, 500, "answered")
    assert timedelta(days=2) < moment - START < timedelta(days=4)
    assert len(set(receiver.ids)) == 1, "every try has the same id"
    with clock.at(moment + timedelta(days=1)):
        send()
    assert len(receiver.heard) == MOST_TRIES


def test_a_dead_letter_is_sent_again_or_dropped_by_hand(stage: Any, receiver: Receiver, send: Send) -> None:
    _told(receiver, stage)
    receiver.says(500)
    send()
    Delivery.objects.update(state="dead", next_try_at=None, tries=MOST_TRIES)
    Standing.objects.update(quiet_until=None)
    (line,) = queries.deliveries(ADMIN, state="dead").lines
    assert (line.can_retry, line.can_drop) == (True, True)
    actions.retry(ADMIN, line.id)
    send()
    assert row().state == "done"
    assert receiver.ids == [line.message_id] * 2
    Delivery.objects.update(state="dead")
    actions.drop(ADMIN, line.id)
    assert row().state == "dropped"


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_for_the_delivery_and_the_whole_receiver(
    stage: Any, receiver: Receiver, send: Send, status: int
) -> None:
    with clock.at(START):
        _told(receiver, stage)
        receiver.says(status, retry_after="900")
        send()
        story.report(stage)
        send()
    assert row(Delivery.objects.earliest("pk").pk).next_try_at == START + timedelta(seconds=900)
    assert len(receiver.heard) == 1
    with clock.at(START + timedelta(seconds=899)):
        send()
    assert len(receiver.heard) == 1
    with clock.at(START + timedelta(seconds=900)):
        send()
    assert len(receiver.heard) == 3


def test_a_bad_delivery_does_not_hold_up_those_about_other_matters(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    with clock.at(START):
        set_up(receiver)
        first = story.report(stage).id
        others = [story.report(stage).id for _ in range(3)]
        cases.urge(stage.actor("zhou"), first)
        receiver.refuses = f'"id":"{first}"'.encode()
        send()
        told = {one.body["subject"]["id"] for one in receiver.heard}
        assert told == {str(first), *map(str, others)}
        waiting = Delivery.objects.filter(state="waiting").order_by("entry_id")
        assert [(one.subject_id, one.tries) for one in waiting] == [(str(first), 1), (str(first), 0)]
    # What is about the same matter waits behind it.
    receiver.refuses = b""
    with clock.at(START + timedelta(minutes=1)):
        send()
    assert not Delivery.objects.filter(state="waiting").exists()
    last = [one.body["type"] for one in receiver.heard if one.body["subject"]["id"] == str(first)]
    assert last == ["cases.report", "cases.report", "cases.urge"]


def test_a_receiver_that_is_gone_is_paused_and_its_contact_told(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    endpoint_id = _told(receiver, stage, contact="it@platform.example")
    receiver.says(410)
    send()
    told = queries.endpoint(ADMIN, endpoint_id)
    assert (told.state, told.paused_for) == ("paused", "gone")
    (message,) = Message.objects.filter(kind="webhook")
    assert (message.channel, message.about_id) == ("mail", str(endpoint_id))
    story.report(stage)
    send()
    assert len(receiver.heard) == 1
    # Put right and resumed, nothing is missing.
    actions.resume(ADMIN, endpoint_id)
    with clock.at(clock.now() + timedelta(hours=1)):
        send()
    assert len(set(receiver.ids)) == 2
    assert not Delivery.objects.filter(state="waiting").exists()


def test_days_of_nothing_but_failures_pause_a_receiver(stage: Any, receiver: Receiver, send: Send) -> None:
    with clock.at(START):
        endpoint_id = _told(receiver, stage, contact="it@platform.example")
    receiver.says(*[500] * 40)
    for day in range(6):
        with clock.at(START + timedelta(days=day, minutes=day)):
            story.report(stage)
            send()
            state = queries.endpoint(ADMIN, endpoint_id).state
            assert state == ("active" if day < 5 else "paused"), day
    assert Endpoint.objects.get().paused_for == "failing"
    assert Message.objects.filter(kind="webhook").count() == 1


def test_one_success_ends_the_count_of_failing_days(stage: Any, receiver: Receiver, send: Send) -> None:
    with clock.at(START):
        endpoint_id = _told(receiver, stage)
        receiver.says(500)
        send()
        assert queries.endpoint(ADMIN, endpoint_id).health.failing_since == START
    with clock.at(START + timedelta(days=1)):
        send()
        assert queries.endpoint(ADMIN, endpoint_id).health.failing_since is None


def test_a_redirect_is_not_followed(stage: Any, receiver: Receiver, send: Send) -> None:
    with receiving() as elsewhere:
        _told(receiver, stage)
        receiver.says(302, location=elsewhere.url)
        send()
        assert elsewhere.heard == []
    assert row().attempts[-1]["problem"] == "redirected"


def test_of_a_big_answer_a_little_is_read_and_less_kept(stage: Any, receiver: Receiver, send: Send) -> None:
    _told(receiver, stage)
    receiver.answers = [(500, {}, "致电13800001234。".encode() + b"x" * 50_000_000)]
    send()
    answer = row().attempts[-1]["answer"]
    assert answer.startswith("致电")
    assert "13800001234" not in answer
    assert len(answer) <= 300


def test_a_receiver_nobody_listens_at_is_away(stage: Any, receiver: Receiver, send: Send) -> None:
    with receiving() as gone:
        pass
    _told(gone, stage)
    send()
    assert row().attempts[-1]["problem"] == "away"


@pytest.fixture
def hanging() -> Iterator[Receiver]:
    """A receiver that takes the request and says nothing until it is let go."""
    with receiving() as one:
        go = threading.Event()
        one.before = lambda _heard: go.wait(20) and None
        one.go = go
        yield one
        go.set()


def test_a_receiver_that_hangs_is_slow_and_holds_nobody_else_up(
    stage: Any, receiver: Receiver, hanging: Any
) -> None:
    set_up(hanging)
    set_up(receiver)
    for _ in range(8):
        story.report(stage)
    with Sender() as sender:
        for _turn in range(200):
            sender.step()
            if len(receiver.heard) == 8:
                break
        assert len(receiver.heard) == 8
        assert sender.busy, "the other one is still waited for"
        assert len(hanging.heard) <= wire.LANES
        hanging.go.set()
        sender.drain()
    assert Delivery.objects.filter(state="done").count() == 16


def test_a_try_ends_whatever_the_receiver_does(
    stage: Any, hanging: Any, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TRY_SECONDS", 0.3)
    _told(hanging, stage)
    send()
    assert row().attempts[-1]["problem"] == "slow"


def test_an_answer_that_comes_in_drops_is_slow_too(
    stage: Any, receiver: Receiver, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TRY_SECONDS", 0.5)
    _told(receiver, stage)
    receiver.drips = True
    send()
    assert row().attempts[-1]["problem"] == "slow"


def test_a_failing_receiver_is_asked_by_one_at_a_time(stage: Any, receiver: Receiver, send: Send) -> None:
    with clock.at(START):
        set_up(receiver)
        for _ in range(30):
            story.report(stage)
        receiver.says(*[500] * 30)
        send()
        first = len(receiver.heard)
    assert first <= wire.LANES
    with clock.at(START + timedelta(minutes=1)):
        send()
    assert len(receiver.heard) == first + 1, "one probe, and it is left alone again"
    assert Delivery.objects.filter(tries=0).count() >= 30 - wire.LANES - 1
