"""Keys: shown once, stored hashed, never more than their maker holds, good until their end."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from happiness_cloud.accounts import actions, queries
from happiness_cloud.accounts.models import Key
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.ledger.models import Entry

from .cast import ADMIN, AREA, ELSEWHERE, OUTSIDER, READER, SEATS, START

pytestmark = pytest.mark.django_db


def _made(actor: Actor = ADMIN, **told: object) -> actions.MadeKey:
    return actions.make_key(actor, **{"name": "map", "rights": ["cases.read"], "area": AREA, **told})


def test_a_key_is_shown_once_and_stored_hashed() -> None:
    made = _made()
    mark, prefix, secret = made.token.split("_")
    assert (mark, prefix) == ("hc", made.prefix)
    assert len(secret) >= 32
    written = json.dumps([*Key.objects.values(), *Entry.objects.values()], default=str)
    assert secret not in written
    assert secret not in repr(queries.keys(ADMIN))


def test_a_good_key_becomes_a_seat_with_just_its_rights() -> None:
    made = _made()
    seat = queries.key_actor(SEATS, made.token)
    assert (seat.id, seat.rights, seat.area, seat.unit) == (f"key:{made.prefix}", ("cases.read",), AREA, "")


def test_a_wrong_or_broken_key_is_nobody() -> None:
    made = _made()
    for token in (
        "",
        "hc_",
        made.token[:-1],
        made.token + "A",
        f"hc_{made.prefix}_",
        "hc_" + "A" * 200,
        "x\0_y_z",
    ):
        assert queries.key_actor(SEATS, token) is None


def test_an_expired_key_is_nobody() -> None:
    with clock.at(START):
        made = _made(days=1)
    with clock.at(START + timedelta(hours=23, minutes=59)):
        assert queries.key_actor(SEATS, made.token) is not None
    with clock.at(START + timedelta(days=1)):
        assert queries.key_actor(SEATS, made.token) is None
        assert queries.keys(ADMIN).lines[0].state == "expired"


def test_an_ended_key_is_nobody_at_once() -> None:
    made = _made()
    with pytest.raises(NotFound):
        actions.end_key(OUTSIDER, made.key_id)
    actions.end_key(ADMIN, made.key_id)
    assert queries.key_actor(SEATS, made.token) is None
    with pytest.raises(NotNow):
        actions.end_key(ADMIN, made.key_id)


@pytest.mark.parametrize(
    "told",
    [
        {"rights": ["cases.read", "cases.close"]},
        {"area": "/990106/"},
        {"area": ELSEWHERE},
        {"purposes": ["call-back"]},
    ],
)
def test_a_key_cannot_carry_what_its_maker_does_not_hold(told: dict[str, object]) -> None:
    with pytest.raises(Denied):
        _made(**told)
    assert not Key.objects.exists()


def test_a_maker_bound_to_a_unit_makes_no_key_without_it() -> None:
    unit = "/yunhu/cgj/"
    maker = Actor("account:5", "staff", (Grant("accounts.keys", AREA, unit), Grant("cases.read", AREA, unit)))
    with pytest.raises(Denied):
        _made(maker)
    with pytest.raises(Denied):
        _made(maker, unit="/yunhu/")
    made = _made(maker, unit="/yunhu/cgj/sz2/")
    assert [one.id for one in queries.keys(maker).lines] == [made.key_id]
    actions.end_key(maker, made.key_id)


def test_purposes_held_by_the_maker_are_carried() -> None:
    maker = Actor(
        "account:5",
        "staff",
        (Grant("accounts.keys", AREA), Grant("cases.contacts", AREA, purposes=frozenset({"call-back"}))),
    )
    made = _made(maker, rights=["cases.contacts"], purposes=["call-back"])
    assert queries.key_actor(SEATS, made.token).purposes == frozenset({"call-back"})


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"rights": []}, "accounts.bad_right"),
        ({"rights": ["accounts.keys"]}, "accounts.bad_right"),
        ({"rights": ["*"]}, "accounts.bad_right"),
        ({"days": 0}, "accounts.bad_days"),
        ({"days": 400}, "accounts.bad_days"),
        ({"name": " "}, "accounts.no_key_name"),
    ],
)
def test_what_no_key_may_be_is_refused_by_name(told: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        _made(**told)
    assert refused.value.code == code


def test_only_the_right_to_keys_makes_and_lists_them() -> None:
    _made()
    with pytest.raises(Denied):
        _made(READER)
    with pytest.raises(Denied):
        queries.keys(READER)
    assert queries.keys(OUTSIDER).lines == ()


def test_the_first_use_of_a_day_is_noted_once() -> None:
    with clock.at(START):
        made = _made()
        assert queries.key_actor(SEATS, made.token).first_today
        actions.key_used(SEATS, made.key_id)
        assert not queries.key_actor(SEATS, made.token).first_today
    with clock.at(START + timedelta(days=1)):
        assert queries.key_actor(SEATS, made.token).first_today
