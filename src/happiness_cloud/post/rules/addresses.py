"""Where a message can go: whether an address fits its channel, and how it may be shown."""

from __future__ import annotations

import re

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.kernel.text import masked_phone

# A line break or a comma in an address would let one message go to many.
_PHONE = re.compile(r"\+?[0-9]{5,20}")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")
_FITS = {"sms": _PHONE, "mail": _MAIL}


def checked(channel: str, to: str) -> str:
    """The address without spaces around it. Refuses `post.bad_channel`, `post.bad_address`."""
    fits = _FITS.get(channel)
    if fits is None:
        raise Invalid("post.bad_channel", field="channel")
    address = to.strip()
    if len(address) > 254 or not fits.fullmatch(address):
        raise Invalid("post.bad_address", field="to")
    return address


def masked(channel: str, to: str) -> str:
    """The address as staff may see it: `138****5678`, `l****@example.org`."""
    if channel == "sms":
        return masked_phone(to)
    name, _, host = to.rpartition("@")
    return f"{name[:1]}****@{host}" if host and name else "****"
