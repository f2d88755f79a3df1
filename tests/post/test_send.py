"""Sending queues a message in the caller's transaction, sealed, and says nothing personal in the book."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Denied, Invalid
from happiness_cloud.ledger.models import Entry
from happiness_cloud.post import actions
from happiness_cloud.post.models import Message

from .cast import AREA, PHONE, SENDER

pytestmark = pytest.mark.django_db
TEXT = "您的事项已办结,请评价。"


def _send(**changed: str) -> actions.Queued:
    told = {"channel": "sms", "to": PHONE, "kind": "case", "text": TEXT, "area": AREA}
    return actions.send(SENDER, **{**told, **changed})


def test_a_message_is_queued_with_its_job_and_its_subject() -> None:
    queued = _send(about="cases.Case:7")
    row = Message.objects.get(pk=queued.message_id)
    assert (row.state, row.about_kind, row.about_id, row.area_path) == ("queued", "cases.Case", "7", AREA)
    job = ProcrastinateJob.objects.get(task_name="post.deliver")
    assert job.args == {"message_id": row.pk}


def test_neither_the_row_nor_the_book_nor_the_job_carries_address_or_text() -> None:
    _send()
    row = Message.objects.values().get()
    written = json.dumps(
        [row, list(Entry.objects.values()), list(ProcrastinateJob.objects.values())], default=str
    )
    assert PHONE not in written
    assert "办结" not in written


def test_a_message_of_a_transaction_that_fails_is_never_sent() -> None:
    with transaction.atomic():
        _send()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="post.deliver").exists()


def test_somebody_without_the_right_sends_nothing() -> None:
    with pytest.raises(Denied):
        actions.send(Actor("x", "staff"), channel="sms", to=PHONE, kind="case", text="x")
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("channel", "to", "code"),
    [
        ("sms", "138 0000", "post.bad_address"),
        ("sms", "13800001234,13900001234", "post.bad_address"),
        ("mail", "lin@example.org\nBcc: all@example.org", "post.bad_address"),
        ("mail", "nobody", "post.bad_address"),
        ("pigeon", "roof", "post.bad_channel"),
    ],
)
def test_an_address_that_cannot_be_is_refused(channel: str, to: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        _send(channel=channel, to=to)
    assert refused.value.code == code
    assert not Message.objects.exists()


def test_a_subject_cannot_begin_a_new_header() -> None:
    queued = _send(channel="mail", to="lin@example.org", subject="Hello\r\nBcc: all@example.org")
    assert Message.objects.get(pk=queued.message_id).subject == "Hello Bcc: all@example.org"


@pytest.mark.parametrize("text", ["", "  ", "长" * 4001])
def test_an_empty_or_endless_text_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        _send(text=text)
