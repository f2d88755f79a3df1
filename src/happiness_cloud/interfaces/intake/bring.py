"""Bringing in the matters of a file by a mapping: read, placed, replayed, written, and told about."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from happiness_cloud.cases import actions as cases
from happiness_cloud.cases import terms as case_words
from happiness_cloud.facade.refusals import sentence
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid, NotNow, Refused

from . import tables
from .drafts import Draft, draft, wanted
from .mapping import Mapping
from .mapping_file import missing_columns, read
from .rejects import Rejects
from .spots import Spot, Spots
from .story import steps
from .yaml_lines import Finding

SHIPPED = Path(__file__).resolve().parents[1] / "reference" / "mappings"
IMPORTER = house("import", "cases.import", "places.read", "institution.read")
# So many that several processors have something to do for each transaction.
CHUNK = 8000
_TRIES = 5
Heard = Callable[[int, int], None]


@dataclass(slots=True)
class Figures:
    """What an import did so far."""

    read: int = 0
    left_out: int = 0
    created: int = 0
    known: int = 0
    timed: int = 0
    timed_alike: int = 0
    located: int = 0
    located_alike: int = 0
    unplaced: int = 0
    seen: set[int] = field(default_factory=set)


def bring(
    file: Path | str,
    mapping: Path | str,
    *,
    area: str = "",
    dry_run: bool = False,
    rejected: Path | str | None = None,
    told: Heard | None = None,
) -> dict[str, Any]:
    """Bring in the matters of `file` (CSV, XLSX, JSON, JSON lines) by a mapping file or a shipped one's name.

    Each 8,000 rows are one transaction, and a matter is known again by `<mapping>:<id>`: an import that was
    interrupted is simply run again. Rows that cannot be taken go, with number and reason, to `rejected`
    (default: beside the working folder's other files as `<file>.rejected.csv` or `.xlsx`). Answers with figures:
    created, known, rejected, left_out, read, unplaced (put at the district), seconds, dry_run, on_time and
    located (compared, alike, share). `told(rows read, rows about)` hears of the progress; 0 = nobody knows.
    Raises Invalid: `intake.bad_mapping` with `findings`, and what the file itself is refused for.
    """
    started = time.perf_counter()
    path = Path(file)
    chart = mapping_of(mapping)
    table = tables.opened(path, chart.shape)
    _refuse(chart.file, missing_columns(chart, table.columns))
    book = institution.rulebook(IMPORTER)
    spots = Spots(IMPORTER, chart, area)
    if chart.otherwise == "district" and not area and len(spots.districts) != 1:
        raise Invalid("intake.which_district", field="area", districts=", ".join(spots.districts) or "–")
    as_sheet = table.kind == "xlsx"
    target = Path(rejected) if rejected else Path(f"{path.stem}.rejected.{'xlsx' if as_sheet else 'csv'}")
    figures = Figures()
    about = tables.about(path, table) if told is not None else 0
    with Rejects(target, table.columns, as_sheet) as rejects, _seldom_tidied():
        for chunk in _drafts(chart, table, figures, rejects):
            _take(chunk, chart, spots, book, area, dry_run, figures, rejects)
            rejects.flush()
            if told is not None:
                told(figures.read, about)
    return _told(figures, rejects, chart, dry_run, time.perf_counter() - started)


@contextmanager
def _seldom_tidied() -> Iterator[None]:
    """Let Python look for circular garbage seldom: there is none, and looking took a fifth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(500_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def mapping_of(mapping: Path | str) -> Mapping:
    """The checked mapping in a file, or of a name that is shipped. Raises Invalid with every finding."""
    path = Path(mapping)
    if path.suffix not in (".yaml", ".yml"):
        path = SHIPPED / f"{mapping}.yaml"
        if not path.is_file() or path.parent != SHIPPED:
            known = ", ".join(sorted(one.stem for one in SHIPPED.glob("*.yaml")))
            raise Invalid("intake.no_mapping", field="mapping", name=str(mapping)[:80], known=known)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Invalid("intake.no_mapping_file", field="mapping", name=path.name) from wrong
    found, findings = read(
        text, path.name, channels=tuple(case_words.CHANNELS), severities=tuple(case_words.SEVERITIES)
    )
    _refuse(path.name, findings)
    assert found is not None  # noqa: S101 - without findings it is there
    now, book = clock.now(), institution.rulebook(IMPORTER)
    _refuse(
        path.name,
        tuple(
            Finding("intake.unknown_category", path.name, line, {"category": code[:40]})
            for code, line in found.codes
            if book.category(code, now) is None
        ),
    )
    return found


def shipped() -> list[str]:
    """The names of the mappings that come with the house."""
    return sorted(one.stem for one in SHIPPED.glob("*.yaml"))


def _refuse(file: str, findings: tuple[Finding, ...]) -> None:
    if not findings:
        return
    lines = [f"{one.file}:{one.line}: {sentence(Invalid(one.code, **one.facts))}" for one in findings]
    facts = [{"code": one.code, "file": one.file, "line": one.line, **one.facts} for one in findings]
    raise Invalid("intake.bad_mapping", field="mapping", file=file, told="\n".join(lines), findings=facts)


def _drafts(chart: Mapping, table: tables.Table, figures: Figures, rejects: Rejects) -> Iterator[list[Draft]]:
    chunk: list[Draft] = []
    now = clock.now()
    for row in table.rows():
        figures.read += 1
        if not wanted(chart, row):
            figures.left_out += 1
            continue
        try:
            one = draft(chart, row, now)
            mark = hash(one.id)
            if mark in figures.seen:
                raise Invalid("intake.id_twice", column=chart.id, value=row.cells.get(chart.id, ""))
            figures.seen.add(mark)
        except Refused as no:
            rejects.add(row, sentence(no))
            continue
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _take(
    chunk: list[Draft],
    chart: Mapping,
    spots: Spots,
    book: institution.Rulebook,
    area: str,
    dry_run: bool,
    figures: Figures,
    rejects: Rejects,
) -> None:
    """Place a chunk and bring it in, in one transaction; a chunk that meets another writer is tried again."""
    placed: list[Draft] = []
    records: list[cases.Record] = []
    for one, spot in zip(chunk, spots.found(chunk), strict=True):
        if isinstance(spot, Invalid):
            rejects.add(one.row, sentence(spot))
            continue
        if spot.alike is not None:
            figures.located += 1
            figures.located_alike += spot.alike
        figures.unplaced += not spot.told
        placed.append(one)
        records.append(_record(one, spot, chart, book))
    done = _brought(records, area or "/", chart.name, dry_run)
    figures.created += done.created
    figures.known += done.known
    figures.timed += done.timed
    figures.timed_alike += done.timed_alike
    for no in done.rejected:
        rejects.add(placed[no["index"]].row, sentence(Invalid(no["code"], **no["facts"])))


def _brought(records: list[cases.Record], area: str, source: str, dry_run: bool) -> cases.BroughtIn:
    for left in reversed(range(_TRIES)):
        try:
            with transaction.atomic():
                answer: cases.BroughtIn = cases.bring_in(
                    IMPORTER, records=records, area=area, source=source, dry_run=dry_run
                )
                # A trial leaves not even its own line in the book.
                transaction.set_rollback(dry_run)
            return answer
        except (IntegrityError, NotNow):
            # Somebody reported one of these meanwhile: the next try finds it as known.
            if not left:
                raise
            time.sleep(0.2)
    raise AssertionError("unreachable")


def _record(one: Draft, spot: Spot, chart: Mapping, book: institution.Rulebook) -> cases.Record:
    return cases.Record(
        external_id=one.id,
        reported_at=one.reported_at,
        text=one.text,
        channel=one.channel,
        area_path=spot.path,
        category=one.category,
        severity=one.severity,
        lon=spot.lon,
        lat=spot.lat,
        address=one.address,
        area_version=spot.version,
        language=chart.language,
        public=chart.public,
        reporter_name=one.reporter_name,
        reporter_phone=one.reporter_phone,
        due_at=one.due_at,
        on_time=one.on_time,
        story=steps(one, chart.name, book.pack.stages),
        answers=dict(one.kept),
    )


def _told(
    figures: Figures, rejects: Rejects, chart: Mapping, dry_run: bool, seconds: float
) -> dict[str, Any]:
    return {
        "created": figures.created,
        "known": figures.known,
        "rejected": rejects.count,
        "left_out": figures.left_out,
        "read": figures.read,
        "seconds": round(seconds, 2),
        "rows_per_second": round(figures.read / seconds) if seconds else 0,
        "dry_run": dry_run,
        "source": chart.name,
        "rejected_file": str(rejects.path) if rejects.count else "",
        "on_time": _share(figures.timed, figures.timed_alike),
        "located": _share(figures.located, figures.located_alike),
        "unplaced": figures.unplaced,
    }


def _share(compared: int, alike: int) -> dict[str, Any]:
    return {
        "compared": compared,
        "alike": alike,
        "share": round(alike / compared, 5) if compared else None,
    }
