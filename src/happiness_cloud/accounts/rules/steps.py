"""The second step: a time-based code (RFC 6238, 30 seconds, six digits), each step good for once."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

SECONDS = 30


def fresh_secret() -> str:
    """A new shared secret (base32, 160 bits)."""
    return pyotp.random_base32()


def address(secret: str, username: str, issuer: str) -> str:
    """The `otpauth://` address an authenticator app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step `code` belongs to: this one or a neighbour (clocks differ); None when to none."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit() and len(typed) == 6):
        return None
    here = int(now.timestamp()) // SECONDS
    clock = pyotp.TOTP(secret)
    for step in (here, here - 1, here + 1):
        if hmac.compare_digest(clock.at(step * SECONDS), typed):
            return step
    return None
