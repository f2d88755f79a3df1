"""A pack is taken over whole, or refused with every line that needs mending."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.institution.offices import REFERENCE

from happiness_cloud.institution.rules.pack import Allowance, names, overall_class
from happiness_cloud.institution.rules.packs import load_pack
from happiness_cloud.kernel.errors import Invalid

YUNHU = (REFERENCE / "packs" / "yunhu.yaml").read_text()
BEIJING = (REFERENCE / "packs" / "beijing-12345.yaml").read_text()


def findings(text, **more):
    with pytest.raises(Invalid) as refused:
        load_pack(text, "my.yaml", **more)
    assert refused.value.code == "institution.bad_pack"
    assert refused.value.facts["count"] == len(refused.value.facts["findings"]) > 0
    return refused.value.facts["findings"]


def told(text, **more):
    return {(one["code"].removeprefix("institution."), one["line"]) for one in findings(text, **more)}


def changed(old, new, text=YUNHU):
    assert text.count(old) == 1, old
    return text.replace(old, new)


def line_of(part, text=YUNHU):
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_every_shipped_pack_loads():
    for file in (REFERENCE / "packs").glob("*.yaml"):
        assert load_pack(file.read_text(), file.name).code == file.stem


def test_the_default_pack_says_what_the_default_flow_says():
    pack = load_pack(YUNHU, "yunhu.yaml")
    assert len(pack.stages) == 8
    assert pack.stages["registered"].clock == Allowance(Decimal(2), "clock_hours")
    assert pack.stages["handling"].clock is None
    assert (pack.return_limit, pack.reopen_days, pack.recurrence_days) == (2, 15, 30)
    assert (pack.call_back.tries, len(pack.call_back.day_parts)) == (3, 3)
    assert names(pack.self_close, "06036")
    assert not names(pack.self_close, "06001")


def test_beijing_has_its_four_classes():
    pack = load_pack(BEIJING, "beijing-12345.yaml")
    asked = [
        ("06010", "urgent"),
        ("54001", "ordinary"),
        ("06010", "ordinary"),
        ("06010", "complex"),
        ("54001", "urgent"),
    ]
    found = [overall_class(pack, *one).clock for one in asked]
    assert [(int(one.amount), one.unit) for one in found] == [
        (2, "clock_hours"),
        (24, "clock_hours"),
        (7, "calendar_days"),
        (15, "calendar_days"),
        (2, "clock_hours"),
    ]
    assert overall_class(pack, "06010", "unheard of").code == "ordinary"
    assert "to_confirm" not in pack.stages


@pytest.mark.parametrize(
    ("old", "new", "code", "mend"),
    [
        ("reopen: {days", "reopn: {days", "unknown_key", "reopen"),
        ("  to_sign: {by", "  to_sing: {by", "unknown_stage", "to_sign"),
        ("extensions: 1", "extensions: often", "wrong_type", None),
        ("extensions: 1", "extensions: 99", "out_of_bounds", None),
        ("by: intake_operator, clock", "by: intake_oprator, clock", "role_not_filled", "intake_operator"),
        ("  - grid_leader", "  - grid_leder", "unknown_role", "grid_leader"),
        ("by: call_back_agent, clock: table", "by: call_back_agent", "wait_without_clock", None),
        ("to_call_back: {by: call_back_agent, clock", "to_call_back: {clock", "stage_without_role", None),
        ("{by: call_back_agent, clock", "{by: unit_handler, clock", "same_hands", None),
        ("valid_to: null", "valid_to: 2025-01-01", "dates_reversed", None),
        ("valid_from: 2026-07-01", "valid_from: 2026-13-01", "wrong_type", None),
        ("valid_from: 2026-07-01", "valid_form: 2026-07-01", "unknown_key", "valid_from"),
        ("amount: 2, unit: clock_hours", "amount: 2, unit: clock_hour", "unknown_time_unit", "clock_hours"),
        ("amount: 2, unit: clock_hours", "amount: 1.5, unit: work_days", "pack_half_day", None),
        ("amount: 2, unit: clock_hours", "amount: 0, unit: work_days", "pack_bad_amount", None),
        ("amount: 2, unit: clock_hours", "amount: two, unit: work_days", "wrong_type", None),
        ("overall_default: ordinary", "overall_default: ordnary", "unknown_class", "ordinary"),
        ('"08:30-12:00"', '"12:30-12:00"', "bad_hours", None),
        ('hours: "22:00-07:00"', 'hours: "22:00-22:00"', "bad_hours", None),
        ("spared: [urgent]", "spare: [urgent]", "unknown_key", "spared"),
        ("  - filing_rate", "  - filling_rate", "unknown_indicator", "filing_rate"),
        ('"06017"', '"06 017"', "bad_pattern", None),
        ("extensions: 1", "pack: twice", "key_twice", None),
        ("warn_share: 0.8", "warn_share: 80", "out_of_bounds", None),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_mend(old, new, code, mend):
    text = changed(old, new)
    found = next(one for one in findings(text) if one["code"] == f"institution.{code}")
    assert (found["file"], found["line"]) == ("my.yaml", line_of(new.strip(), text))
    assert mend is None or found["mend"] == mend


def test_a_missing_return_limit_is_named():
    text = changed("  limit: 2\n", "")
    assert told(text) == {("return_limit_missing", line_of("  adjudication: {by", text))}


def test_a_position_that_does_nothing_is_a_dead_role():
    text = changed("  - adjudicator\n", "  - adjudicator\n  - district_overseer\n")
    assert told(text) == {("dead_role", line_of("- district_overseer", text))}


def test_a_stage_that_everybody_needs_cannot_be_left_out():
    line = next(line for line in YUNHU.splitlines() if line.startswith("  handling:"))
    text = changed(line + "\n", "")
    codes = {code for code, _ in told(text)}
    assert "stage_missing" in codes


def test_a_section_for_a_stage_that_is_left_out_is_named():
    line = next(line for line in YUNHU.splitlines() if line.startswith("  to_confirm:"))
    assert {code for code, _ in told(changed(line + "\n", ""))} == {"section_unused"}


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines():
    text = changed(
        "  limit: 2\n", "", changed("extensions: 1", "extensions: x", changed("tries: 3", "trys: 3"))
    )
    found = findings(text)
    assert {one["code"].removeprefix("institution.") for one in found} == {
        "return_limit_missing",
        "wrong_type",
        "unknown_key",
        "key_missing",
    }
    assert [one["line"] for one in found] == sorted(one["line"] for one in found)


def test_a_dead_end_in_the_moves_is_found():
    moves = [
        ("register", "registered", "to_dispatch"),
        ("dispatch", "to_dispatch", "to_sign"),
        ("send_back", "to_sign", "to_dispatch"),
        ("handle", "handling", "closed"),
        ("answer", "registered", "closed"),
        ("park", "registered", "parked"),
        ("unpark", "parked", "registered"),
    ]
    text = "\n".join(
        line for line in YUNHU.splitlines() if not line.startswith(("  to_check", "  to_call", "call_back:"))
    )
    text = text.replace('  tries: 3\n  day_parts: ["08:30-12:00", "14:00-18:00", "18:30-20:30"]\n', "")
    text = "\n".join(
        line for line in text.splitlines() if not line.startswith(("  to_confirm", "  to_file", "verify"))
    )
    text = text.replace("  - call_back_agent\n", "").replace(
        "  - grid_worker\n  - grid_leader\n  - supervisor\n", ""
    )
    load_pack(text, "my.yaml")
    found = findings(text, edges=moves)
    assert {(one["code"].removeprefix("institution."), one["stage"]) for one in found} == {
        ("no_way_to_close", "to_dispatch"),
        ("no_way_to_close", "to_sign"),
        ("stage_unreachable", "handling"),
        ("wait_without_clock", "parked"),
    }


def test_the_moves_may_be_a_function_of_the_stages_in_use():
    asked = []

    def moves(stages):
        asked.append(set(stages))
        return [("go", "registered", stage) for stage in stages] + [
            ("end", stage, "closed") for stage in stages
        ]

    load_pack(BEIJING, "b.yaml", edges=moves)
    assert asked == [{"registered", "to_dispatch", "to_sign", "handling", "to_call_back"}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b",
        "42",
        "a: [",
        "a: &x [*x]",
        "stages: &x {registered: *x}",
        "? [a, b]\n: c",
        "!!python/object:os.system x",
        "\x00",
        "stages: {1: 2, null: 3}",
        "[" * 3000,
        "x" * 200_001,
        "a: 2026-99-99",
        "--- a\n--- b",
    ],
)
def test_rubbish_is_refused_with_a_line(text):
    assert all(one["line"] >= 1 for one in findings(text))


nodes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def paths(value, here=()):
    yield here
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*here, key))


def taken_or_refused(text):
    told_of = []
    try:
        load_pack(text, "my.yaml")
    except Invalid as refused:
        told_of = [refused.facts["findings"]]
    assert all(told_of)


PATHS = [path for path in paths(yaml.safe_load(YUNHU)) if path]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PATHS), nodes)
def test_any_value_in_any_place_is_taken_or_refused_never_a_crash(path, value):
    document = yaml.safe_load(YUNHU)
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    taken_or_refused(yaml.safe_dump(document, allow_unicode=True))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(YUNHU)), st.integers(0, 60), st.text(max_size=20))
def test_any_slip_of_the_pen_is_taken_or_refused_never_a_crash(begin, length, slip):
    taken_or_refused(YUNHU[:begin] + slip + YUNHU[begin + length :])


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_refused_never_a_crash(text):
    with pytest.raises(Invalid):
        load_pack(text, "my.yaml")
