"""Offices and moments that the tests of this folder share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import happiness_cloud.institution
from happiness_cloud.institution.rules.calendars import CalendarSpec, WorkCalendar

REFERENCE = Path(happiness_cloud.institution.__file__).parent / "reference"
CHINA = ZoneInfo("Asia/Shanghai")
HOURS = ((9 * 3600, 12 * 3600), (13 * 3600 + 1800, 17 * 3600 + 1800))
WEEK = (HOURS,) * 5 + ((), ())


def office(**changes):
    spec = {"code": "office", "zone": "Asia/Shanghai", "week": WEEK, "statutory": "cn"}
    return WorkCalendar(CalendarSpec(**{**spec, **changes}))


def china(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)
