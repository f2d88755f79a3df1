"""Which lines a sender may put into the head of a mail."""

from __future__ import annotations

from collections.abc import Mapping

from happiness_cloud.kernel.errors import Invalid

# How a mail to many is left again by the reader's own programme (RFC 2369, RFC 2919, RFC 8058).
KNOWN = frozenset({"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"})
MOST = 900


def checked_headers(channel: str, headers: Mapping[str, str]) -> dict[str, str]:
    """The lines as they were given; only a mail has any. Refuses `post.bad_header`."""
    for name, value in headers.items():
        # A line break would begin a header of somebody else's making.
        plain = value.isascii() and value.isprintable() and 0 < len(value) <= MOST
        if channel != "mail" or name not in KNOWN or not plain:
            raise Invalid("post.bad_header", field="headers", name=name)
    return dict(headers)
