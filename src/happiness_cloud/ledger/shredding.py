"""Words in a book that forgets nothing: sealed under a key of the thing they are about, which erasing destroys.

The seals of the book are made over what the rows hold, sealed words included, so they stay true when a key is gone.
A model says by `ledger_sealed = True` that the reasons of its deeds are kept like this.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from happiness_cloud.kernel.cipher import CannotOpen, opened_under, sealed_under
from happiness_cloud.kernel.errors import Invalid

from .models import Entry, Key
from .scope import kind_of
from .statements import run
from .vault import cipher

# `~cases.Case:7~` and the sealed words.
_SEALED = re.compile(r"~([a-z_]+\.[A-Za-z]+:[^~\s]{1,40})~([A-Za-z0-9_=-]+)")
_KEY = "SELECT sealed FROM ledger_key WHERE subject = %s"
_NEW = (
    "INSERT INTO ledger_key (subject, sealed) VALUES (%s, %s)"
    " ON CONFLICT (subject) DO NOTHING RETURNING sealed"
)


def subject_of(row: Model) -> str:
    """The name under which the key of a row is kept; "" where its words are not sealed."""
    return f"{kind_of(row)}:{row.pk}" if getattr(row, "ledger_sealed", False) else ""


def sealed(words: str, subject: str) -> str:
    """`words` as the book keeps them; "" when the key of the subject was destroyed."""
    if not (words and subject):
        return words
    found = run(_KEY, (subject,)) or run(_NEW, (subject, new_key(subject)[1])) or run(_KEY, (subject,))
    wrapped = str(found[0][0])
    return under(_unwrapped(wrapped, subject), words, subject) if wrapped else ""


def new_key(subject: str) -> tuple[bytes, str]:
    """A new key of a subject: as it is, and as the database keeps it."""
    key = os.urandom(32)
    return key, cipher().seal(base64.b64encode(key).decode(), f"ledger.Key:{subject}")


def under(key: bytes, words: str, subject: str) -> str:
    """`words` sealed under a key, with the name of the subject to find the key again."""
    if "\0" in words:
        # Sealed, the database would not see what it refuses in clear.
        raise Invalid("ledger.bad_value")
    body = base64.urlsafe_b64encode(sealed_under(key, words.encode(), subject)).decode()
    return f"~{subject}~{body}"


def opened(kept: Iterable[str]) -> list[str]:
    """What the book keeps, made readable, in that order; "" for words whose key is gone."""
    listed = list(kept)
    parts = [_SEALED.fullmatch(one) for one in listed]
    subjects = {part[1] for part in parts if part}
    if not subjects:
        return listed
    rows = Key.objects.filter(subject__in=subjects).values_list("subject", "sealed")
    keys = {subject: _unwrapped(wrapped, subject) for subject, wrapped in rows if wrapped}
    return [_read(part, keys) if part else one for one, part in zip(listed, parts, strict=True)]


def destroyed(row: Model, at: datetime, **answer: Any) -> int:
    """Destroy the key of a row, and the kept answers that hold `answer`; how many reasons were never sealed.

    Rows of the book from before reasons were sealed cannot be changed: they are counted, and told.
    """
    subject = f"{kind_of(row)}:{row.pk}"
    Key.objects.update_or_create(subject=subject, defaults={"sealed": "", "destroyed_at": at})
    room = kind_of(row).partition(".")[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_answer WHERE verb LIKE %s AND answer @> %s::jsonb",
            [f"{room}.%", json.dumps(answer)],
        )
    told = Entry.objects.filter(subject_kind=kind_of(row), subject_id=str(row.pk)).exclude(reason="")
    return sum(1 for one in told.values_list("reason", flat=True) if not _SEALED.fullmatch(one))


def _unwrapped(wrapped: str, subject: str) -> bytes:
    return base64.b64decode(cipher().open(wrapped, f"ledger.Key:{subject}"))


def _read(part: re.Match[str], keys: dict[str, bytes]) -> str:
    key = keys.get(part[1])
    try:
        return opened_under(key, base64.urlsafe_b64decode(part[2]), part[1]).decode() if key else ""
    except (CannotOpen, ValueError):
        return ""
