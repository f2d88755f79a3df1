"""The words for what a matter holds as paths and codes: areas, units, categories, states, flags."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.places import queries as places

from .. import queries, terms

# Names of areas, units and categories are no secret; links to files are asked for after the matter was shown.
HOUSE = house("cases.pages", "places.read", "institution.read", "files.read")


def english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "zh").startswith("en")


def in_language(told: Any) -> str:
    """The name of something that carries `zh` and `en`, as attributes or keys."""
    zh, en = (told.get("zh", ""), told.get("en", "")) if isinstance(told, dict) else (told.zh, told.en)
    return str((en if english() and en else zh) or en)


class Words:
    """Names by path or code, looked up once a page."""

    def __init__(self, areas: Iterable[str] = (), units: Iterable[str] = (), pack: str = "") -> None:
        self._areas: dict[str, str] = dict(places.names(HOUSE, {one for one in areas if one}))
        wanted = sorted({one for one in units if one})
        self._units: dict[str, str] = dict(institution.unit_names(HOUSE, wanted)) if wanted else {}
        self.book: Any = institution.rulebook(HOUSE, pack)
        self._categories: dict[str, str] = {}

    @classmethod
    def of(cls, rows: Iterable[queries.Row], *units: str) -> Words:
        """The names that these rows need."""
        listed = list(rows)
        return cls((one.area_path for one in listed), (*(one.lead_unit for one in listed), *units))

    def area(self, path: str) -> str:
        """The full name of an area."""
        if path and path not in self._areas:
            self._areas.update(places.names(HOUSE, [path]))
        return self._areas.get(path, path)

    def unit(self, path: str) -> str:
        """The name of a unit."""
        if path and path not in self._units:
            self._units.update(institution.unit_names(HOUSE, [path]))
        return self._units.get(path, path)

    def category(self, code: str, at: datetime | None = None) -> str:
        """The name of a category on a day, or else today's name: a matter may be older than the dictionary."""
        if not code:
            return ""
        known = self._categories.get(code)
        if known is None:
            now = clock.now()
            found = self.book.category(code, at or now) or self.book.category(code, now)
            known = self._categories[code] = in_language(found) if found else code
        return known


@dataclass(frozen=True, slots=True)
class Line:
    """One matter as a list shows it."""

    row: queries.Row
    url: str
    state: str
    tone: str
    category: str
    area: str
    near: str
    unit: str
    severity: str
    channel: str
    running: bool
    flags: tuple[tuple[str, str, str], ...]


def lines(rows: Iterable[queries.Row], words: Words, opens: Callable[[str], str]) -> list[Line]:
    """Rows dressed for a list; `opens` gives the address of a number."""
    return [_line(one, words, opens) for one in rows]


def _line(row: queries.Row, words: Words, opens: Callable[[str], str]) -> Line:
    area = words.area(row.area_path)
    return Line(
        row=row,
        url=opens(row.number),
        state=str(terms.STATES.get(row.state, row.state)),
        tone=terms.TONES.get(row.state, "grey"),
        category=words.category(row.category, row.reported_at),
        area=area,
        # In a list the community and the grid are enough; the whole name is on hover.
        near=" · ".join(area.split(" · ")[-2:]),
        unit=words.unit(row.lead_unit) if row.lead_unit else "",
        severity=str(terms.SEVERITIES.get(row.severity, row.severity)),
        channel=str(terms.CHANNELS.get(row.channel, row.channel)),
        running=row.state not in terms.ENDED,
        flags=flags(row),
    )


def flags(row: queries.Row) -> tuple[tuple[str, str, str], ...]:
    """What is out of the ordinary about a matter: (tone, icon, words)."""
    told: list[tuple[str, str, str]] = []
    if row.severity == "urgent":
        told.append(("red", "flag", _("Urgent")))
    if row.supervised:
        told.append(("violet", "eye", _("Supervised")))
    if row.urged:
        told.append(("amber", "bell", _("Urged %(n)s×") % {"n": row.urged}))
    if row.reworks:
        told.append(("amber", "refresh", _("Rework %(n)s×") % {"n": row.reworks}))
    if row.returns:
        told.append(("grey", "return", _("Sent back %(n)s×") % {"n": row.returns}))
    if row.voices > 1:
        told.append(("blue", "people", _("%(n)s voices") % {"n": row.voices}))
    return tuple(told)


def case_url(number: str) -> str:
    """The page of a matter."""
    return reverse("cases-case", args=[number])


def names_of(detail: queries.Detail) -> Words:
    """The names this matter needs, under the rules it was registered under."""
    units = {detail.row.lead_unit, *detail.assist_units, *(one.unit for one in detail.timeline)}
    units |= {detail.told_unit, *(str(one.facts.get("told", "")) for one in detail.timeline)}
    units |= {one.unit for one in detail.convened} | {one.by_unit for one in detail.convened}
    return Words((detail.row.area_path, *detail.border), units, detail.pack)
