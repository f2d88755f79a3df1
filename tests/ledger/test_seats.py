"""From a request to rights: every way that fails ends with fewer rights, never with more."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from happiness_cloud.interfaces import seats
from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Denied


def _request(user: Any = None, **headers: str) -> Any:
    request = RequestFactory().get("/", headers=headers)
    request.user = user
    return request


def _user(cast: Any, name: str) -> Any:
    return get_user_model().objects.get(pk=int(cast.actor(name).id.partition(":")[2]))


def test_somebody_signed_in_has_the_rights_of_the_positions(stage: Any) -> None:
    who = seats.actor_of(_request(_user(stage, "lin")))
    assert (who.name, who.kind) == ("林晓燕", "staff")
    assert {one.right for one in who.grants} >= {"cases.read", "cases.confirm"}


@pytest.mark.parametrize("where", ["accounts.who", "institution.seats"])
def test_an_error_while_rights_are_loaded_means_no_rights(
    stage: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the store of rights is broken")

    room, name = where.split(".")
    monkeypatch.setattr(getattr(seats, room), name, broken)
    who = seats.actor_of(_request(_user(stage, "lin")))
    assert who.grants == ()
    assert who.kind == "visitor"


def test_nobody_is_a_visitor_and_who_was_put_out_of_service_no_more_than_that(stage: Any) -> None:
    assert seats.actor_of(_request()) is seats.VISITOR
    user = _user(stage, "lin")
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert seats.actor_of(_request(_user(stage, "lin"))) is seats.VISITOR


def test_somebody_who_was_never_there_has_no_more_than_a_visitor(stage: Any) -> None:
    user = _user(stage, "lin")
    user.pk = 10**9
    who = seats.actor_of(_request(user))
    assert {one.right for one in who.grants if not one.subject} <= {one.right for one in seats.VISITOR.grants}


@pytest.mark.parametrize("token", ["", "x", "hc_" + "A" * 40, "\x00", "路灯"])
def test_a_key_that_is_none_is_denied(stage: Any, token: str) -> None:
    request = _request()
    request.META["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    try:
        who = seats.actor_of(request)
    except Denied:
        return
    assert who.grants == ()


def test_visitors_read_no_matters(stage: Any) -> None:
    rights = {one.right for one in seats.VISITOR.grants}
    assert not rights & {
        "cases.read",
        "cases.track",
        "cases.contacts",
        "cases.export",
        "ledger.read",
        "accounts.read",
    }
    assert all(one.area == EVERYWHERE and not one.subject for one in seats.VISITOR.grants)
