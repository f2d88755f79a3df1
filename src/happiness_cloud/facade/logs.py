"""Logs for machines: one JSON object a line, a fixed event sentence, facts as fields, no personal data."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """`{"at": …, "level": …, "event": …, …}`; extras become fields."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
        }
        line.update({name: str(value) for name, value in vars(record).items() if name not in _OWN})
        if record.exc_info and record.exc_info[0]:
            # The place, not the values: a value may be a person's.
            line["error"] = record.exc_info[0].__name__
            line["trace"] = [
                f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(record.exc_info[2])
            ][-12:]
        return json.dumps(line, ensure_ascii=False)
