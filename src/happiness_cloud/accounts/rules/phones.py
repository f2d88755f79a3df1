"""Phone numbers as people in China write them, brought to one spelling.

Mobile numbers are eleven digits beginning with 13 to 19; landlines are an area code with its 0 and a
local number (010 and 02x: 8 digits; others 7 or 8), as the national numbering plan has them.
"""

from __future__ import annotations

import re
import unicodedata

from happiness_cloud.kernel.errors import Invalid

_GAPS = re.compile(r"[\s\-‐-―·.()]+")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]|0?[1-9])")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:010|02[0-9])[2-9][0-9]{7}|0[3-9][0-9]{2}[2-9][0-9]{6,7}")


def normalised(phone: str) -> str:
    """`13800001234` or `02787654321` from any usual spelling. Refuses `accounts.bad_phone`.

    Full-width digits, spaces, hyphens, brackets and +86 are understood.
    """
    flat = _GAPS.sub("", unicodedata.normalize("NFKC", phone[:60]))
    for candidate in _candidates(flat):
        if _MOBILE.fullmatch(candidate) or _LANDLINE.fullmatch(candidate):
            return candidate
    raise Invalid("accounts.bad_phone", field="phone")


def is_mobile(phone: str) -> bool:
    """Whether a normalised number can receive a text message."""
    return bool(_MOBILE.fullmatch(phone))


def _candidates(flat: str) -> tuple[str, ...]:
    home = _COUNTRY.sub("", flat)
    if home == flat:
        return (flat,)
    # From abroad the 0 of an area code is left out.
    return (home, f"0{home}")
