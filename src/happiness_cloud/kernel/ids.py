"""Keys that people and machines can hold: case numbers, tokens and their digests."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date

# No 0/O, 1/I/L: read aloud over a phone, typed by an elder.
_READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def token(length: int = 32) -> str:
    """A secret of `length` readable characters (about 4.95 bits each)."""
    return "".join(secrets.choice(_READABLE) for _ in range(length))


def digits(length: int = 6) -> str:
    """A one-time code of `length` digits."""
    return "".join(secrets.choice("0123456789") for _ in range(length))


def digest(secret: str) -> str:
    """What may be stored of a high-entropy secret: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def case_number(day: date, division: str, serial: int) -> str:
    """The number of a case: day, six-digit division, serial of the day (`HC-20261122-990106-000042`)."""
    return f"HC-{day:%Y%m%d}-{division}-{serial:06d}"
