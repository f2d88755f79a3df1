"""How much may come in, and the refusal of what is more."""

from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid

MEGABYTE = 1024 * 1024
PICTURE_BYTES = 15 * MEGABYTE
DOCUMENT_BYTES = 20 * MEGABYTE
TEXT_BYTES = 2 * MEGABYTE
MEGAPIXELS = 50

# Word and Excel files are archives; a bomb is told by its table of contents, before anything is unpacked.
ARCHIVE_MEMBERS = 2_000
ARCHIVE_CONTENTS_BYTES = 1 * MEGABYTE
ARCHIVE_UNPACKED_BYTES = 100 * MEGABYTE
# Sheets of repeated cells shrink to about a twentieth; deflate itself ends near a thousandth.
ARCHIVE_RATIO = 100
RATIO_COUNTS_FROM = 1 * MEGABYTE


class TooLarge(Invalid):
    """More bytes than are taken in."""

    status = 413


def within(size: int, limit: int) -> None:
    """Refuse more than `limit` bytes (`files.too_large`)."""
    if size > limit:
        raise TooLarge("files.too_large", field="file", limit_mb=limit // MEGABYTE, limit=limit)
