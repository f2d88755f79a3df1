"""What everybody may call a public matter by: a name that tells neither its number nor its place among others.

The number stays between the reporter and the house. The name is the key of the row, enciphered as one block with the
operator's secret: stored nowhere, the same for ever, and nobody can make one up.
"""

from __future__ import annotations

import base64
import binascii
from functools import cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from happiness_cloud.kernel.cipher import derived

_REST = b"matters\0"
_LENGTH = 26


def name_of(case_id: int) -> str:
    """The public name of a matter."""
    block = _cipher(settings.LINK_SECRET).encryptor().update(case_id.to_bytes(8) + _REST)
    return base64.b32encode(block).decode().rstrip("=").lower()


def case_of(name: str) -> int | None:
    """The key of the matter with this name; None when it is none of ours."""
    if len(name) != _LENGTH or not name.isascii() or name != name.lower():
        return None
    try:
        block = base64.b32decode(name.upper() + "=" * 6)
    except binascii.Error:
        return None
    told = _cipher(settings.LINK_SECRET).decryptor().update(block)
    return int.from_bytes(told[:8]) if told[8:] == _REST else None


@cache
def _cipher(secret: str) -> Cipher[modes.ECB]:
    # One block and never a second one: there is nothing that a mode could chain.
    return Cipher(algorithms.AES(derived(secret, "public-name")), modes.ECB())  # noqa: S305
