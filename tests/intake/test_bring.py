from __future__ import annotations

import csv
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import connection
from django.utils import translation

from happiness_cloud.cases.models import Case
from happiness_cloud.interfaces.intake import bring
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.models import Entry

pytestmark = pytest.mark.django_db
Brought = Callable[..., dict[str, Any]]


def case(number: int, source: str = "calls") -> Case:
    return Case.objects.get(external_id=f"{source}:{number}")


def verbs(number: int) -> list[str]:
    rows = Entry.objects.filter(subject_kind="cases.Case", subject_id=str(case(number).pk)).order_by("id")
    return [one.verb for one in rows]


def test_a_file_becomes_matters_with_place_time_words_and_category(bring_calls: Brought) -> None:
    told = bring_calls()
    assert (told["created"], told["known"], told["rejected"], told["left_out"]) == (4, 0, 0, 1)
    first = case(1)
    assert first.state == "closed"
    assert first.area_path == "/990106/001/"
    assert (first.category, first.channel) == ("06010", "phone")
    assert first.text == "垃圾没人收\n梧桐路口三天没人收\n第二行"
    assert first.reported_at.isoformat() == "2026-08-03T01:00:00+00:00"
    assert first.place_note["answers"] == {"desk": "A"}
    assert case(3).category == "06028"
    assert (case(4).category, case(4).channel, case(4).area_path) == ("58099", "import", "/990106/")


def test_a_closed_matter_tells_only_what_the_source_told(bring_calls: Brought) -> None:
    bring_calls()
    assert verbs(1) == ["cases.report", "cases.close"]
    closed = case(1)
    assert closed.result == "已清运"
    assert closed.lead_unit
    assert closed.handled_at == closed.ended_at
    assert closed.stage_due_at is None
    assert [one.stage for one in closed.clocks] == ["overall"]


def test_an_open_matter_waits_for_acceptance_under_its_recorded_deadline(bring_calls: Brought) -> None:
    bring_calls()
    waiting = case(3)
    assert waiting.state == "registered"
    assert waiting.due_at is not None
    assert waiting.due_at.isoformat() == "2026-08-06T10:00:00+00:00"
    assert waiting.on_time is None, "nobody knows yet whether an open matter will be in time"
    assert waiting.stage_due_at == waiting.due_at, "lists and warnings go by the deadline the source recorded"
    assert [one.stage for one in waiting.clocks] == ["overall"]


def test_recorded_deadlines_give_the_recorded_word(bring_calls: Brought) -> None:
    told = bring_calls()
    assert told["on_time"] == {"compared": 2, "alike": 2, "share": 1.0}
    assert (case(1).on_time, case(2).on_time) == (True, False)


def test_points_and_named_areas_are_compared(bring_calls: Brought) -> None:
    assert bring_calls()["located"] == {"compared": 2, "alike": 2, "share": 1.0}


def test_the_reporter_is_sealed(bring_calls: Brought) -> None:
    bring_calls()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_sealed, phone_sealed FROM cases_reporter WHERE name_sealed <> ''")
        rows = cursor.fetchall()
    assert len(rows) == 2
    assert "王某" not in str(rows)
    assert "13800000001" not in str(rows)


def test_the_same_file_again_changes_nothing(bring_calls: Brought) -> None:
    bring_calls()
    before = list(Case.objects.order_by("id").values())
    told = bring_calls()
    assert (told["created"], told["known"]) == (0, 4)
    assert list(Case.objects.order_by("id").values()) == before


def test_a_trial_changes_nothing_and_says_the_same(bring_calls: Brought) -> None:
    rows = Entry.objects.count()
    trial = bring_calls("broken.csv", dry_run=True)
    assert Case.objects.count() == 0
    assert Entry.objects.count() == rows
    done = bring_calls("broken.csv")
    for figure in ("created", "known", "rejected", "left_out", "read", "on_time", "located"):
        assert trial[figure] == done[figure], figure


