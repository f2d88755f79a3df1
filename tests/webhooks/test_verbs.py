"""Setting receivers up, changing and ending them: by whom, within which bounds, and what the book keeps of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.cases import story
from tests.cast import DISTRICT, FIRST, SECOND

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.ledger.models import Entry
from happiness_cloud.webhooks import actions, queries
from happiness_cloud.webhooks.models import Course, Delivery, Endpoint
from happiness_cloud.webhooks.sender import Sender

from .cast import ADMIN, FIRST_ADMIN, HOUSE, READER, SECOND_ADMIN, START, row, set_up
from .receiver import Receiver

Send = Callable[[], None]


def test_a_secret_is_told_once_and_lies_nowhere_in_the_open(stage: Any, receiver: Receiver) -> None:
    made = set_up(receiver, contact="it@platform.example", url=f"{receiver.url}?token=very-secret")
    turned = actions.rotate(ADMIN, made.endpoint_id)
    assert made.secret.startswith("whsec_")
    assert turned.secret != made.secret
    kept = json.dumps([*Endpoint.objects.values(), *Entry.objects.values()], default=str)
    for secret in (made.secret, turned.secret):
        assert secret not in kept
    book = json.dumps(list(Entry.objects.values()), default=str)
    assert "very-secret" not in book
    assert "it@platform.example" not in kept
    assert Entry.objects.get(verb="webhooks.set_up").facts["host"] == "127.0.0.1"


def test_a_repeated_key_gets_no_secret_out_of_the_house(stage: Any, receiver: Receiver) -> None:
    told = {"title": "a", "url": receiver.url, "area": DISTRICT, "picks": ["cases.*"], "key": "k" * 10}
    first, second = actions.set_up(ADMIN, **told), actions.set_up(ADMIN, **told)
    assert first.secret != second.secret


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"title": "  "}, "webhooks.no_title"),
        ({"title": "x" * 81}, "webhooks.no_title"),
        ({"picks": []}, "webhooks.no_picks"),
        ({"picks": ["cases.contacts"]}, "webhooks.bad_pick"),
        ({"picks": ["accounts.*"]}, "webhooks.bad_pick"),
        ({"contact": "not a mail"}, "webhooks.bad_contact"),
        ({"contact": "a@b.example, c@d.example"}, "webhooks.bad_contact"),
        ({"area": "/990106"}, "webhooks.bad_area"),
        ({"area": "/%/"}, "webhooks.bad_area"),
        ({"url": "not an address"}, "webhooks.bad_url"),
    ],
)
def test_rubbish_is_refused(stage: Any, receiver: Receiver, told: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as wrong:
        set_up(receiver, **told)
    assert wrong.value.code == code


def test_only_who_holds_the_right_there_sets_a_receiver_up(stage: Any, receiver: Receiver) -> None:
    for who, area in ((READER, DISTRICT), (FIRST_ADMIN, SECOND), (FIRST_ADMIN, DISTRICT), (ADMIN, "/")):
        with pytest.raises(Denied):
            set_up(receiver, by=who, area=area)
    assert not Endpoint.objects.exists()


def test_an_area_has_room_for_so_many(stage: Any, receiver: Receiver) -> None:
    made = [set_up(receiver) for _ in range(20)]
    with pytest.raises(NotNow) as wrong:
        set_up(receiver)
    assert wrong.value.code == "webhooks.too_many"
    set_up(receiver, by=FIRST_ADMIN, area=FIRST)
    actions.remove(ADMIN, made[0].endpoint_id)
    set_up(receiver)


VERBS: list[tuple[Any, dict[str, Any]]] = [
    (actions.change, {"title": "x"}),
    (actions.rotate, {}),
    (actions.pause, {}),
    (actions.resume, {}),
    (actions.remove, {}),
    (actions.ping, {}),
    (actions.replay, {"since": START}),
]


@pytest.mark.parametrize(("verb", "told"), VERBS)
def test_outsiders_see_nothing_readers_may_not_act(
    stage: Any, receiver: Receiver, verb: Any, told: dict[str, Any]
) -> None:
    made = set_up(receiver, by=FIRST_ADMIN, area=FIRST)
    nobody = Actor("account:1", "staff")
    for who, refusal in ((SECOND_ADMIN, NotFound), (nobody, NotFound), (READER, Denied)):
        with pytest.raises(refusal):
            verb(who, made.endpoint_id, **told)
    for who in (SECOND_ADMIN, READER):
        assert len(queries.endpoints(who).lines) == (1 if who is READER else 0)
    with pytest.raises(NotFound):
        queries.endpoint(SECOND_ADMIN, made.endpoint_id)


@pytest.mark.parametrize(("verb", "told"), VERBS)
def test_what_was_removed_is_gone(stage: Any, receiver: Receiver, verb: Any, told: dict[str, Any]) -> None:
    made = set_up(receiver)
    actions.remove(ADMIN, made.endpoint_id)
    with pytest.raises(NotNow) as wrong:
        verb(ADMIN, made.endpoint_id, **told)
    assert wrong.value.code == "webhooks.removed"
    assert queries.endpoints(ADMIN).lines == ()
    gone = Endpoint.objects.get()
    assert (gone.secret_sealed, gone.contact_sealed) == ("", "")


def test_only_the_house_reads_takes_and_settles(stage: Any, receiver: Receiver) -> None:
    made = set_up(receiver)
    with pytest.raises(Denied):
        actions.spread(ADMIN, end=1)
    for verb, told in (
        (actions.take, {}),
        (actions.settle, {"tries": [], "until": ""}),
        (actions.give_up, {"why": "gone"}),
    ):
        with pytest.raises(NotFound):
            verb(ADMIN, made.endpoint_id, **told)
    for read in (lambda: queries.errands(ADMIN, [1]), lambda: queries.ready(ADMIN)):
        with pytest.raises(Denied):
            read()


def test_deliveries_of_the_next_community_are_not_there(stage: Any, receiver: Receiver, send: Send) -> None:
    set_up(receiver, by=FIRST_ADMIN, area=FIRST)
    story.report(stage)
    send()
    assert len(queries.deliveries(FIRST_ADMIN).lines) == 1
    assert queries.deliveries(SECOND_ADMIN).lines == ()
    for verb in (actions.retry, actions.drop):
        with pytest.raises(NotFound):
            verb(SECOND_ADMIN, row().pk)
        with pytest.raises(Denied):
            verb(READER, row().pk)


def test_a_change_made_on_an_old_page_is_refused_sending_is_no_change(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    made = set_up(receiver)
    seen = queries.endpoint(ADMIN, made.endpoint_id).version
    story.report(stage)
    send()
    actions.change(ADMIN, made.endpoint_id, version=seen, title="新名")
    with pytest.raises(NotNow) as wrong:
        actions.pause(ADMIN, made.endpoint_id, version=seen)
    assert wrong.value.code == "ledger.moved_on"


def test_a_change_takes_hold_of_what_is_on_its_way(stage: Any, receiver: Receiver, send: Send) -> None:
    made = set_up(receiver)
    story.report(stage)
    actions.change(ADMIN, made.endpoint_id, url=f"{receiver.url}/new", picks=["cases.report"])
    send()
    assert [one.path for one in receiver.heard] == ["/hook/new"]
    for told, code in (({"url": "x"}, "bad_url"), ({"picks": []}, "no_picks"), ({"title": ""}, "no_title")):
        with pytest.raises(Invalid) as wrong:
            actions.change(ADMIN, made.endpoint_id, **told)
        assert wrong.value.code == f"webhooks.{code}"


def test_a_pause_loses_nothing(stage: Any, receiver: Receiver, send: Send) -> None:
    made = set_up(receiver)
    actions.pause(ADMIN, made.endpoint_id)
    with pytest.raises(NotNow):
        actions.pause(ADMIN, made.endpoint_id)
    with pytest.raises(NotNow):
        actions.ping(ADMIN, made.endpoint_id)
    story.report(stage)
    send()
    assert (receiver.heard, Delivery.objects.count()) == ([], 0)
    actions.resume(ADMIN, made.endpoint_id)
    with pytest.raises(NotNow):
        actions.resume(ADMIN, made.endpoint_id)
    send()
    assert len(receiver.heard) == 1


def test_a_pause_can_be_skipped(stage: Any, receiver: Receiver, send: Send) -> None:
    made = set_up(receiver)
    actions.pause(ADMIN, made.endpoint_id)
    story.report(stage)
    actions.resume(ADMIN, made.endpoint_id, skip=True)
    later = story.report(stage).id
    send()
    assert [one.body["subject"]["id"] for one in receiver.heard] == [str(later)]


def test_a_rotation_has_its_bounds(stage: Any, receiver: Receiver, send: Send) -> None:
    made = set_up(receiver)
    for days in (-1, 15):
        with pytest.raises(Invalid):
            actions.rotate(ADMIN, made.endpoint_id, days=days)
    actions.rotate(ADMIN, made.endpoint_id, days=0)
    story.report(stage)
    send()
    assert len(receiver.heard[0].headers["webhook-signature"].split(" ")) == 1


def _week(stage: Any) -> None:
    for day in range(5):
        with clock.at(START + timedelta(days=day)):
            story.report(stage)


def test_a_span_of_the_past_is_told_again_under_the_same_ids(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    with clock.at(START):
        made = set_up(receiver)
    _week(stage)
    with clock.at(START + timedelta(days=10)):
        send()
        first = sorted(receiver.ids, key=lambda one: int(one.removeprefix("evt_")))
        span = {"since": START + timedelta(days=1), "until": START + timedelta(days=4)}
        assert queries.replay_count(ADMIN, made.endpoint_id, **span).count == 3
        assert Course.objects.count() == 1, "counting changes nothing"
        begun = actions.replay(ADMIN, made.endpoint_id, **span)
        send()
    again = receiver.heard[5:]
    assert begun.count == 3
    assert {one.headers["webhook-id"] for one in again} == set(first[1:4])
    assert {one.body["replay"] for one in again} == {True}
    assert {one.body["replay"] for one in receiver.heard[:5]} == {False}
    course = Course.objects.get(replay=True)
    assert (course.made, course.counted, bool(course.ended_at)) == (3, 3, True)


def test_a_replay_goes_back_before_the_receiver_was_set_up(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    _week(stage)
    with clock.at(START + timedelta(days=10)):
        made = set_up(receiver)
        actions.replay(ADMIN, made.endpoint_id, since=START, picks=["cases.report"])
        send()
    assert len(receiver.heard) == 5


def test_a_replay_reaches_no_further_than_its_receiver(stage: Any, receiver: Receiver, send: Send) -> None:
    _week(stage)
    with clock.at(START + timedelta(days=10)):
        made = set_up(receiver, by=SECOND_ADMIN, area=SECOND)
        with pytest.raises(Invalid) as wrong:
            actions.replay(SECOND_ADMIN, made.endpoint_id, since=START)
        assert wrong.value.code == "webhooks.nothing_there"
        with pytest.raises(NotFound):
            queries.replay_count(FIRST_ADMIN, made.endpoint_id, since=START)


def test_a_replay_is_refused_when_it_makes_no_sense(
    stage: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import import_module

    _week(stage)
    with clock.at(START + timedelta(days=10)):
        made = set_up(receiver)
        for told, code in (
            ({"since": START, "until": START}, "bad_span"),
            ({"since": START + timedelta(days=11)}, "bad_span"),
            ({"since": START, "picks": ["x.y"]}, "bad_pick"),
        ):
            with pytest.raises(Invalid) as wrong:
                actions.replay(ADMIN, made.endpoint_id, **told)
            assert wrong.value.code == f"webhooks.{code}"
        monkeypatch.setattr(import_module("happiness_cloud.webhooks.queries.replay_count"), "MOST", 4)
        with pytest.raises(Invalid) as wrong:
            actions.replay(ADMIN, made.endpoint_id, since=START)
        assert wrong.value.code == "webhooks.replay_too_large"
        monkeypatch.undo()
        begun = actions.replay(ADMIN, made.endpoint_id, since=START)
        with pytest.raises(NotNow) as late:
            actions.replay(ADMIN, made.endpoint_id, since=START)
        assert late.value.code == "webhooks.replay_runs"
        actions.stop_replay(ADMIN, begun.replay_id)
        with pytest.raises(NotNow):
            actions.stop_replay(ADMIN, begun.replay_id)
        with pytest.raises(NotNow):
            actions.stop_replay(ADMIN, Course.objects.get(replay=False).pk)


def test_a_replay_goes_on_where_it_stopped_and_does_not_hold_up_what_is_new(
    stage: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import import_module

    _week(stage)
    moment = START + timedelta(days=10)
    monkeypatch.setattr(import_module("happiness_cloud.webhooks.queries._reading"), "WINDOW", 2)
    with clock.at(moment):
        made = set_up(receiver)
        actions.replay(ADMIN, made.endpoint_id, since=START)
        end = Entry.objects.order_by("-id")[0].pk
        actions.spread(HOUSE, end=end)
        part = Course.objects.get(replay=True)
        assert 0 < part.made < 5
        # The worker ends here; another goes on.
        new = story.report(stage).id
        actions.spread(HOUSE, end=Entry.objects.order_by("-id")[0].pk)
        waiting = list(
            Delivery.objects.order_by("course_id", "entry_id").values_list("subject_id", flat=True)
        )
        assert waiting[0] == str(new), "what is new does not wait for the past"
        assert Course.objects.get(replay=True).ended_at is None, "of which not all has been read"
        with Sender() as one:
            one.drain()
    ids = [one.body["subject"]["id"] for one in receiver.heard]
    assert len(ids) == len(set(ids)) == 6


def test_a_delivery_that_has_not_been_tried_is_not_hurried(stage: Any, receiver: Receiver) -> None:
    set_up(receiver)
    story.report(stage)
    actions.spread(HOUSE, end=Entry.objects.order_by("-id")[0].pk)
    with pytest.raises(NotNow) as wrong:
        actions.retry(ADMIN, row().pk)
    assert wrong.value.code == "webhooks.on_its_way"
    with pytest.raises(NotNow):
        actions.drop(ADMIN, row().pk)


def test_lists_go_on_page_by_page(stage: Any, receiver: Receiver, send: Send) -> None:
    made = [set_up(receiver).endpoint_id for _ in range(3)]
    story.report(stage)
    send()
    seen: list[int] = []
    before = None
    while True:
        page = queries.deliveries(ADMIN, before=before, limit=1)
        seen += [one.endpoint_id for one in page.lines]
        before = page.older
        if before is None:
            break
    assert sorted(seen) == made
    first = queries.endpoints(ADMIN, limit=2)
    second = queries.endpoints(ADMIN, limit=2, before=first.older)
    assert [one.id for one in (*first.lines, *second.lines)] == sorted(made, reverse=True)
    with pytest.raises(Invalid):
        queries.deliveries(ADMIN, state="lost")


def test_a_list_costs_the_same_however_long(
    stage: Any, receiver: Receiver, django_assert_num_queries: Any
) -> None:
    for count in (1, 8):
        for _ in range(count):
            set_up(receiver)
        with django_assert_num_queries(3):
            queries.endpoints(ADMIN)


def test_readers_see_neither_the_whole_address_nor_the_whole_contact(stage: Any, receiver: Receiver) -> None:
    made = set_up(receiver, url=f"{receiver.url}?token=1", contact="it@platform.example")
    seen = queries.endpoint(READER, made.endpoint_id)
    assert "token" not in seen.url
    assert seen.url.endswith("/…")
    assert seen.contact == "i****@platform.example"
    assert queries.endpoint(ADMIN, made.endpoint_id).contact == "it@platform.example"


def test_a_secret_that_cannot_be_opened_stops_sending_and_says_so(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    set_up(receiver)
    Endpoint.objects.update(secret_sealed="zzzzzz.AAAA")
    story.report(stage)
    send()
    assert receiver.heard == []
    assert row().attempts[-1]["problem"] == "cannot_be_opened"
