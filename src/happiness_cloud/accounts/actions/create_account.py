from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Account
from ..rules import names
from ..rules.phones import normalised
from . import _passwords


@dataclass(frozen=True, slots=True)
class Created:
    """The new account."""

    account_id: int


@action("accounts.create_account", right=rights.EDIT)
def create_account(
    deed: Deed,
    *,
    username: str,
    name: str,
    password: str,
    area: str = EVERYWHERE,
    phone: str = "",
    needs_second_factor: bool = False,
    session_limit: int = 3,
    temporary: bool = True,
) -> Created:
    """Make a staff account; it carries no rights until the institution gives it a position.

    `area` says who administers it. `temporary` makes its owner change the password first of all.
    Refuses accounts.bad_username, username_taken, no_name, bad_limit, bad_phone, password_too_*.
    """
    deed.require(area)
    if not 1 <= session_limit <= 20:
        raise Invalid("accounts.bad_limit", field="session_limit")
    number = normalised(phone) if phone.strip() else ""
    told_apart = cipher().blind(number, "phone") if number else ""
    account = Account(
        username=names.username(username),
        name=names.person(name),
        kind="staff",
        phone_sealed=cipher().seal(number, bind=f"accounts.phone:{told_apart}"),
        phone_hash=told_apart,
        needs_second_factor=needs_second_factor,
        must_change_password=temporary,
        session_limit=session_limit,
        area_path=area,
        created_at=deed.at,
    )
    _passwords.check(account, password)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as wrong:
        raise Invalid("accounts.username_taken", field="username") from wrong
    deed.created(account)
    deed.record(needs_second_factor=needs_second_factor, area=area)
    return Created(account_id=account.pk)
