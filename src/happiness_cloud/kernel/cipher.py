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
        nonce = os.urandom(12)
        body = AESGCM(key).encrypt(nonce, text.encode(), bind.encode())
        return f"{name}.{base64.urlsafe_b64encode(nonce + body).decode()}"

    def open(self, sealed: str, bind: str = "") -> str:
        """What was sealed. Raises `CannotOpen`."""
        if not sealed:
            return ""
        name, _, body = sealed.partition(".")
        raw = base64.urlsafe_b64decode(body)
        for known, key in self.keys:
            if known == name:
                try:
                    return AESGCM(key).decrypt(raw[:12], raw[12:], bind.encode()).decode()
                except InvalidTag as wrong:
                    raise CannotOpen(name) from wrong
        raise CannotOpen(name)

    def blind(self, text: str, kind: str) -> str:
        """A keyed hash for looking `text` up without reading it; kinds do not mix."""
        return hmac.new(self.pepper, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()


def derived(secret: str, label: str) -> bytes:
    """32 bytes for `label` out of one operator secret (HKDF-like, one block)."""
    return hmac.new(secret.encode(), f"happiness-cloud:{label}".encode(), hashlib.sha256).digest()
