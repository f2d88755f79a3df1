"""Many accounts at once: a staff list brought in, whose administrators must set up a second factor."""

from __future__ import annotations

import pytest

from happiness_cloud.accounts import actions, queries
from happiness_cloud.accounts.models import Account
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import Denied

pytestmark = pytest.mark.django_db

MAKER = house("staff-list", "accounts.edit")
PEOPLE = [
    ("linxiaoyan", "林晓燕", "a-long-password"),
    ("tangning", "唐宁", "a-long-password"),
    ("later", "后来", ""),
]


def test_a_list_becomes_accounts_and_nobody_signs_in_without_a_password() -> None:
    made = actions.create_many(MAKER, people=PEOPLE)
    assert set(made.ids) == {"linxiaoyan", "tangning", "later"}
    assert Account.objects.get(username="linxiaoyan").check_password("a-long-password")
    assert not Account.objects.get(username="later").has_usable_password()


def test_an_administrator_is_held_until_the_second_factor_stands() -> None:
    made = actions.create_many(MAKER, people=PEOPLE, second_factor={"tangning"})
    seat = house("seat", "accounts.seat")
    assert queries.who(seat, made.ids["tangning"]).held == "second_factor"
    assert queries.who(seat, made.ids["linxiaoyan"]).held == ""


def test_an_outsider_makes_no_accounts() -> None:
    with pytest.raises(Denied):
        actions.create_many(Actor("account:9", "staff"), people=PEOPLE)
    assert not Account.objects.exists()
