"""Lists of matters: search, filters, pages that show every row once, kept views, sheets."""

from __future__ import annotations

import csv
import io
import random
import tracemalloc
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from happiness_cloud.cases import actions, queries, sheets
from happiness_cloud.cases.models import Case, SavedView
from happiness_cloud.cases.queries import filters
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow

from . import story
from .everybody import call

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def found(cast: Any, **told: str) -> set[int]:
    return {one.id for one in queries.worklist(cast.actor("qian"), queries.Filter(**told), size=200).rows}


# --- search


def test_any_two_characters_of_a_text_find_it(stage: Any) -> None:
    text = "梧桐小区3号楼东侧下水道堵塞，污水漫到人行道上"
    case_id = story.report(stage, text=text, address="东湖路18号").id
    story.report(stage, text="路灯不亮")
    runs = ["梧桐小区", "号楼东侧下水道堵塞", "污水漫到人行道上", "东湖路"]
    for run in runs:
        for size in (2, 3, len(run)):
            for start in range(len(run) - size + 1):
                assert found(stage, q=run[start : start + size]) == {case_id}, run[start : start + size]


@pytest.mark.parametrize(
    "words", ["路灯", "梧桐路 12号", "路灯 12", "lamp", "la", "号楼", "没有的词", "12号"]
)
@pytest.mark.parametrize("order", ["due", "newest"])
def test_few_and_many_are_looked_up_in_two_ways_and_found_alike(
    stage: Any, monkeypatch: pytest.MonkeyPatch, words: str, order: str
) -> None:
    for text in (
        "梧桐路12号路灯坏了",
        "梧桐路112号路灯坏了",
        "The lamp is out",
        "3号楼水管破了",
        "梧桐路路灯，12",
    ):
        story.report(stage, text=text)
    who, wanted = stage.actor("zhou"), queries.Filter(q=words, order=order)
    few = [one.id for one in queries.worklist(who, wanted).rows]
    monkeypatch.setattr(filters, "FEW", -1)
    assert [one.id for one in queries.worklist(who, wanted).rows] == few
    assert bool(few) == (words != "没有的词")


@pytest.mark.parametrize("words", ["A3区", "市A3", "hydr", "路灯LED", "云湖市A3区丽发"])
def test_a_piece_cut_out_anywhere_between_letters_and_characters_is_found(stage: Any, words: str) -> None:
    case_id = story.report(stage, text="云湖市A3区丽发新城的路灯LEDs不亮，旁边 hydrant 漏水").id
    story.report(stage, text="小区垃圾满溢")
    found = queries.worklist(stage.actor("zhou"), queries.Filter(q=words)).rows
    assert [one.id for one in found] == [case_id]


@pytest.mark.parametrize("words", ["ＬＥＤ", "led", "３号楼", "3号楼", "led 3号楼", "  屏幕　闪烁 ", "18612"])
def test_widths_cases_and_spaces_do_not_matter(stage: Any, words: str) -> None:
    case_id = story.report(stage, text="小区门口LED屏幕闪烁，在３号楼旁，编号18612").id
    story.report(stage, text="路灯不亮")
    assert found(stage, q=words) == {case_id}


@pytest.mark.parametrize(
    "words",
    [
        "井盖",
        "灯路",
        "路灯井盖",
        "？！",
        "、",
        "'",
        "'路灯' | '井盖'",
        "a & b",
        "!路灯",
        ":*",
        "\\",
        "%",
        "()",
    ],
)
def test_words_that_do_not_occur_find_nothing_and_break_nothing(stage: Any, words: str) -> None:
    story.report(stage, text="东门路灯坏了")
    if words == "!路灯":
        assert len(found(stage, q=words)) == 1  # signs are no operators
    else:
        assert found(stage, q=words) == set()


def test_a_number_is_found_by_its_beginning(stage: Any) -> None:
    case_id = story.report(stage).id
    number = story.row(case_id).number
    assert found(stage, q=number.lower()) == {case_id}
    assert case_id in found(stage, q=number[:11])


