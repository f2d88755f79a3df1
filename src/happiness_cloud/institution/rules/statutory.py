"""Public holidays and make-up workdays (调休) of mainland China, as far as they are published.

Source: the yearly notices of the General Office of the State Council, through the maintained library
`chinesecalendar`. A year's notice comes out in the November before; it may still move a day around the
first of January after `KNOWN_THROUGH`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from chinese_calendar.constants import holidays, workdays

REST: Final = "rest"
MADE_UP: Final = "made_up"
PLAIN: Final = ""

KNOWN_FROM: Final = date(min(holidays).year, 1, 1)
KNOWN_THROUGH: Final = date(max(holidays).year, 12, 31)


def kind_of(day: date) -> str | None:
    """`REST` on a public holiday, `MADE_UP` on a make-up workday, `PLAIN` else; None when not known."""
    if not KNOWN_FROM <= day <= KNOWN_THROUGH:
        return None
    if day in workdays:
        return MADE_UP
    return REST if day in holidays else PLAIN
