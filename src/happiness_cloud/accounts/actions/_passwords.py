"""Whether a new password is good enough: Django's validators, told as refusals."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from happiness_cloud.kernel.errors import Invalid

from ..models import Account

_CODES = {"password_too_short", "password_too_common", "password_too_similar"}


def check(account: Account, password: str) -> None:
    """Refuse a weak password: accounts.password_too_short, _too_common, _too_similar."""
    try:
        validate_password(password, account)
    except ValidationError as wrong:
        first = wrong.error_list[0]
        code = first.code if first.code in _CODES else "password_too_common"
        least = (first.params or {}).get("min_length", 10)
        raise Invalid(f"accounts.{code}", field="password", least=least) from wrong
