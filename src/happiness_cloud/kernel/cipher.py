"""Personal values at rest: sealed with a key that is not in the database, found by a keyed hash.

AES-256-GCM. A sealed value is `<key id>.<base64 of nonce and text>`, so keys can be rotated one row at
a time. `bind` ties a value to its place (table, column, row): moved elsewhere it does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class CannotOpen(Exception):
    """The value was sealed with a key that is not here, or was changed, or moved."""


@dataclass(frozen=True, slots=True)
class Cipher:
    """Keys by id (32 bytes each); the first one seals, all of them open. `pepper` keys the hashes."""

    keys: tuple[tuple[str, bytes], ...]
    pepper: bytes

    def seal(self, text: str, bind: str = "") -> str:
        """Seal `text`; "" stays ""."""
        if not text:
            return ""
        name, key = self.keys[0]
        body = sealed_under(key, text.encode(), bind)
        return f"{name}.{base64.urlsafe_b64encode(body).decode()}"

    def open(self, sealed: str, bind: str = "") -> str:
        """What was sealed. Raises `CannotOpen`."""
        if not sealed:
            return ""
        name, _, body = sealed.partition(".")
        raw = base64.urlsafe_b64decode(body)
        for known, key in self.keys:
            if known == name:
                return opened_under(key, raw, bind).decode()
        raise CannotOpen(name)

    def blind(self, text: str, kind: str) -> str:
        """A keyed hash for looking `text` up without reading it; kinds do not mix."""
        return hmac.new(self.pepper, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()


def sealed_under(key: bytes, data: bytes, bind: str = "") -> bytes:
    """`data` sealed under a key of its own (32 bytes), for what is to be unreadable once that key is destroyed."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, bind.encode())


def opened_under(key: bytes, sealed: bytes, bind: str = "") -> bytes:
    """What `sealed_under` sealed. Raises `CannotOpen`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bind.encode())
    except (InvalidTag, ValueError) as wrong:
        raise CannotOpen("own key") from wrong


def derived(secret: str, label: str) -> bytes:
    """32 bytes for `label` out of one operator secret (HKDF-like, one block)."""
    return hmac.new(secret.encode(), f"happiness-cloud:{label}".encode(), hashlib.sha256).digest()
