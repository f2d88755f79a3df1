"""Two of our own houses: one forwards a matter to the other, which works on it and closes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from happiness_cloud.accounts import actions as accounts
from happiness_cloud.cases import actions, forwarder, queries, wire
from happiness_cloud.cases.models import Case
from tests import cast
from tests.cases import story
from tests.doors.cast import KEYRING
from tests.journeys import ground

from .ways import WATER, carried, dispatched, out, row, ruled

RIGHTS = ("cases.report", "cases.read", "cases.note")


def test_a_matter_goes_there_is_worked_on_and_comes_back_to_be_verified_here(
    founded: str, django_db_blocker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A whole house needs longer to answer than a stub.
    monkeypatch.setattr(wire, "READ_SECONDS", 20.0)
    monkeypatch.setattr(wire, "WHOLE_SECONDS", 60.0)
    mine, theirs = f"{founded}_mine", f"{founded}_theirs"
    here, yonder = tmp_path / "here", tmp_path / "yonder"
    here.mkdir()
    yonder.mkdir()
    with (
        django_db_blocker.unblock(),
        ground.copied(founded, mine),
        ground.copied(founded, theirs),
        ground.serving(theirs, yonder) as address,
        override_settings(OUTGOING_HTTP=True),
    ):
        with ground.switched(theirs, yonder, address):
            token = accounts.make_key(
                KEYRING, name="邻区", rights=RIGHTS, area="/990106/", unit="", purposes=()
            ).token
        with ground.switched(mine, here, "http://127.0.0.1:9"):
            case_id, number = _sent_out(address, token)
        with ground.switched(theirs, yonder, address):
            yonder_id = _worked_on(number)
        with ground.switched(mine, here, "http://127.0.0.1:9"):
            forwarder.listen()
            forwarder.listen()
            _come_back(case_id)
        assert yonder_id


def _sent_out(address: str, token: str) -> tuple[int, str]:
    class Side:
        endpoint = f"{address}/open311/v2"

    ruled(
        Side,  # type: ignore[arg-type]
        category=WATER,
        service_code=WATER,
        jurisdiction="990106",
        api_key=token,
        safe_to_repeat=True,
        label="邻区平台",
    )
    case_id = dispatched(cast, category=WATER, note="水管破裂，路面积水")
    actions.sign(cast.actor("sun"), case_id)
    sent = carried(case_id)
    assert (sent.state, sent.problem) == ("there", "")
    actions.note(cast.actor("sun"), case_id, text="已通知住户停水", public=True)
    forwarder.listen()
    assert out(case_id).told_remark > 0
    return case_id, sent.remote_id


def _worked_on(number: str) -> int:
    case = Case.objects.get(number=number)
    assert (case.channel, case.category) == ("partner", WATER)
    assert "水管破裂" in case.text
    notes = [one.words for one in queries.detail(cast.actor("zhou"), number).timeline if one.verb == "note"]
    assert notes == ["已通知住户停水"]
    actions.register(cast.actor("zhou"), case.pk, category=WATER)
    actions.confirm(cast.actor("lin"), case.pk)
    actions.file(cast.actor("wu"), case.pk)
    actions.dispatch(cast.actor("zhao"), case.pk, lead="/yunhu/cgj/sz2/", reason="明确由该队负责")
    actions.sign(cast.actor("sun"), case.pk)
    actions.handle(cast.actor("sun"), case.pk, result="已修复水管", file_ids=(1,))
    actions.verify(cast.actor("lin"), case.pk)
    actions.call_back(cast.actor("zheng"), case.pk, reached=True, solved=True, satisfied=5)
    actions.close(cast.actor("zheng"), case.pk)
    return int(case.pk)


def _come_back(case_id: int) -> None:
    case = row(case_id)
    assert (case.state, out(case_id).state) == ("to_check", "done")
    told = queries.detail(cast.actor("zhao"), case.number).timeline
    heard = [one for one in told if one.verb == "hear"]
    # Every step over there is heard, each once.
    assert len(heard) == 9
    assert len({one.words for one in heard}) == len(heard)
    assert heard[-1].after == "to_check"
    actions.verify(cast.actor("lin"), case_id)
    assert story.row(case_id).state == "to_call_back"
