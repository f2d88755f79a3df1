from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from happiness_cloud.kernel import ids
from happiness_cloud.kernel.access import EVERYWHERE, house
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.kernel.text import masked_phone
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.post import actions as post

from .. import rights
from ..models import Code
from ..rules import limits
from ..rules.phones import is_mobile, normalised
from . import _attempts

TICKET = "accounts.ticket"


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code is on its way. `ticket` is the sealed phone, to hand back with the code; `shown` its mask."""

    ticket: str
    shown: str
    seconds: int


@action("accounts.ask_code", right=rights.SIGN_IN)
def ask_code(deed: Deed, *, phone: str, address: str = "", language: str = "zh-hans") -> CodeSent:
    """Send a six-digit code to a mobile number; the answer is the same whether the number is known or not.

    `address` is the network address that asks. An earlier code ends. Refuses accounts.bad_phone,
    accounts.not_a_mobile, accounts.too_many_codes (429, with seconds).
    """
    deed.require(EVERYWHERE)
    number = normalised(phone)
    if not is_mobile(number):
        raise Invalid("accounts.not_a_mobile", field="phone")
    told_apart = cipher().blind(number, "phone")
    _attempts.count(limits.CODES_PER_PHONE, number, deed.at, "accounts.too_many_codes")
    if address:
        _attempts.count(limits.CODES_PER_ADDRESS, address, deed.at, "accounts.too_many_codes")
    Code.objects.filter(phone_hash=told_apart, used_at=None, expires_at__gt=deed.at).update(
        expires_at=deed.at
    )
    digits = ids.digits(6)
    Code.objects.create(
        phone_hash=told_apart,
        # Six digits have too few values for a plain hash: keyed, and to this phone.
        code_hash=cipher().blind(f"{number}:{digits}", "code"),
        sent_at=deed.at,
        expires_at=deed.at + timedelta(seconds=limits.CODE_SECONDS),
    )
    _send(number, digits, language)
    return CodeSent(cipher().seal(number, bind=TICKET), masked_phone(number), limits.CODE_SECONDS)


def _send(number: str, digits: str, language: str) -> None:
    with translation.override(language):
        text = _(
            "%(code)s is your code for Happiness Cloud. It is valid for 5 minutes. Tell it to nobody; "
            "we never ask for it."
        ) % {"code": digits}
    post.send(
        house("accounts", "post.send"), channel="sms", to=number, kind="code", text=text, language=language
    )