def test_a_mended_address_is_found_and_the_old_one_no_longer(stage: Any) -> None:
    case_id = story.report(stage, address="银杏路1号").id
    actions.correct(stage.actor("zhou"), case_id, address="梧桐路2号")
    assert found(stage, q="梧桐路") == {case_id}
    assert found(stage, q="银杏路") == set()


# --- filters


@pytest.mark.parametrize(
    "told",
    [
        {"state": "nowhere"},
        {"state": ","},
        {"state": "handling,x"},
        {"severity": "huge"},
        {"channel": "crow"},
        {"due": "never"},
        {"flag": "red"},
        {"order": "random"},
        {"since": "yesterday"},
        {"since": "2026-13-01"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"q": "a\x00b"},
        {"category": "06\x00"},
        {"area": "\x00"},
        {"unit": "\x00"},
    ],
)
def test_a_filter_that_cannot_be_read_is_told_by_name(stage: Any, told: dict[str, str]) -> None:
    for ask in (queries.worklist, queries.matching):
        if "order" in told and ask is queries.matching:
            continue
        with pytest.raises(Invalid) as no:
            ask(stage.actor("qian"), queries.Filter(**told))
        assert no.value.code == "cases.bad_filter"
        assert no.value.facts["field"] in told


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!!",
        "e30",
        "W10",
        "WzEsMiwzXQ",
        "WyJ4IiwxXQ",
        "Wzk5OTk5LDFd",
        "路灯",
        "A" * 5000,
        "bnVsbA",
        "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwxXQ",
        "W251bGwsSW5maW5pdHld",
        "WyIyMDI2LTAxLTAxIixudWxsXQ",
    ],
)
@pytest.mark.parametrize("order", ["due", "newest"])
def test_a_cursor_that_is_none_is_refused(stage: Any, cursor: str, order: str) -> None:
    story.report(stage)
    with pytest.raises(Invalid) as no:
        queries.worklist(stage.actor("qian"), queries.Filter(order=order), cursor=cursor)
    assert no.value.code == "cases.bad_cursor"


def test_each_filter_finds_what_it_says_and_nothing_else(stage: Any) -> None:
    with clock.at(MORNING):
        plain = story.report(stage).id
        phone = story.report(stage, by="zhou", channel="phone", lon=stage.THERE[0], lat=stage.THERE[1]).id
        work = story.handling(stage, category="06012")
        done = story.closed(stage)
    with clock.at(MORNING + timedelta(days=3)):
        late = story.report(stage).id
        call("urge", stage.actor("zhou"), plain)
        call("supervise", stage.actor("qian"), work)
        assert found(stage, channel="phone") == {phone}
        assert found(stage, state="handling") == {work}
        assert found(stage, state="handling,closed") == {work, done}
        assert found(stage, state="open") == {plain, phone, work, late}
        assert found(stage, state="ended") == {done}
        assert found(stage, area=stage.SECOND) == {phone}
        assert found(stage, unit="/yunhu/cgj/") == {work, done}
        assert found(stage, category="0601") == {work, done}
        assert found(stage, due="overdue") == {plain, phone, work}
        assert found(stage, due="soon") == {late}
        assert found(stage, flag="urged") == {plain}
        assert found(stage, flag="supervised") == {work}
        assert found(stage, since="2026-11-27") == {late}
        assert found(stage, until="2026-11-24", state="open") == {plain, phone, work}
        assert found(stage, since="2026-11-24", until="2026-11-24", state="ended") == {done}


def test_the_days_of_a_filter_are_days_in_the_offices_own_zone(stage: Any) -> None:
    with clock.at(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)):  # half past midnight on the 24th in Shanghai
        case_id = story.report(stage).id
    assert found(stage, since="2026-11-24", until="2026-11-24") == {case_id}
    assert found(stage, until="2026-11-23") == set()


# --- pages


