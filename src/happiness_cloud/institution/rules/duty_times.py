"""When a row of `duties.yaml` holds: its `when`, as people write it, as the directory's `When`.

Every part may be left out: `weekdays: [mon, sat]`, `hours: ["22:00-06:00"]` (over midnight when the end comes
first), `season: "06-15 to 09-15"`, `worktime: inside | outside` the district's calendar, `answers: {question: [answer]}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from happiness_cloud.institution.rules.directory import INSIDE, OUTSIDE, When
from happiness_cloud.institution.rules.hours import minutes_of, season_of
from happiness_cloud.institution.rules.yaml_reader import nearest
from happiness_cloud.kernel.errors import Invalid

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS: Final = ("weekdays", "hours", "season", "worktime", "answers")


def when_of(raw: Any, row: str) -> When:
    """The conditions of a row. Raises Invalid naming the row and what cannot be read."""
    if not raw:
        return When()
    if not isinstance(raw, Mapping):
        raise _unknown(row, str(raw), PARTS)
    for part in raw:
        if part not in PARTS:
            raise _unknown(row, str(part), PARTS)
    return When(
        weekdays=frozenset(WEEKDAYS.index(_one_of(one, WEEKDAYS, row)) for one in _listed(raw, "weekdays")),
        hours=tuple(_hours(one, row) for one in _listed(raw, "hours")),
        season=_season(raw["season"], row) if raw.get("season") else None,
        worktime=_one_of(raw["worktime"], (INSIDE, OUTSIDE), row) if raw.get("worktime") else "",
        answers={str(key): frozenset(map(str, told)) for key, told in (raw.get("answers") or {}).items()},
    )


def _listed(raw: Mapping[str, Any], name: str) -> list[Any]:
    told = raw.get(name) or []
    return told if isinstance(told, list) else [told]


def _hours(text: Any, row: str) -> tuple[int, int]:
    found = minutes_of(str(text))
    if found is None:
        raise Invalid("institution.bad_duty_hours", row=row, value=str(text)[:40])
    return found


def _season(text: Any, row: str) -> Any:
    found = season_of(str(text))
    if found is None:
        raise Invalid("institution.bad_season", row=row, value=str(text)[:40])
    return found


def _one_of(word: Any, words: Iterable[str], row: str) -> str:
    if word not in words:
        raise _unknown(row, str(word), words)
    return str(word)


def _unknown(row: str, word: str, words: Iterable[str]) -> Invalid:
    return Invalid("institution.unknown_word", row=row, value=word[:40], mend=nearest(word, words))
