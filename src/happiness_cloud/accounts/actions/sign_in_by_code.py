from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel import ids
from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.cipher import CannotOpen
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.kernel.text import masked_phone
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Account, Code
from ..rules import limits
from ..rules.phones import normalised
from . import _attempts
from .ask_code import TICKET


@dataclass(frozen=True, slots=True)
class Arrived:
    """How it went. When not `ok`, `why` is a code of the terms; wrong tries are kept, so this is no refusal."""

    ok: bool
    why: str = ""
    account_id: int = 0
    is_new: bool = False


@action("accounts.sign_in_by_code", right=rights.SIGN_IN)
def sign_in_by_code(
    deed: Deed, *, code: str, ticket: str = "", phone: str = "", address: str = ""
) -> Arrived:
    """Check the newest code of a phone (by `ticket` of ask_code, or by number); a new phone gets an account.

    Each try counts, at most five a code. Refuses accounts.bad_phone, accounts.too_late (a ticket of another
    time), accounts.too_many_tries (429).
    """
    deed.require(EVERYWHERE)
    number = _number(ticket, phone)
    if address:
        _attempts.count(limits.CODE_TRIES_PER_ADDRESS, address, deed.at, "accounts.too_many_tries")
    told_apart = cipher().blind(number, "phone")
    found = Code.objects.select_for_update().filter(phone_hash=told_apart).order_by("-pk").first()
    why = _flaw(deed, found, number, code)
    if why or found is None:
        deed.record(ok=False, why=why)
        return Arrived(ok=False, why=why)
    found.used_at = deed.at
    found.save(update_fields=["used_at"])
    account, is_new = _account(deed, number, told_apart)
    deed.created(account)
    if not account.is_active:
        deed.record(ok=False, why="accounts.account_ended")
        return Arrived(ok=False, why="accounts.account_ended")
    deed.record(ok=True, is_new=is_new)
    return Arrived(ok=True, account_id=account.pk, is_new=is_new)


def _number(ticket: str, phone: str) -> str:
    if not ticket:
        return normalised(phone)
    try:
        return cipher().open(ticket, bind=TICKET)
    except (CannotOpen, ValueError) as wrong:
        raise Invalid("accounts.too_late") from wrong


def _flaw(deed: Deed, found: Code | None, number: str, code: str) -> str:
    """Why this code does not open, "" when it does; counts the try."""
    if found is None or found.used_at or found.expires_at <= deed.at:
        return "accounts.code_expired"
    if found.tries >= limits.CODE_TRIES:
        return "accounts.code_spent"
    found.tries += 1
    found.save(update_fields=["tries"])
    typed = "".join(code.split())
    if not ids.same(cipher().blind(f"{number}:{typed}", "code"), found.code_hash):
        return "accounts.code_spent" if found.tries >= limits.CODE_TRIES else "accounts.wrong_code"
    return ""


def _account(deed: Deed, number: str, told_apart: str) -> tuple[Account, bool]:
    account = Account.objects.filter(kind="resident", phone_hash=told_apart).first()
    if account is not None:
        return account, False
    account = Account(
        username=f"r.{ids.token(16).lower()}",
        name=masked_phone(number),
        kind="resident",
        phone_sealed=cipher().seal(number, bind=f"accounts.phone:{told_apart}"),
        phone_hash=told_apart,
        created_at=deed.at,
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    return account, True