@pytest.mark.parametrize("order", ["due", "newest"])
def test_pages_show_every_row_once_while_new_ones_come_in(stage: Any, order: str) -> None:
    chance = random.Random(7)
    ids = []
    for minutes in range(40):
        with clock.at(MORNING + timedelta(minutes=minutes // 4)):  # four at the same moment
            ids.append(story.report(stage).id)
    Case.objects.filter(pk__in=ids[::5]).update(stage_due_at=None)
    seen: list[int] = []
    cursor, pages = "", 0
    while True:
        page = queries.worklist(stage.actor("qian"), queries.Filter(order=order), cursor=cursor, size=7)
        seen += [one.id for one in page.rows]
        pages += 1
        with clock.at(MORNING + timedelta(minutes=chance.randrange(10))):
            story.report(stage)
        cursor = page.next
        if not cursor:
            break
        assert pages < 30
    assert len(seen) == len(set(seen))
    assert set(ids) <= set(seen)


@pytest.mark.parametrize("order", ["due", "newest"])
def test_the_order_is_kept_across_pages(stage: Any, order: str) -> None:
    for minutes in range(12):
        with clock.at(MORNING + timedelta(minutes=minutes)):
            story.report(stage)
    rows, cursor = [], ""
    while True:
        page = queries.worklist(stage.actor("qian"), queries.Filter(order=order), cursor=cursor, size=5)
        rows += page.rows
        cursor = page.next
        if not cursor:
            break
    whole = queries.worklist(stage.actor("qian"), queries.Filter(order=order), size=200).rows
    assert [one.id for one in rows] == [one.id for one in whole]
    if order == "newest":
        assert [one.reported_at for one in rows] == sorted((one.reported_at for one in rows), reverse=True)
    else:
        assert [one.stage_due_at for one in rows] == sorted(one.stage_due_at for one in rows)


@pytest.mark.parametrize("size", [0, -5, 1, 10**9])
def test_a_page_has_a_sensible_size_whatever_is_asked(stage: Any, size: int) -> None:
    for _ in range(3):
        story.report(stage)
    page = queries.worklist(stage.actor("qian"), queries.Filter(), size=size)
    assert len(page.rows) == (3 if size > 3 else 1)


@pytest.mark.parametrize("box", [(1, 1, 0, 2), (float("nan"), 0, 1, 1), (-999, 0, 1, 1), (0, 5, 1, 5)])
def test_a_box_that_is_none_is_refused(stage: Any, box: tuple[float, float, float, float]) -> None:
    with pytest.raises(Invalid):
        queries.pins(stage.actor("qian"), box, queries.Filter())
    with pytest.raises(Invalid):
        queries.public_pins(stage.actor("chen"), box)


# --- kept views


def test_a_view_is_kept_for_its_owner_alone_and_replaced_by_the_same_name(stage: Any) -> None:
    zhou, lin = stage.actor("zhou"), stage.actor("lin")
    first = actions.save_view(zhou, name=" 待受理  的 ", query="state=registered&page=9&evil=1&q=路灯")
    assert first.name == "待受理 的"
    kept = queries.saved_views(zhou)[0]
    assert dict(part.split("=") for part in kept.query.split("&")).keys() == {"state", "q"}
    again = actions.save_view(zhou, name="待受理 的", query="state=handling")
    assert (again.id, len(queries.saved_views(zhou))) == (first.id, 1)
    assert queries.saved_views(lin) == ()
    with pytest.raises(NotFound):
        actions.drop_view(lin, first.id)
    actions.drop_view(zhou, first.id)
    assert not SavedView.objects.exists()
    with pytest.raises(NotFound):
        actions.drop_view(zhou, first.id)


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_view_needs_a_short_name(stage: Any, name: str) -> None:
    with pytest.raises(Invalid):
        actions.save_view(stage.actor("zhou"), name=name, query="")


def test_nobody_keeps_views_without_end_and_visitors_none(stage: Any) -> None:
    for number in range(40):
        actions.save_view(stage.actor("zhou"), name=f"视图{number}", query="")
    with pytest.raises(NotNow):
        actions.save_view(stage.actor("zhou"), name="再一个", query="")
    with pytest.raises(Denied):
        actions.save_view(stage.actor("chen"), name="看", query="")


# --- sheets


@pytest.mark.parametrize(
    "text", ["=1+1", "+8613", "-2", "@cmd", "\t=1", "＝HYPERLINK(1)", "＋1", "－1", "＠x", "\n=1", " =1"]
)
def test_no_cell_is_run_as_a_formula(stage: Any, text: str) -> None:
    story.report(stage, text=f"x{text}")
    case_id = story.report(stage, text="路灯", address=text).id
    Case.objects.filter(pk=case_id).update(title=text, address=text)
    lines = "".join(sheets.csv_lines(queries.rows(stage.actor("qian"), queries.Filter())))
    table = list(csv.reader(io.StringIO(lines)))
    assert len(table) == 3
    for line in table[1:]:
        for cell in line:
            assert not cell.lstrip().startswith(("=", "+", "@", "＝", "＋", "－", "＠")), cell
    book = io.BytesIO()
    sheets.xlsx(queries.rows(stage.actor("qian"), queries.Filter()), book)
    assert b"<f>" not in _sheet_of(book)


def _sheet_of(book: io.BytesIO, number: int = 1) -> bytes:
    import zipfile

    with zipfile.ZipFile(book) as packed:
        return packed.read(f"xl/worksheets/sheet{number}.xml")


def test_an_empty_sheet_still_has_its_heads(stage: Any) -> None:
    assert len("".join(sheets.csv_lines([])).strip().split(",")) == len(sheets.COLUMNS)


def test_twenty_thousand_rows_take_no_more_memory_than_a_few(stage: Any) -> None:
    from django.db import connection

    case_id = story.report(stage).id
    with connection.cursor() as cursor:
        names = [
            one.column
            for one in Case._meta.concrete_fields
            if one.column not in ("id", "number", "external_id")
        ]
        listed = ", ".join(f'"{one}"' for one in names)
        cursor.execute(
            f"INSERT INTO cases_case (number, external_id, {listed}) SELECT 'X-' || n, '', {listed} "
            "FROM cases_case, generate_series(1, 20000) AS n WHERE cases_case.id = %s",
            [case_id],
        )
    lines = sheets.csv_lines(queries.rows(stage.actor("qian"), queries.Filter()))
    # Tracing is slow: only the end is traced, where whatever piles up would pile up too.
    count = sum(1 for _ in islice(lines, 16_500))
    tracemalloc.start()
    count += sum(1 for _ in lines)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_001
    assert peak < 12_000_000, peak


def test_close_by_a_heap_names_what_lies_on_one_spot(stage: Any) -> None:
    lon, lat = stage.HERE
    numbers = sorted(story.row(story.report(stage).id).number for _one in range(3))
    close, wide = (lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001), (lon - 1, lat - 1, lon + 1, lat + 1)
    (heap,) = queries.pins(stage.actor("qian"), close, queries.Filter())
    assert (heap.count, list(heap.numbers)) == (3, numbers)
    (heap,) = queries.pins(stage.actor("qian"), wide, queries.Filter())
    assert (heap.count, heap.numbers) == (3, ()), "from afar it is a number only"
    assert not queries.pins(stage.actor("he"), close, queries.Filter()), "the next community sees none of it"
    assert all(not one.numbers for one in queries.public_pins(stage.actor("chen"), close))


def test_a_workbook_goes_on_in_another_sheet_where_one_is_full(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        story.report(stage)
    monkeypatch.setattr(sheets.table, "MOST_LINES", 2)
    book = io.BytesIO()
    sheets.xlsx(queries.rows(stage.actor("qian"), queries.Filter()), book)
    parts = [_sheet_of(book, number) for number in (1, 2, 3)]
    assert [part.count(b"<row ") for part in parts] == [3, 3, 2]
