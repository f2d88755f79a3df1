"""A staff list: accounts and positions, temporary passwords told once, one row wrong changes nothing."""

from __future__ import annotations

import csv
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from happiness_cloud.accounts.models import Account
from happiness_cloud.institution.models import Position
from happiness_cloud.interfaces.intake import bring_people
from happiness_cloud.kernel.errors import Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
HEAD = "username,name,position,unit,area"
ANNA = "anna,安娜,intake_operator,/d990106/rx12345/,/990106/"
HUGO = "hugo,胡戈,unit_handler,/d990106/cgj/sz2/,/990106/"
Listed = Callable[..., dict[str, Any]]


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    """Bring in a list of these rows; passwords go to `passwords.csv` of the test's folder."""

    def bring(*rows: str, head: str = HEAD, **params: Any) -> dict[str, Any]:
        file = tmp_path / "staff.csv"
        file.write_text("\n".join((head, *rows)), encoding="utf-8")
        return bring_people(file, passwords=tmp_path / "passwords.csv", **params)

    return bring


def test_people_get_an_account_and_their_position(listed: Listed, tmp_path: Path) -> None:
    told = listed(ANNA, HUGO)
    assert (told["created"], told["appointed"], told["there"]) == (2, 2, 0)
    held = Position.objects.values_list("kind", "unit", "area_path").order_by("kind")
    assert list(held) == [
        ("intake_operator", "/d990106/rx12345/", "/990106/"),
        ("unit_handler", "/d990106/cgj/sz2/", "/990106/"),
    ]
    file = tmp_path / "passwords.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with file.open(encoding="utf-8") as rows:
        words = {row["username"]: row["password"] for row in csv.DictReader(rows)}
    assert set(words) == {"anna", "hugo"}
    assert words["anna"] != words["hugo"]
    anna = Account.objects.get(username="anna")
    assert anna.check_password(words["anna"])
    assert anna.must_change_password
    client = Client()
    assert client.post("/sign-in/", {"username": "anna", "password": words["anna"]}).status_code == 302


def test_the_same_list_again_changes_nothing(listed: Listed, tmp_path: Path) -> None:
    listed(ANNA, HUGO)
    before = (tmp_path / "passwords.csv").read_text()
    word = Account.objects.get(username="anna").password
    told = listed(ANNA, HUGO)
    assert (told["created"], told["appointed"], told["there"], told["passwords_file"]) == (0, 0, 2, "")
    assert Account.objects.get(username="anna").password == word
    assert (tmp_path / "passwords.csv").read_text() == before


def test_a_person_may_hold_several_positions(listed: Listed) -> None:
    told = listed(ANNA, "anna,安娜,call_back_agent,/d990106/rx12345/,/990106/")
    assert (told["created"], told["appointed"]) == (1, 2)


def test_an_administrator_must_set_up_a_second_factor(listed: Listed) -> None:
    listed("root,根,system_administrator,,/990106/", ANNA)
    assert Account.objects.get(username="root").needs_second_factor
    assert not Account.objects.get(username="anna").needs_second_factor


@pytest.mark.parametrize(
    "wrong",
    [
        "x,短,intake_operator,,/990106/",
        "karl,卡尔,captain,,/990106/",
        "karl,卡尔,unit_handler,,/990106/",
        "karl,卡尔,unit_handler,/d990106/nowhere/,/990106/",
        "karl,卡尔,intake_operator,,990106",
        "karl,卡尔,grid_worker,,/990106/",
        "hugo,胡戈,supervisor,,/990106/",
        "karl,,intake_operator,,/990106/",
        "karl,卡尔",
    ],
)
def test_one_row_wrong_names_the_row_and_changes_nothing(listed: Listed, tmp_path: Path, wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        listed(ANNA, HUGO, wrong)
    assert refused.value.code == "intake.bad_person"
    assert refused.value.facts["row"] == 4
    assert refused.value.facts["told"]
    assert not Account.objects.exists()
    assert not Position.objects.exists()
    assert not (tmp_path / "passwords.csv").exists()


def test_a_list_without_the_columns_names_them(listed: Listed) -> None:
    with pytest.raises(Invalid) as refused:
        listed("anna,安娜", head="username,name")
    assert refused.value.code == "intake.no_columns"
    assert refused.value.facts["columns"] == "position, unit, area"


def test_a_trial_says_the_same_and_changes_nothing(listed: Listed, tmp_path: Path) -> None:
    told = listed(ANNA, HUGO, dry_run=True)
    assert (told["created"], told["appointed"], told["dry_run"]) == (2, 2, True)
    assert not Account.objects.exists()
    assert not (tmp_path / "passwords.csv").exists()
