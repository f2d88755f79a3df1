"""The shipped categories, deadlines, organisations and duties, read as plain YAML: complete, consistent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import happiness_cloud

ROOM = Path(happiness_cloud.__file__).parent / "institution" / "reference"
NATIONAL = "GB/T 47678.5-2026"
OLD = "GB/T 30428.2-2013"
LEGACY = "CJ/T 214"
LOCAL = "HC-LOCAL"

Entry = dict[str, Any]
Key = tuple[str, str, str]


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOM / name).read_text(encoding="utf-8"))
    return content


LISTS = {
    content["standard"]: content
    for content in (read(f"categories/{path.name}") for path in sorted((ROOM / "categories").glob("*.yaml")))
}
DEADLINES = read("deadlines.yaml")
DUTIES = read("duties.yaml")
ORGANISATIONS = read("organisations.yaml")


def derived(content: dict[str, Any]) -> Iterator[tuple[str, Entry]]:
    """The entries a list makes of its own entries, as the head of the file says."""
    for rule in content.get("derive", []):
        for entry in content[f"{rule['from']}s"]:
            if entry["class"] in rule["classes"]:
                names = {language: rule[language].format(**entry) for language in ("zh", "en")}
                yield (
                    rule["kind"],
                    {"code": entry["code"], "class": entry["class"], **names, **entry.get("problem", {})},
                )


def entries(content: dict[str, Any]) -> list[tuple[str, Entry]]:
    listed = [(kind, entry) for kind in ("component", "matter") for entry in content.get(f"{kind}s", [])]
    return listed + list(derived(content))


EVERY: list[tuple[Key, Entry]] = [
    ((standard, kind, entry["code"]), entry)
    for standard, content in LISTS.items()
    for kind, entry in entries(content)
]
BY_KEY = dict(EVERY)
CURRENT = [key[2] for key in BY_KEY if key[0] in (NATIONAL, LOCAL) and key[1] == "matter"]


def successor(code: str) -> str | None:
    """The new matter code of an old code, by its entry or by the rule; None when there is none."""
    stated = BY_KEY.get((OLD, "matter", code))
    if stated:
        found: str = stated["successor"]["code"]
        return found
    rule = LISTS[OLD]["crosswalk"]
    kind, item = code[:2], code[2:]
    if kind in rule["local_classes"] or item in rule["local_items"] or kind not in rule["classes"]:
        return None
    new = rule["classes"][kind] + item.zfill(rule["item_digits"])
    return new if (rule["to"], rule["kind"], new) in BY_KEY else None


def matches(pattern: str, code: str) -> bool:
    if pattern == "any":
        return True
    return code.startswith(pattern[:-1]) if pattern.endswith("*") else code == pattern


def exactness(pattern: str) -> int:
    if pattern == "any":
        return 0
    return len(pattern[:-1]) if pattern.endswith("*") else 100


def most_exact(patterns: list[str], code: str) -> list[str]:
    """The patterns that match a code best: one when the table is sound."""
    fitting = [pattern for pattern in patterns if matches(pattern, code)]
    best = max((exactness(pattern) for pattern in fitting), default=-1)
    return [pattern for pattern in fitting if exactness(pattern) == best]


def limit(code: str, severity: str, stage: str, milestone: str | None = None) -> tuple[Decimal, str]:
    rows = [
        row
        for row in DEADLINES["rows"]
        if row["stage"] == stage
        and row.get("milestone") == milestone
        and row["severity"] in (severity, "any")
        and matches(row["category"], code)
    ]
    row = max(rows, key=lambda row: (exactness(row["category"]), row["severity"] != "any"))
    return Decimal(str(row["amount"])), row["unit"]


# Categories


def test_the_national_list_holds_153_components_and_250_matters() -> None:
    kinds = Counter(kind for kind, _ in entries(LISTS[NATIONAL]))
    assert kinds == {"component": 153, "matter": 250}
    listed = Counter(entry["class"] for entry in LISTS[NATIONAL]["matters"])
    assert listed == {"06": 51, "07": 7, "08": 16, "09": 21, "10": 2}
    owned = Counter(entry["class"] for entry in LISTS[NATIONAL]["components"])
    assert owned == {"01": 76, "02": 44, "03": 16, "04": 14, "05": 3}


def test_the_local_extension_has_about_forty_entries_marked_local() -> None:
    assert LISTS[LOCAL]["local"] is True
    assert 40 <= len(LISTS[LOCAL]["matters"]) <= 60
    assert not any(LISTS[standard]["local"] for standard in (NATIONAL, OLD, LEGACY))


def test_standard_kind_and_code_together_are_unique() -> None:
    doubled = [key for key, times in Counter(key for key, _ in EVERY).items() if times > 1]
    assert doubled == []


def test_a_component_and_its_problem_share_the_code() -> None:
    assert BY_KEY[NATIONAL, "component", "01001"]["zh"] == "供水井盖"
    assert BY_KEY[NATIONAL, "matter", "01001"]["zh"] == "供水井盖异常"


def test_local_codes_never_meet_national_ones() -> None:
    assert max(Counter(CURRENT).values()) == 1


@pytest.mark.parametrize("standard", sorted(LISTS))
def test_codes_have_the_form_of_their_list_and_stand_in_a_known_class(standard: str) -> None:
    content = LISTS[standard]
    classes = {entry["code"]: entry["kinds"] for entry in content["classes"]}
    for kind, entry in entries(content):
        assert re.fullmatch(content["code_form"], entry["code"]), entry
        assert entry["class"] == entry["code"][:2], entry
        assert kind in classes[entry["class"]], entry
    assert not {entry["code"] for _, entry in entries(content)} & set(content.get("absent", []))


def test_every_category_and_class_has_a_chinese_and_an_english_name() -> None:
    named = [entry for _, entry in EVERY]
    named += [entry for content in LISTS.values() for entry in content["classes"]]
    named += [content["name"] for content in LISTS.values()]
    named += [entry["plain"] for entry in named if "plain" in entry]
    for entry in named:
        assert re.search(r"[\u4e00-\u9fff]", entry["zh"]), entry
        assert re.fullmatch(r"[A-Z0-9][\x20-\x7e]*", entry["en"]), entry


def test_residents_find_plain_words_and_search_words() -> None:
    listed = [*LISTS[NATIONAL]["matters"], *LISTS[LOCAL]["matters"]]
    problems = [entry["problem"] for entry in LISTS[NATIONAL]["components"] if "problem" in entry]
    assert len(listed) + len(problems) >= 60
    for entry in [*listed, *problems]:
        assert entry["plain"], entry
        for language in ("zh", "en"):
            words = entry["words"][language]
            assert words, entry
            assert all(isinstance(word, str) and word for word in words), entry
            assert len(words) == len(set(words)), entry


def test_dangerous_matters_are_flagged_urgent_and_harmless_ones_are_not() -> None:
    urgent = {key[2] for key, entry in EVERY if entry.get("urgent")}
    assert {"01001", "09012", "10002", "51010", "57002", "57004"} <= urgent
    assert not {"06010", "06042", "07001", "56004", "58099"} & urgent


@pytest.mark.parametrize(
    ("old", "new"),
    [("0110", "06010"), ("0136", "06036"), ("0203", "07003"), ("0311", "08011"), ("0405", "09005")],
)
def test_a_stated_old_code_leads_to_its_successor_and_the_rule_agrees(old: str, new: str) -> None:
    stated = BY_KEY[OLD, "matter", old]["successor"]
    assert stated == {"standard": NATIONAL, "kind": "matter", "code": new}
    assert successor(old) == new
    rule = LISTS[OLD]["crosswalk"]
    assert rule["classes"][old[:2]] + old[2:].zfill(rule["item_digits"]) == new


@pytest.mark.parametrize("old", ["0198", "0199", "0298", "2101", "2110", "0501", "0131", "0177", "9901"])
def test_local_retired_and_unknown_old_codes_have_no_successor(old: str) -> None:
    assert successor(old) is None


def test_every_successor_exists() -> None:
    for _, entry in EVERY:
        if "successor" in entry:
            new = entry["successor"]
            assert (new["standard"], new["kind"], new["code"]) in BY_KEY, entry


def test_ambiguous_old_lists_are_refused_without_their_version() -> None:
    needing = {standard for standard, content in LISTS.items() if content["requires_source_version"]}
    assert needing == {OLD, LEGACY}
    assert BY_KEY[LEGACY, "matter", "0110"]["successor"]["code"] != successor("0110")


# Deadlines


def test_every_deadline_names_a_known_stage_unit_severity_source_and_category() -> None:
    for row in DEADLINES["rows"]:
        assert set(row) <= {
            "category", "severity", "area", "stage", "amount", "unit", "source", "milestone", "valid_from",
        }  # fmt: skip
        assert row["stage"] in DEADLINES["stages"], row
        assert row["unit"] in DEADLINES["units"], row
        assert row["source"] in DEADLINES["sources"], row
        assert row["severity"] in [*DEADLINES["severities"], "any"], row
        assert row.get("milestone") is None or row["milestone"] in DEADLINES["milestones"], row
        assert any(matches(row["category"], code) for code in CURRENT), row


def test_every_deadline_is_a_whole_number_of_minutes_or_days() -> None:
    for row in DEADLINES["rows"]:
        amount = Decimal(str(row["amount"])) * (60 if row["unit"].endswith("hours") else 1)
        assert amount > 0, row
        assert amount == amount.to_integral_value(), row


def test_no_two_deadline_rows_speak_for_the_same_thing() -> None:
    keys = Counter(
        (row["category"], row["severity"], row["area"], row["stage"], row.get("milestone"))
        for row in DEADLINES["rows"]
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_stage_has_a_limit_for_anything_anywhere() -> None:
    anything = {
        row["stage"]
        for row in DEADLINES["rows"]
        if (row["category"], row["severity"], row["area"]) == ("any", "any", "any")
    }
    assert anything == set(DEADLINES["stages"])


@pytest.mark.parametrize(
    ("code", "severity", "stage", "expected"),
    [
        ("06010", "ordinary", "handle", (4, "work_hours")),
        ("06012", "ordinary", "handle", (2, "work_hours")),
        ("06012", "complex", "handle", (5, "work_hours")),
        ("06011", "complex", "handle", (4, "work_days")),
        ("06025", "ordinary", "handle", (15, "work_days")),
        ("57001", "ordinary", "handle", (4, "work_hours")),
        ("04002", "ordinary", "handle", (5, "work_days")),
        ("54001", "ordinary", "handle", (24, "clock_hours")),
        ("06027", "ordinary", "handle", (7, "calendar_days")),
        ("06027", "complex", "handle", (15, "calendar_days")),
        ("06010", "ordinary", "dispatch", (Decimal("0.5"), "work_hours")),
        ("06010", "complex", "call_back", (2, "work_days")),
    ],
)
def test_the_limits_of_the_reference_hold(
    code: str, severity: str, stage: str, expected: tuple[Decimal | int, str]
) -> None:
    assert limit(code, severity, stage) == expected


def test_illegal_building_has_its_three_milestones() -> None:
    found = [limit("06001", "ordinary", "handle", step) for step in ("stop", "penalty", "demolish")]
    assert found == [(4, "work_hours"), (7, "work_days"), (20, "work_days")]


def test_an_urgent_matter_runs_round_the_clock_until_it_is_checked() -> None:
    stepwise = {"06001", "08016"}
    for code in set(CURRENT) - stepwise:
        for stage in ("confirm", "file", "dispatch", "sign", "handle", "check"):
            assert limit(code, "urgent", stage)[1] == "clock_hours", (code, stage)
        assert limit(code, "urgent", "handle")[0] <= 24, code


# Organisations


def test_every_unit_has_a_short_unique_path_under_a_known_parent_and_both_names() -> None:
    seen: set[str] = set()
    for unit in ORGANISATIONS["units"]:
        path = unit["path"]
        assert re.fullmatch(r"[a-z][a-z0-9]*(/[a-z][a-z0-9]*)*", path), unit
        assert path not in seen, unit
        assert "/" not in path or path.rpartition("/")[0] in seen, unit
        seen.add(path)
    for unit in [*ORGANISATIONS["units"], *ORGANISATIONS["templates"]]:
        assert unit["kind"] in ORGANISATIONS["kinds"], unit
        assert unit["line"] in ORGANISATIONS["lines"], unit
        assert unit["zh"], unit
        assert unit["en"], unit
        assert unit["duty"]["zh"], unit
        assert unit["duty"]["en"], unit


def test_territorial_templates_hang_under_each_other() -> None:
    known = {""}
    for template in ORGANISATIONS["templates"]:
        assert template["under"] in known
        known.add(template["territorial"])
    assert known == {"", "subdistrict", "community", "property"}


# Duties

# Rows that hold at any time; a row with a `when` stands beside the one for all other times.
PATTERNS = [pattern for duty in DUTIES["duties"] if "when" not in duty for pattern in duty["categories"]]


def test_every_owner_in_the_duty_directory_exists() -> None:
    units = {unit["path"] for unit in ORGANISATIONS["units"]}
    territorial = {template["territorial"] for template in ORGANISATIONS["templates"]}
    for duty in DUTIES["duties"]:
        owners = [duty["lead"], *duty["assists"]]
        for owner in owners:
            assert len(owner) == 1, duty
            assert owner.get("unit") in units or owner.get("territorial") in territorial, duty
        assert len({tuple(owner.items()) for owner in owners}) == len(owners), duty
        assert duty["lead"] != {"territorial": "property"}, duty


def test_every_matter_resolves_to_exactly_one_most_specific_duty() -> None:
    assert len(CURRENT) == 250 + len(LISTS[LOCAL]["matters"])
    for code in CURRENT:
        best = most_exact(PATTERNS, code)
        assert len(best) == 1, (code, best)
        assert best != ["any"], code


def test_every_pattern_of_the_directory_meets_a_matter_and_stands_once() -> None:
    assert [pattern for pattern, times in Counter(PATTERNS).items() if times > 1] == []
    for pattern in PATTERNS:
        assert any(matches(pattern, code) for code in CURRENT), pattern


def test_what_holds_at_times_stands_beside_what_holds_at_all_others() -> None:
    at_times = [duty for duty in DUTIES["duties"] if "when" in duty]
    assert at_times
    for duty in at_times:
        assert set(duty["categories"]) <= set(PATTERNS), duty
        assert not duty.get("fallback"), duty


def test_there_is_exactly_one_fallback_and_it_catches_anything() -> None:
    caught = [duty["categories"] for duty in DUTIES["duties"] if duty.get("fallback")]
    assert caught == [["any"]]
    assert most_exact(PATTERNS, "99999") == ["any"]


def test_every_duty_names_its_principle_and_its_legal_basis() -> None:
    assert len({duty["key"] for duty in DUTIES["duties"]}) == len(DUTIES["duties"])
    for duty in DUTIES["duties"]:
        assert duty["principle"] in DUTIES["principles"], duty
        assert duty["basis"], duty
        assert set(duty["basis"]) <= set(DUTIES["laws"]), duty
        assert duty["zh"], duty
        assert duty["en"], duty
    used = {law for duty in DUTIES["duties"] for law in duty["basis"]}
    assert used == set(DUTIES["laws"])
    for source in [*DUTIES["principles"].values(), *DUTIES["laws"].values()]:
        assert source["mark"] in {"S", "2", "M", "I"}


def test_components_go_to_their_owner_first_and_other_matters_do_not() -> None:
    by_pattern = {pattern: duty for duty in DUTIES["duties"] for pattern in duty["categories"]}
    for code in CURRENT:
        duty = by_pattern[most_exact(PATTERNS, code)[0]]
        assert (duty["principle"] == "owner_first") == (code[:2] <= "05"), (code, duty["key"])
