"""The cipher of this house, made from the operator's secrets, which never lie in the database."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from happiness_cloud.kernel.cipher import Cipher, derived
from happiness_cloud.kernel.ids import digest


@cache
def cipher() -> Cipher:
    """Seals with the newest secret, opens with any of them; hashes with the oldest, which must stay.

    Rotation adds a secret at the front; the keyed hashes keep the last one so that look-ups go on.
    """
    secrets = settings.FIELD_SECRETS
    return Cipher(
        keys=tuple((digest(one)[:6], derived(one, "field")) for one in secrets),
        pepper=derived(secrets[-1], "hash"),
    )
