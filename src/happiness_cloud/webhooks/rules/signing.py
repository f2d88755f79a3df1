"""Signatures as the Standard Webhooks specification (1.0.0) has them: `v1`, HMAC-SHA256 over id, timestamp, body."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"
BYTES = 32


def secret_of(raw: bytes) -> str:
    """The secret as people copy it."""
    return PREFIX + base64.b64encode(raw).decode()


def signature(secrets: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """One `v1,…` for each secret, divided by spaces: a receiver that knows any of them can check."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_digest(secret, signed)}" for secret in secrets)


def _digest(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
