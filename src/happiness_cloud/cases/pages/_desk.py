"""What the staff pages share: who asks, the frame, the words for areas, units, categories and people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from happiness_cloud.facade.entrance import to_sign_in
from happiness_cloud.facade.refusals import sentence
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock, ids
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import Denied, Refused
from happiness_cloud.places import queries as places

from .. import queries, rights, terms

# Names of areas, units and categories are no secret; links to files are asked for after the matter was shown.
HOUSE = house("cases.pages", "places.read", "institution.read", "files.read")
View = Callable[..., HttpResponse]


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def origin(request: HttpRequest) -> str:
    """The id of the request, for the book."""
    told: str = request.origin  # type: ignore[attr-defined]
    return told


def staff(view: View) -> View:
    """Send visitors to the sign-in page and back afterwards; refuse those who read no matters."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **told: Any) -> HttpResponse:
        who = actor(request)
        if who.kind == "visitor":
            return to_sign_in(request)
        if not who.holding(rights.READ):
            raise Denied("ledger.no_right", right=rights.READ)
        return view(request, *args, **told)

    return guarded


def targets(request: HttpRequest, place: str) -> bool:
    """Whether htmx asks for just this part of the page; never when it restores a page for Back."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request and htmx.target == place


def small(request: HttpRequest) -> bool:
    """Whether a fragment is wanted and not the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


def show(request: HttpRequest, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that no cache keeps, since it shows matters of people."""
    told.setdefault("search_url", reverse("cases-list"))
    answer = render(request, template, told, status=status)
    answer["Cache-Control"] = "no-store"
    # The same address answers with a part or the whole, as the caller asks.
    answer["Vary"] = "HX-Request, Cookie, Accept-Language"
    return answer


def onward(request: HttpRequest, otherwise: str) -> str:
    """The address in `next` when it is one of ours."""
    for told in (request.POST.get("next", ""), request.GET.get("next", "")):
        if told and url_has_allowed_host_and_scheme(told, {request.get_host()}, request.is_secure()):
            return told
    return otherwise


def moved_to(request: HttpRequest, address: str) -> HttpResponse:
    """See other: told to htmx so that it goes there too."""
    if small(request):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = address
        return answer
    return HttpResponseRedirect(address)


def new_key() -> str:
    """A key for a form: sent twice, the second time gets the first answer."""
    return ids.token(24)


def refused_at(refused: Refused, names: Iterable[str]) -> str | None:
    """The field of a form that a refusal is about, None when it is about the whole."""
    told = str(refused.facts.get("field", ""))
    return told if told in names else None


def said(refused: Refused) -> str:
    """The sentence of a refusal."""
    return str(sentence(refused))


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
