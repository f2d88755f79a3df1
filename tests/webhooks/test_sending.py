"""Sending: what a receiver hears, signed, in order, once; and what never leaves the house."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.cases import story

from happiness_cloud.webhooks.models import Delivery

from .cast import set_up
from .receiver import Receiver

Send = Callable[[], None]


def test_a_receiver_hears_of_a_matter_from_report_to_end(stage: Any, receiver: Receiver, send: Send) -> None:
    set_up(receiver)
    case = story.row(story.closed(stage))
    send()
    verbs = [one.body["type"] for one in receiver.heard]
    assert verbs[0] == "cases.report"
    assert verbs[-1] == "cases.close"
    assert {one.body["subject"]["name"] for one in receiver.heard} == {case.number}
    last = receiver.heard[-1].body
    assert last["facts"]["to"] == "closed"
    assert last["changes"]["state"] == ["to_call_back", "closed"]
    assert last["link"].endswith(f"/api/v1/cases/{case.number}")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}
