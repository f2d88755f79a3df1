"""The outbox: who sees which messages, masked, page by page; and sending a dead one again."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.post import actions, queries
from happiness_cloud.post.models import Message

from .cast import AREA, KEEPER, OUTSIDER, PHONE, READER, SENDER

pytestmark = pytest.mark.django_db


def _send(kind: str = "case", **told: str) -> int:
    return actions.send(
        SENDER, **{"channel": "sms", "to": PHONE, "kind": kind, "text": "x", "area": AREA, **told}
    ).message_id


def _dead(message_id: int) -> int:
    Message.objects.filter(pk=message_id).update(state="dead", tries=6, next_try_at=None)
    return message_id


def test_addresses_are_masked() -> None:
    _send()
    _send(channel="mail", to="linhua@example.org")
    assert [one.to for one in queries.outbox(KEEPER).lines] == ["l****@example.org", "138****1234"]


def test_only_the_own_area_is_seen_and_without_the_right_nothing() -> None:
    _send()
    assert queries.outbox(OUTSIDER).lines == ()
    with pytest.raises(Denied):
        queries.outbox(Actor("x", "staff"))


def test_pages_follow_one_another_without_gap() -> None:
    sent = [_send() for _ in range(5)]
    first = queries.outbox(KEEPER, limit=3)
    second = queries.outbox(KEEPER, limit=3, before=first.older)
    assert [one.id for one in (*first.lines, *second.lines)] == sent[::-1]
    assert second.older is None


def test_filters_by_state_and_subject() -> None:
    dead, other = _dead(_send()), _send(about="cases.Case:7")
    assert [one.id for one in queries.outbox(KEEPER, state="dead").lines] == [dead]
    assert [one.id for one in queries.outbox(KEEPER, about="cases.Case:7").lines] == [other]
    with pytest.raises(Invalid):
        queries.outbox(KEEPER, state="lost")


def test_a_dead_message_can_be_sent_again() -> None:
    message_id = _dead(_send())
    actions.resend(KEEPER, message_id)
    row = Message.objects.get(pk=message_id)
    assert (row.state, row.tries) == ("queued", 0)
    assert ProcrastinateJob.objects.filter(task_name="post.deliver").count() == 2


def test_a_live_message_or_an_erased_code_is_not_sent_again() -> None:
    with pytest.raises(NotNow):
        actions.resend(KEEPER, _send())
    code = _dead(_send(kind="code"))
    Message.objects.filter(pk=code).update(body_sealed="")
    with pytest.raises(NotNow) as refused:
        actions.resend(KEEPER, code)
    assert refused.value.code == "post.gone"


def test_a_reader_may_not_resend_and_an_outsider_does_not_see_it() -> None:
    message_id = _dead(_send())
    with pytest.raises(Denied):
        actions.resend(READER, message_id)
    with pytest.raises(NotFound):
        actions.resend(OUTSIDER, message_id)
