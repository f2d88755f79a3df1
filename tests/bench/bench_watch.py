"""How long the watch needs for matters that are all overdue at once: `Watched` until nothing is left.

The matters are the sample district's open ones, copied; a third is led by nobody, a third stands at the top of
the ladder already. Several watchers sweep side by side, each in a process of its own, as workers do. All is
made late for a moment that lies ahead, which only they believe to be now: the house's own watch stays out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

from .cpu import processor
from .figures import Figures

AHEAD = timedelta(days=120)
SWEEP = """
import sys, django
from datetime import datetime
django.setup()
from happiness_cloud.cases import tasks
from happiness_cloud.kernel import clock
from happiness_cloud.ledger import turns
# All of it in one turn: nobody else waits here.
turns.TURN_SECONDS = 3600
with clock.at(datetime.fromisoformat(sys.argv[1])):
    tasks.watch(0)
"""


def measure(overdue: int, watchers: int) -> Figures:
    """Make `overdue` matters late (open ones are copied until there are so many) and sweep them."""
    # Noon of the place: no quiet hours.
    then = datetime.now(UTC).replace(hour=4) + AHEAD
    told = _late(overdue, then)
    before = _said()
    used, began = processor(), time.perf_counter()
    asked = [sys.executable, "-c", SWEEP, then.isoformat()]
    running = [subprocess.Popen(asked, env=_environment()) for _ in range(watchers)]
    failed = sum(one.wait() != 0 for one in running)
    took = time.perf_counter() - began
    said = _said() - before
    return {
        "overdue": told,
        "watchers": watchers,
        "failed": failed,
        "seconds": round(took, 1),
        "per_s": round(said / took),
        "said": said,
        "left": _left(then),
        "cpu_s": round(processor() - used, 1),
    }


def _environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "happiness_cloud.settings"}


def _late(wanted: int, then: datetime) -> int:
    from django.db import connections

    from .grow import OPEN, copy_open

    copy_open(wanted + wanted // 4)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"UPDATE cases_case SET look_at = now() + interval '900 days' WHERE {OPEN}")
        cursor.execute(
            "UPDATE cases_case SET look_at = %s - (id %% 1000) * interval '1 minute',"
            " escalated = CASE id %% 3 WHEN 0 THEN 5 ELSE 0 END"
            f" WHERE id IN (SELECT id FROM cases_case WHERE {OPEN} AND stage_due_at < %s ORDER BY id LIMIT %s)",
            [then, then, wanted],
        )
        late: int = cursor.rowcount
        cursor.execute("VACUUM ANALYZE cases_case")
    return late


def _said() -> int:
    from happiness_cloud.ledger.models import Entry

    return Entry.objects.filter(verb="cases.escalate").count()


def _left(then: datetime) -> int:
    from happiness_cloud.cases.models import Case

    return Case.objects.filter(look_at__lte=then).count()
