"""An S3-compatible store whose failures are told as the disk tells its own.

Used when `HAPPINESS_S3_BUCKET` is set; it needs the packages of `requirements/s3.txt`.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
_FULL = frozenset({"507", "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge"})
# A person waits at the other end: two tries, each short.
_PATIENCE = Config(
    connect_timeout=3,
    read_timeout=15,
    retries={"total_max_attempts": 2, "mode": "standard"},
    # Checksums in the trailer of a chunked body are Amazon's own; other stores stumble over them.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class Bucket(S3Storage):  # type: ignore[misc]
    """Files in a bucket. Raises FileNotFoundError for what is not there, OSError for all else that goes wrong."""

    def __init__(self, **settings: Any) -> None:
        addressing = settings.pop("addressing", "auto")
        told = _PATIENCE.merge(Config(s3={"addressing_style": addressing}, signature_version="s3v4"))
        super().__init__(
            **{"client_config": told, "file_overwrite": False, "querystring_auth": True, **settings}
        )

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002
        """The name as it is: keys are random, and asking would cost a round trip."""
        return name

    def delete(self, name: str) -> None:
        """Delete; nothing happens where nothing is."""
        with _as_the_disk():
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Folders and files below `name`."""
        with _as_the_disk():
            found: tuple[list[str], list[str]] = super().listdir(name)
            return found

    def get_modified_time(self, name: str) -> datetime:
        """When it was written."""
        with _as_the_disk():
            found: datetime = super().get_modified_time(name)
            return found

    def _save(self, name: str, content: Any) -> str:
        with _as_the_disk():
            saved: str = super()._save(name, content)
            return saved

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_the_disk():
            found = super()._open(name, mode)
            # Fetched now: an error in the middle of an answer could not be told any more.
            found.seek(0)
            return found


@contextmanager
def _as_the_disk() -> Iterator[None]:
    try:
        yield
    except ClientError as wrong:
        code = str(wrong.response.get("Error", {}).get("Code", ""))
        if code in _MISSING:
            raise FileNotFoundError(errno.ENOENT, code) from wrong
        raise OSError(errno.ENOSPC if code in _FULL else errno.EIO, code) from wrong
    except BotoCoreError as wrong:
        raise OSError(errno.EIO, type(wrong).__name__) from wrong