def test_every_rejected_row_is_written_with_its_number_and_reason(
    bring_calls: Brought, tmp_path: Path
) -> None:
    told = bring_calls("broken.csv")
    assert (told["created"], told["rejected"]) == (1, 10)
    with (tmp_path / "no.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    reasons = {int(row["_row"]): row["_reason"] for row in rows}
    assert sorted(reasons) == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert "“no” is empty" in reasons[3]
    assert "昨天上午" in reasons[4]
    assert "18 cells" in reasons[5]
    assert "earlier row" in reasons[6]
    assert "what is the matter" in reasons[7]
    assert "南海街道" in reasons[8]
    assert "before the report" in reasons[9]
    assert "not a place" in reasons[10]
    assert "future" in reasons[11]


def test_reasons_are_told_in_the_readers_language(bring_calls: Brought, tmp_path: Path) -> None:
    with translation.override("zh-hans"):
        bring_calls("broken.csv")
    text = (tmp_path / "no.csv").read_text(encoding="utf-8-sig")
    assert "早于上报时间" in text


def test_a_formula_in_a_rejected_row_is_defused_and_read_back_as_it_was(
    bring_calls: Brought, tmp_path: Path
) -> None:
    bring_calls("broken.csv")
    mended = tmp_path / "no.csv"
    text = mended.read_text(encoding="utf-8-sig")
    assert "\"'=HYPERLINK" in text
    mended.write_text(text.replace("南海街道", "东湖街道"), encoding="utf-8")
    again = bring_calls(str(mended), rejected=tmp_path / "still.csv")
    assert again["created"] == 2
    assert case(11).text.startswith("=HYPERLINK")


def test_gb18030_and_utf8_tell_the_same(bring_calls: Brought, samples: Path, tmp_path: Path) -> None:
    other = tmp_path / "gb.csv"
    other.write_text((samples / "calls.csv").read_text(encoding="utf-8"), encoding="gb18030")
    assert bring_calls(str(other))["created"] == 4
    assert bring_calls()["known"] == 4


def test_a_workbook_gives_whole_numbers_dates_and_a_workbook_of_rejects(
    bring_calls: Brought, samples: Path, tmp_path: Path
) -> None:
    with (samples / "calls.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    path = tmp_path / "calls.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"})
    page = book.add_worksheet()
    for line, row in enumerate(rows):
        for place, text in enumerate(row):
            if place in (0, 9, 10) and line and text:
                page.write_number(line, place, float(text))
            else:
                page.write_string(line, place, text)
    page.write_number(len(rows), 0, 77)
    book.close()
    told = bring_calls(str(path))
    assert (told["created"], told["rejected"]) == (4, 1)
    assert case(1).area_path == "/990106/001/"
    assert (tmp_path / "no.xlsx").read_bytes().startswith(b"PK")


def test_json_and_json_lines_number_their_items(bring_calls: Brought) -> None:
    told = bring_calls("calls.json", "calls-json.yaml")
    assert (told["created"], told["rejected"]) == (2, 1)
    again = bring_calls("calls.jsonl", "calls-json.yaml")
    assert (again["created"], again["known"], again["rejected"]) == (0, 2, 1)


def test_a_mapping_with_wrong_words_names_file_line_and_mend(bring_calls: Brought) -> None:
    with pytest.raises(Invalid) as no:
        bring_calls(mapping="wrong.yaml")
    found = {(one["line"], one["code"]) for one in no.value.facts["findings"]}
    assert (1, "intake.bad_name") in found
    assert (2, "intake.unknown_zone") in found
    assert (4, "intake.bad_format") in found
    assert (5, "intake.unknown_key") in found
    assert (7, "intake.unknown_word") in found
    assert (10, "intake.unknown_word") in found
    told = no.value.facts["told"]
    assert "wrong.yaml:5: “txt” is not known here. Did you mean: text?" in told
    assert Case.objects.count() == 0


def test_a_category_that_is_not_in_force_is_found_before_any_row_is_read(
    bring_calls: Brought, samples: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "old.yaml"
    mapping.write_text((samples / "calls.yaml").read_text().replace("01037", "99999"))
    with pytest.raises(Invalid) as no:
        bring(samples / "calls.csv", mapping)
    assert "There is no category “99999”" in no.value.facts["told"]


def test_a_wrong_column_gets_the_columns_of_the_file_and_the_nearest(bring_calls: Brought) -> None:
    with pytest.raises(Invalid) as no:
        bring_calls(mapping="wrong-columns.yaml")
    told = no.value.facts["told"]
    assert "wrong-columns.yaml:3: The file has no column “opend”. Did you mean “opened”?" in told
    assert "wrong-columns.yaml:4: The file has no column “bodi”. Did you mean “body”?" in told
    assert Case.objects.count() == 0


def test_a_mapping_that_is_not_shipped_is_refused_with_those_that_are(town: None, samples: Path) -> None:
    with pytest.raises(Invalid, match="no_mapping") as no:
        bring(samples / "calls.csv", "boston")
    assert "boston-311" in no.value.facts["known"]


def test_only_matters_under_the_area_are_taken(bring_calls: Brought) -> None:
    told = bring_calls(area="/990106/001/")
    assert told["rejected"] > 0
    assert all(path.startswith("/990106/001/") for path in Case.objects.values_list("area_path", flat=True))


def test_an_import_that_was_killed_goes_on_where_it_stood(
    bring_calls: Brought, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("happiness_cloud.interfaces.intake.bring")
    monkeypatch.setattr(module, "CHUNK", 2)
    bring_in, calls = module.cases.bring_in, []

    def killed(*given: Any, **params: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return bring_in(*given, **params)

    monkeypatch.setattr(module.cases, "bring_in", killed)
    with pytest.raises(KeyboardInterrupt):
        bring_calls()
    assert Case.objects.count() == 2
    told = bring_calls()
    assert (told["created"], told["known"]) == (2, 2)


def test_what_another_importer_wrote_meanwhile_is_not_doubled(
    bring_calls: Brought, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_calls()
    module = importlib.import_module("happiness_cloud.cases.actions.bring_in")
    there, looks = module._there, []

    def late(ids: list[str]) -> set[str]:
        # The first look comes before the other importer's commit.
        looks.append(1)
        return set() if len(looks) == 1 else there(ids)

    monkeypatch.setattr(module, "_there", late)
    told = bring_calls()
    assert (told["created"], told["known"]) == (0, 4)
    assert len(looks) == 2
    assert Case.objects.count() == 4
