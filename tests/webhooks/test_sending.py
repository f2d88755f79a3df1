"""Sending: what a receiver hears, signed, in order, once; and what never leaves the house."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from tests.cases import story
from tests.cast import DISTRICT, FIRST, GRID, SECOND, THERE

from happiness_cloud.cases import actions as cases
from happiness_cloud.kernel import clock
from happiness_cloud.ledger.classes import personal, told_fields, told_verbs
from happiness_cloud.ledger.models import Entry
from happiness_cloud.webhooks import actions, queries
from happiness_cloud.webhooks.models import Delivery
from happiness_cloud.webhooks.queries import errands

from .cast import ADMIN, FIRST_ADMIN, HOUSE, SECOND_ADMIN, set_up
from .receiver import Heard, Receiver

Send = Callable[[], None]
PAGE = Path(__file__).resolve().parents[2] / "docs/rooms/webhooks.md"


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


def test_what_concerns_one_matter_comes_in_the_order_of_the_book(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    set_up(receiver)
    ids = [story.handling(stage) for _ in range(3)]
    send()
    for case_id in ids:
        heard = [one.body for one in receiver.heard if one.body["subject"]["id"] == str(case_id)]
        told = Entry.objects.filter(subject_kind="cases.Case", subject_id=str(case_id)).order_by("id")
        assert [one["id"] for one in heard] == [f"evt_{one.pk}" for one in told]


def test_nothing_is_told_twice_and_nothing_of_before(stage: Any, receiver: Receiver, send: Send) -> None:
    story.report(stage)
    set_up(receiver)
    send()
    assert receiver.heard == []
    case_id = story.report(stage).id
    send()
    send()
    (heard,) = receiver.heard
    assert heard.body["subject"]["id"] == str(case_id)


def test_only_what_was_picked_is_told(stage: Any, receiver: Receiver, send: Send) -> None:
    set_up(receiver, picks=["cases.close", "cases.report"])
    story.closed(stage)
    send()
    assert [one.body["type"] for one in receiver.heard] == ["cases.report", "cases.close"]


def test_a_receiver_of_one_community_never_hears_of_the_next(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    set_up(receiver, by=SECOND_ADMIN, area=SECOND)
    story.closed(stage)
    send()
    assert receiver.heard == []
    story.report(stage, lon=THERE[0], lat=THERE[1])
    send()
    assert [one.body["area"].startswith(SECOND) for one in receiver.heard] == [True]


# The verifier of the documentation, taken from the page as it is printed there.
def _documented() -> Any:
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert code
    assert len(code.group(1).strip().splitlines()) <= 14
    place: dict[str, Any] = {}
    exec(code.group(1), place)  # noqa: S102 -- our own page
    return place["verified"]


def test_the_signature_holds_for_the_printed_verifier_and_the_public_library(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    secret = set_up(receiver).secret
    story.report(stage)
    send()
    (heard,) = receiver.heard
    verified = _documented()
    assert verified(secret, heard.headers, heard.raw) == heard.body
    assert Webhook(secret).verify(heard.raw.decode(), heard.headers) == heard.body
    for headers, raw in (
        (heard.headers, heard.raw + b" "),
        (heard.headers | {"webhook-id": "evt_0"}, heard.raw),
        (heard.headers | {"webhook-timestamp": "1"}, heard.raw),
        (heard.headers | {"webhook-signature": "v1,AAAA"}, heard.raw),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(raw.decode(), headers)
        with pytest.raises(ValueError):
            verified(secret, headers, raw)


def _signed_with(secret: str, heard: Heard) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{heard.headers['webhook-id']}.{heard.headers['webhook-timestamp']}.".encode() + heard.raw
    good = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    return f"v1,{good}" in heard.headers["webhook-signature"].split(" ")


def test_after_a_rotation_both_secrets_sign_until_the_old_one_ends(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    made = set_up(receiver)
    new = actions.rotate(ADMIN, made.endpoint_id, days=2).secret
    story.report(stage)
    send()
    with clock.at(clock.now() + timedelta(days=3)):
        story.report(stage)
        send()
    first, second = receiver.heard
    assert len(first.headers["webhook-signature"].split(" ")) == 2
    assert [_signed_with(one, first) for one in (new, made.secret)] == [True, True]
    assert [_signed_with(one, second) for one in (new, made.secret)] == [True, False]
    with clock.at(clock.now() + timedelta(days=3)):
        actions.sweep(HOUSE)
        assert queries.endpoint(ADMIN, made.endpoint_id).old_secret_until is None


SECRETS = {
    "name": "陈秀英",
    "phone": "13800001234",
    "text": "小区东门路灯坏了三天，晚上很黑，我母亲摔了一跤",
    "address": "梧桐路12号3单元502",
    "note": "现场与居民王建国核实，住二楼",
    "result": "已更换灯头，联系人刘师傅",
    "reason": "明确由该队负责，李阿姨催得急",
    "rating": "师傅态度很好，谢谢",
}


def _whole_story(stage: Any) -> Any:
    caller = cases.Caller(name=SECRETS["name"], phone=SECRETS["phone"])
    told = {"text": SECRETS["text"], "address": SECRETS["address"], "caller": caller}
    case_id = story.report(stage, **told).id
    cases.register(stage.actor("zhou"), case_id, category=story.LITTER, severity="ordinary")
    cases.note(stage.actor("lin"), case_id, text=SECRETS["note"], reason=SECRETS["reason"])
    cases.confirm(stage.actor("lin"), case_id)
    cases.file(stage.actor("wu"), case_id)
    cases.dispatch(stage.actor("zhao"), case_id, lead="/yunhu/cgj/sz2/", reason=SECRETS["reason"])
    cases.sign(stage.actor("sun"), case_id)
    cases.handle(stage.actor("sun"), case_id, result=SECRETS["result"], file_ids=(1,))
    cases.verify(stage.actor("lin"), case_id)
    cases.call_back(stage.actor("zheng"), case_id, reached=True, solved=True, satisfied=5)
    cases.rate(story.reporter(stage, case_id), case_id, stars=5, solved=True, words=SECRETS["rating"])
    cases.close(stage.actor("zheng"), case_id)
    return case_id


def test_no_name_phone_or_word_of_anybody_ever_leaves(stage: Any, receiver: Receiver, send: Send) -> None:
    set_up(receiver)
    _whole_story(stage)
    send()
    told = b"\n".join(one.raw for one in receiver.heard).decode()
    assert len(receiver.heard) == 12
    for what, words in SECRETS.items():
        # Four digits stand in many a number by chance.
        long = 8 if words.isdecimal() else 4
        pieces = {words[at : at + long] for at in range(len(words) - long + 1)} | {words}
        assert [one for one in pieces if one in told] == [], what
    for who in ("林晓燕", "周敏", "吴波", "孙建军", "account:", "resident"):
        assert who not in told
    for one in receiver.heard:
        assert set(one.body["facts"]) <= told_fields("cases.Case")
        assert set(one.body["changes"]) <= told_fields("cases.Case")


def test_no_field_with_a_data_class_can_be_named_as_open() -> None:
    for kind in {key.rsplit(".", 1)[0] for key in personal()}:
        for name in told_fields(kind):
            assert f"{kind}.{name}" not in personal()
    # The looks at personal data, and what concerns accounts, are nobody's business outside.
    assert {one.partition(".")[0] for one in told_verbs()} == {"cases"}
    assert not {"cases.contacts", "cases.save_view", "cases.bring_in", "cases.learn"} & told_verbs()


def test_of_a_matter_that_is_not_public_only_that_something_happened_is_told(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    set_up(receiver)
    case_id = story.report(stage, public=False).id
    cases.register(stage.actor("zhou"), case_id, category=story.LITTER, severity="ordinary")
    send()
    assert [one.body["type"] for one in receiver.heard] == ["cases.report", "cases.register"]
    assert [(one.body["facts"], one.body["changes"]) for one in receiver.heard] == [({}, {})] * 2


def test_what_is_no_longer_open_when_it_is_sent_is_left_out(
    stage: Any, receiver: Receiver, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(receiver)
    story.report(stage)
    where = import_module("happiness_cloud.webhooks.queries.errands")
    monkeypatch.setattr(where, "told_fields", lambda _kind: frozenset({"channel"}))
    send()
    assert set(receiver.heard[0].body["facts"]) == {"channel"}


def test_a_look_at_contact_data_is_told_to_nobody(stage: Any, receiver: Receiver, send: Send) -> None:
    from happiness_cloud.cases import queries as matters

    case_id = story.report(stage).id
    set_up(receiver)
    matters.contacts(stage.actor("zhou"), case_id, purpose="case-handling", reason="回电核实")
    send()
    assert receiver.heard == []


def test_a_test_tells_nothing_and_is_signed(stage: Any, receiver: Receiver, send: Send) -> None:
    made = set_up(receiver)
    pinged = actions.ping(ADMIN, made.endpoint_id)
    send()
    (heard,) = receiver.heard
    assert heard.body["type"] == "webhooks.ping"
    assert heard.body["id"] == heard.headers["webhook-id"] == f"ping_{pinged.delivery_id}"
    assert (heard.body["facts"], heard.body["changes"]) == ({}, {})
    assert _signed_with(made.secret, heard)


def test_verbs_of_matters_cost_no_statement_more(
    stage: Any, receiver: Receiver, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case_id = story.report(stage).id
    cases.urge(stage.actor("zhou"), case_id)
    with CaptureQueriesContext(connection) as before:
        cases.urge(stage.actor("zhou"), case_id)
    set_up(receiver)
    with django_assert_num_queries(len(before)):
        cases.urge(stage.actor("zhou"), case_id)


def test_many_errands_are_read_with_few_statements(
    stage: Any, receiver: Receiver, django_assert_max_num_queries: Any
) -> None:
    made = set_up(receiver)
    for _ in range(6):
        story.report(stage)
    actions.spread(HOUSE, end=Entry.objects.order_by("-id")[0].pk)
    taken = actions.take(HOUSE, made.endpoint_id)
    assert len(taken.ids) == 6
    with django_assert_max_num_queries(4):
        errands(HOUSE, taken.ids)


def test_two_receivers_hear_the_same_under_the_same_id_with_their_own_secrets(
    stage: Any, receiver: Receiver, send: Send
) -> None:
    first, second = set_up(receiver), set_up(receiver, by=FIRST_ADMIN, area=FIRST)
    story.report(stage)
    send()
    assert len(set(receiver.ids)) == 1
    assert len(receiver.heard) == 2
    both = [[_signed_with(made.secret, one) for one in receiver.heard] for made in (first, second)]
    assert sorted(both) == [[False, True], [True, False]]


def test_the_house_does_not_tell_of_its_own_sending(stage: Any, receiver: Receiver, send: Send) -> None:
    set_up(receiver, area=DISTRICT)
    story.report(stage)
    send()
    rows = Entry.objects.count()
    send()
    send()
    assert Entry.objects.count() == rows
    assert json.loads(receiver.heard[0].raw)["area"] == GRID
