from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Place, may
from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.kernel.ids import case_number
from happiness_cloud.ledger import statements
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.places import queries as places

from .. import rights, terms
from ..events import CaseReported
from ..models import Case
from ..rules import clocks as clock_rules
from ..rules.lifecycle import after
from ._apart import done_then
from ._asking import ASKING, answered
from ._finding import found_by_its_words
from ._joining import joined, to_join
from ._moving import HOUSE, attach, settle, start_clock
from ._reporting import Caller, keep_reporter, tell_reporter

TEXT_LIMIT = 2000
# Standards of others allow 4,000 characters; the address of a picture may stand below them.
LONG_TEXT_LIMIT = 4600
FILE_LIMIT = 9


@dataclass(frozen=True, slots=True)
class Reported:
    """The matter that was opened; `border` names the grids on both sides when the place is close to one."""

    id: int
    number: str
    state: str
    area: str
    border: list[str]
    version: int = 0


@action("cases.report")
def report(
    deed: Deed,
    *,
    text: str,
    channel: str = "web",
    category: str = "",
    severity: str = "ordinary",
    lon: float | None = None,
    lat: float | None = None,
    datum: str = "wgs84",
    area: str = "",
    address: str = "",
    caller: Caller | None = None,
    file_ids: tuple[int, ...] = (),
    happened_at: datetime | None = None,
    public: bool = True,
    language: str = "zh-hans",
    external_id: str = "",
    answers: dict[str, str] | None = None,
    same_as: str = "",
    long: bool = False,
    done_at: datetime | None = None,
) -> Reported:
    """Open a matter: find its grid, keep the reporter's data apart, start the first clock.

    The place is a point (in `datum`) or an area's path (from a QR code or a list); with both, the area
    says on which side of a border the point lies. `same_as` is the number of an open matter that the reporter
    says this repeats: the report adds a voice there and follows it. `long` words may come by a standard that allows
    them. `answers` are for the questions of the category, by their codes; a voice need not answer them, nor whoever
    comes by a channel where nobody can be asked (`ASKING`). `done_at`: when it was written down without network.
    Errors: Invalid for a missing text, place or answer, an unknown category, channel, severity or answer, a point
    outside the district; NotNow when `same_as` has ended.
    """
    words = words_of(text, LONG_TEXT_LIMIT if long else TEXT_LIMIT)
    _known(channel, severity, len(file_ids))
    spot = _place(lon, lat, datum, area)
    deed.require(spot.path)
    if caller and caller.on_behalf:
        deed.require(spot.path, right=rights.REPORT_FOR)
    book = institution.rulebook(HOUSE)
    master = to_join(deed, same_as)
    if category:
        in_force(book, category, deed.at)
    must = master is None and channel in ASKING
    case = Case(
        pk=next_id(),
        state="registered",
        text=words,
        title=title_of(words),
        category=category,
        severity=severity,
        channel=channel,
        language=language,
        area_path=spot.path,
        area_version=spot.version,
        lon=spot.lon,
        lat=spot.lat,
        address=address.strip()[:200],
        place_note={
            "border": spot.neighbours,
            "answers": answered(book, category, answers or {}, deed.at, must=must),
        },
        pack=book.pack.key,
        public=public,
        can_be_reached=bool(caller and (caller.phone.strip() or caller.mail.strip())),
        happened_at=happened_at,
        reported_at=deed.at,
        external_id=external_id,
    )
    case.number = case_number(timezone.localtime(deed.at).date(), spot.path[1:7], case.pk)
    if channel == "patrol" and may(deed.actor, "cases.confirm", Place(spot.path)):
        # What a grid worker has seen with his own eyes needs no second look before filing.
        case.state = after("to_confirm", "confirm", book.pack.stages)
    start_clock(deed, case, clock_rules.STAGE_OF_STATE[case.state], book)
    settle(deed, case, book)
    if master is not None:
        joined(deed, case, master, book)
    _written(case)
    found_by_its_words(case)
    keep_reporter(case, caller, deed.actor)
    attach(deed, case, file_ids, "before")
    deed.created(case)
    deed.record(channel=channel, to=case.state)
    done_then(deed, done_at)
    deed.publish(CaseReported(case_id=case.pk, number=case.number, at=deed.at.isoformat()))
    tell_reporter(case, "received")
    return Reported(
        id=case.pk, number=case.number, state=case.state, area=spot.path, border=list(spot.neighbours)
    )


def words_of(text: str, limit: int = TEXT_LIMIT) -> str:
    """The words of a matter, fit to be kept. Raises Invalid."""
    words = text.replace("\x00", "").strip()
    if not words:
        raise Invalid("cases.no_text", field="text")
    if len(words) > limit:
        raise Invalid("cases.text_too_long", field="text", length=len(words), limit=limit)
    return words


def title_of(words: str) -> str:
    """The first sentence, at most 40 characters."""
    first = words.splitlines()[0]
    for sign in "。！？!?；;":
        first = first.split(sign)[0]
    return first if len(first) <= 40 else first[:39] + "…"


def _known(channel: str, severity: str, files: int) -> None:
    if channel not in terms.CHANNELS:
        raise Invalid("cases.unknown_channel", field="channel", channel=channel)
    if severity not in terms.SEVERITIES:
        raise Invalid("cases.unknown_severity", field="severity", severity=severity)
    if files > FILE_LIMIT:
        raise Invalid("cases.too_many_files", field="photos", limit=FILE_LIMIT)


@dataclass(frozen=True, slots=True)
class _Spot:
    path: str
    version: int
    lon: float | None
    lat: float | None
    neighbours: list[str]


def _place(lon: float | None, lat: float | None, datum: str, area: str) -> _Spot:
    if lon is not None and lat is not None:
        found = places.locate(HOUSE, lon, lat, datum)
        if not found.path:
            raise Invalid("cases.outside", field="place")
        near = [found.path, *(one.path for one in found.neighbours)] if found.near_border else []
        if area in near:
            # On a border the person who stands there knows the side better than the pin does.
            return _Spot(area, places.standing(HOUSE, area), found.lon, found.lat, near)
        return _Spot(found.path, found.version, found.lon, found.lat, near)
    if area:
        return _Spot(area, places.standing(HOUSE, area), None, None, [])
    raise Invalid("cases.no_place", field="place")


def in_force(book: institution.Rulebook, code: str, at: datetime) -> None:
    """Refuse a category that is not in force at a moment."""
    if book.category(code, at) is None:
        raise Invalid("cases.unknown_category", field="category", value=code)


def next_id() -> int:
    """The key of the next matter, known before it is written, since its number carries it."""
    found = statements.run("SELECT nextval(pg_get_serial_sequence('cases_case', 'id'))")
    return int(found[0][0])


def _written(case: Case) -> None:
    if not case.external_id:
        statements.insert(case)
        return
    try:
        with transaction.atomic():
            statements.insert(case)
    except IntegrityError as wrong:
        # The only key that comes from outside: asking first would not help two who come at once.
        raise NotNow("cases.known_already", external_id=case.external_id) from wrong
