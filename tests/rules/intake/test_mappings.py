from __future__ import annotations

from datetime import UTC, datetime

import pytest

from happiness_cloud.interfaces.intake.bring import SHIPPED, shipped
from happiness_cloud.interfaces.intake.cells import Row
from happiness_cloud.interfaces.intake.drafts import draft, wanted
from happiness_cloud.interfaces.intake.mapping import Mapping
from happiness_cloud.interfaces.intake.mapping_file import read
from happiness_cloud.interfaces.intake.story import steps
from happiness_cloud.kernel.errors import Invalid

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CHANNELS = ("web", "phone", "patrol", "hotline", "letter", "import")
SEVERITIES = ("urgent", "ordinary", "complex")
BASE = """
mapping: sample
id: no
reported: {column: at, formats: ["%d.%m.%Y %H:%M"]}
text: text
place: {otherwise: district}
"""


def mapping(more: str = "", base: str = BASE) -> Mapping:
    made, found = read(base + more, "m.yaml", channels=CHANNELS, severities=SEVERITIES)
    assert made is not None, found
    return made


def row(**cells: str) -> Row:
    return Row(2, {"no": "1", "at": "03.08.2026 09:00", "text": "灯不亮", **cells})


def test_every_shipped_mapping_is_sound() -> None:
    assert len(shipped()) >= 6
    for name in shipped():
        made, found = read(
            (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8"),
            name,
            channels=CHANNELS,
            severities=SEVERITIES,
        )
        assert found == (), name
        assert made is not None
        assert made.name == name
        assert set(made.title) == {"zh", "en"}


def test_times_are_read_in_the_zone_of_the_mapping() -> None:
    assert draft(mapping(), row(), NOW).reported_at == datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
    there = draft(mapping("zone: America/New_York"), row(at="03.08.2026 09:00"), NOW)
    assert there.reported_at == datetime(2026, 8, 3, 13, 0, tzinfo=UTC)
    iso = draft(mapping("zone: America/New_York"), row(at="2026-08-03T09:00:00+02:00"), NOW)
    assert iso.reported_at == datetime(2026, 8, 3, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"no": ""}, "intake.no_id"),
        ({"no": "x" * 80}, "intake.id_too_long"),
        ({"at": ""}, "intake.no_time"),
        ({"at": "31.02.2026 09:00"}, "intake.bad_time"),
        ({"at": "03.08.1926 09:00"}, "intake.time_impossible"),
        ({"at": "03.08.2036 09:00"}, "intake.time_impossible"),
        ({"text": "长" * 20_001}, "cases.text_too_long"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(cells: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as no:
        draft(mapping(), row(**cells), NOW)
    assert no.value.code == code


def test_a_closing_a_little_before_the_report_is_two_clocks_apart() -> None:
    made = mapping('closed: {column: end, formats: ["%d.%m.%Y %H:%M"], slack_seconds: 60}')
    assert draft(made, row(end="03.08.2026 08:59"), NOW).closed_at == datetime(2026, 8, 3, 1, tzinfo=UTC)
    with pytest.raises(Invalid, match="before_report"):
        draft(made, row(end="03.08.2026 08:58"), NOW)


def test_an_end_may_be_told_in_days() -> None:
    made = mapping("closed: {days_after_report: days}")
    assert draft(made, row(days="2"), NOW).closed_at == datetime(2026, 8, 5, 1, tzinfo=UTC)
    assert draft(made, row(days=""), NOW).closed_at is None
    with pytest.raises(Invalid, match="bad_time"):
        draft(made, row(days="-1"), NOW)


def test_words_of_ours_come_from_the_column_then_the_text_then_the_default() -> None:
    made = mapping(
        'category: {column: kind, values: {Light: "01037"}, words: {噪音: "06028"}, default: "58099"}'
    )
    assert draft(made, row(kind="LIGHT"), NOW).category == "01037"
    assert draft(made, row(kind="?", text="夜里噪音"), NOW).category == "06028"
    assert draft(made, row(kind=""), NOW).category == "58099"


def test_a_point_of_zeros_is_no_point_and_swapped_ones_are_refused() -> None:
    made = mapping(base=BASE.replace("{otherwise: district}", "{point: {lon: x, lat: y}}"))
    assert draft(made, row(x="0", y="0"), NOW).lon is None
    assert draft(made, row(x="114.3", y="30.6"), NOW).lon == 114.3
    for x, y in (("30.6", "114.3"), ("nan", "1"), ("", "30.6"), ("inf", "1")):
        with pytest.raises(Invalid, match="bad_point"):
            draft(made, row(x=x, y=y), NOW)


def test_repeated_words_are_told_once() -> None:
    made = mapping(base=BASE.replace("text: text", "text: {columns: [kind, text, more]}"))
    assert draft(made, row(kind="Graffiti", text="Graffiti: wall", more=""), NOW).text == "Graffiti: wall"


def test_rows_are_taken_and_left_by_conditions() -> None:
    made = mapping("take: [{column: kind, filled: true}]\nleave: [{column: kind, is: [Test]}]")
    assert [wanted(made, row(kind=one)) for one in ("a", "", "test")] == [True, False, False]
    assert wanted(made, Row(3, {}, "intake.uneven_row")), "a broken row is told, never left out in silence"


def test_a_closed_matter_takes_the_way_of_the_pack() -> None:
    made = mapping("closed: {days_after_report: days}")
    one = draft(made, row(days="1"), NOW)
    full = (
        "registered",
        "to_confirm",
        "to_file",
        "to_dispatch",
        "to_sign",
        "handling",
        "to_check",
        "to_call_back",
    )
    told = steps(one, "sample", full)
    assert [step.verb for step in told] == ["report", "close"]
    assert told[1].through == ("register", "confirm", "file", "dispatch", "sign", "handle", "verify")
    short = steps(one, "sample", ("registered", "to_dispatch", "handling"))
    assert (short[1].verb, short[1].through) == ("handle", ("register", "dispatch"))


def test_an_answer_with_its_own_time_is_a_step_of_its_own() -> None:
    made = mapping(
        "closed: {days_after_report: days}\nresult: {columns: [said], at: {days_after_report: when}}"
    )
    one = draft(made, row(days="3", when="1", said="已处理"), NOW)
    told = steps(one, "sample", ("to_check", "to_call_back"))
    assert [(step.verb, step.words) for step in told] == [("report", ""), ("handle", "已处理"), ("close", "")]
    assert told[1].at < told[2].at


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "intake.mapping_empty", 1),
        ("a: [", "intake.not_yaml", 1),
        ("- a", "intake.wrong_type", 1),
        (BASE + "maping: x\n", "intake.unknown_key", 7),
        (BASE + "id: y\n", "intake.key_twice", 7),
        (BASE.replace("id: no\n", ""), "intake.key_missing", 2),
        (BASE + "channel: fax\n", "intake.unknown_word", 7),
        (BASE + "zone: Mars/Base\n", "intake.unknown_zone", 7),
        (BASE + 'due: {column: x, formats: ["%H"]}\n', "intake.bad_format", 7),
        (BASE + "public: perhaps\n", "intake.wrong_type", 7),
    ],
)
def test_mistakes_in_a_mapping_name_their_line(text: str, code: str, line: int) -> None:
    made, found = read(text, "m.yaml", channels=CHANNELS, severities=SEVERITIES)
    assert made is None
    assert (code, line) in {(one.code, one.line) for one in found}
