"""The shared secret of the second step, sealed to its account."""

from __future__ import annotations

from happiness_cloud.ledger.vault import cipher

from ..models import Account


def sealed(account: Account, secret: str) -> str:
    """`secret` as it may be stored."""
    return cipher().seal(secret, bind=f"accounts.factor:{account.pk}")


def opened(account: Account, stored: str) -> str:
    """The secret again."""
    return cipher().open(stored, bind=f"accounts.factor:{account.pk}")
