"""The sample matters are plausible: every state, legal ways, points inside, words that differ."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from importlib import resources
from itertools import pairwise

import pytest
import yaml
from shapely import prepare
from shapely.geometry import Point, Polygon

from happiness_cloud.cases.rules import lifecycle
from happiness_cloud.interfaces.demo.geometry import areas
from happiness_cloud.interfaces.demo.matters import MatterSpec, matters
from happiness_cloud.interfaces.demo.names import book
from happiness_cloud.interfaces.demo.people import cast, residents, staff
from happiness_cloud.interfaces.demo.pictures import KINDS, picture
from happiness_cloud.interfaces.demo.world import ZONE
from happiness_cloud.kernel.text import masked, personal

UNTIL = datetime(2026, 11, 22, 15, 30, tzinfo=ZONE)
SHOWN = (
    "answer", "refuse", "not_found", "merge", "send_back", "dispute", "adjudicate", "contact", "note",
    "ask", "reply", "suspend", "resume", "ask_extension", "decide_extension", "whistle", "arrive",
    "hand_up", "take", "handle", "verify", "rework", "call_back", "rate", "close", "reopen", "urge",
    "supervise", "void",
)  # fmt: skip
MOBILE = re.compile(r"^1[3-9]\d{9}$")


@pytest.fixture(scope="module")
def sample() -> list[MatterSpec]:
    return list(matters(7, "small", UNTIL))


def test_the_small_district_has_1500_matters_of_90_days(sample: list[MatterSpec]) -> None:
    assert [one.serial for one in sample] == list(range(1, 1501))
    assert all(UNTIL - timedelta(days=90) <= one.reported_at < UNTIL for one in sample)
    assert [one.reported_at for one in sample] == sorted(one.reported_at for one in sample)
    days = Counter((one.reported_at.date(), one.day_serial) for one in sample)
    assert max(days.values()) == 1
    assert len({one.reported_at.date() for one in sample}) >= 90


@pytest.mark.parametrize(
    ("seed", "until"), [(1, UNTIL), (2, UNTIL), (7, datetime(2026, 8, 3, 3, 5, tzinfo=ZONE))]
)
def test_every_state_is_reached_whatever_the_seed_and_the_hour(seed: int, until: datetime) -> None:
    assert {one.state for one in matters(seed, "small", until)} == set(lifecycle.STATES)


def test_every_story_is_a_legal_walk_that_ends_in_its_state(sample: list[MatterSpec]) -> None:
    for one in sample:
        state, back = "", ""
        for step in one.story:
            before, state = state, lifecycle.after(state, step.verb, back=back)
            if step.verb in ("ask", "suspend"):
                back = before
        assert state == one.state, [step.verb for step in one.story]


def test_every_move_that_residents_and_staff_make_is_shown() -> None:
    verbs = {step.verb for one in matters(7, "small", UNTIL) for step in one.story}
    for verb in SHOWN:
        assert verb in verbs


def test_steps_come_one_after_another_and_none_after_the_end(sample: list[MatterSpec]) -> None:
    for one in sample:
        moments = [step.at for step in one.story]
        assert moments[0] == one.reported_at
        assert all(a < b for a, b in pairwise(moments)), one
        assert moments[-1] < UNTIL


def test_old_matters_are_worked_on_in_working_hours(sample: list[MatterSpec]) -> None:
    old = [step for one in sample[:900] for step in one.story if step.verb == "sign"]
    inside = [step for step in old if 8 <= step.at.hour <= 18 and step.at.weekday() < 6]
    assert len(inside) >= 0.98 * len(old)


def test_every_point_lies_inside_its_grid(sample: list[MatterSpec]) -> None:
    shapes = {area.path: Polygon(area.polygon[0]) for area in areas(7, "small") if area.kind == "grid"}
    for shape in shapes.values():
        prepare(shape)
    assert all(shapes[one.grid_path].contains(Point(one.lon, one.lat)) for one in sample)
    assert {one.grid_path for one in sample} == set(shapes)


def test_texts_hardly_repeat(sample: list[MatterSpec]) -> None:
    assert len({one.text for one in sample}) >= 0.98 * len(sample)
    assert all("{" not in one.text + one.title and "[" not in one.text + one.title for one in sample)
    assert {one.language for one in sample} == {"zh", "en"}


def test_numbers_in_texts_are_fictional_and_can_be_masked(sample: list[MatterSpec]) -> None:
    kinds: Counter[str] = Counter()
    for one in sample:
        for found in personal(one.text):
            kinds[found.kind] += 1
            number = one.text[found.start : found.end]
            assert number.startswith("1990000" if found.kind == "phone" else "云Y·0"), number
            assert number not in masked(one.text)
        assert not one.reporter.phone or MOBILE.match(one.reporter.phone)
    assert kinds.keys() == {"phone", "plate"}


def test_repeated_reports_point_to_an_earlier_matter_of_the_same_kind(sample: list[MatterSpec]) -> None:
    repeats = [one for one in sample if one.same_as]
    assert 30 <= len(repeats) <= 250
    for one in repeats:
        first = sample[one.same_as - 1]
        assert first.serial < one.serial
        assert (first.category, first.grid_path, first.same_as) == (one.category, one.grid_path, 0)
        joined = [step for step in one.story if step.verb == "merge"]
        assert all(step.facts == {"master": first.serial} for step in joined)
        ending = [
            step.at for step in first.story if step.verb in ("close", "answer", "refuse", "not_found", "void")
        ]
        assert all(step.at < ending[0] for step in joined if ending)


def test_more_is_reported_by_day_than_by_night(sample: list[MatterSpec]) -> None:
    hours = Counter(one.reported_at.hour for one in sample)
    assert sum(hours[h] for h in range(7, 12)) > 4 * sum(hours[h] for h in range(6))


def test_only_known_residents_rate_and_answer(sample: list[MatterSpec]) -> None:
    for one in sample:
        if any(step.verb in ("rate", "reply", "reopen", "ask") for step in one.story):
            assert one.reporter.phone, one


def test_categories_exist_in_the_reference(sample: list[MatterSpec]) -> None:
    known = set()
    folder = resources.files("happiness_cloud.institution").joinpath("reference/categories")
    for file in folder.iterdir():
        content = yaml.safe_load(file.read_text("utf-8"))
        for kind in ("components", "matters"):
            known |= {(content["standard"], row["code"]) for row in content.get(kind) or ()}
    assert {(one.standard, one.category) for one in sample} <= known


def test_leads_are_those_of_the_duty_directory() -> None:
    file = resources.files("happiness_cloud.institution").joinpath("reference/duties.yaml")
    exact = {
        str(pattern): row["lead"]
        for row in yaml.safe_load(file.read_text("utf-8"))["duties"]
        for pattern in row["categories"]
        # What holds at some hours only leads then; the words are told for all the others.
        if "when" not in row
    }
    for row in book("texts")["categories"]:
        lead = exact.get(row["code"])
        if lead:
            assert row["lead"] == lead.get("unit", f"@{lead.get('territorial')}"), row["code"]


def test_every_dispatch_names_the_unit_that_leads(sample: list[MatterSpec]) -> None:
    units = {one.unit for one in staff(7, "small")}
    leads = [
        step.facts["lead"] for one in sample for step in one.story if step.verb in ("dispatch", "adjudicate")
    ]
    assert set(leads) <= units
    assert "/yunhu/cgj/sz2/" in leads


def test_the_cast_is_there_and_user_names_are_unique() -> None:
    names = {one.name_zh for one in cast()}
    assert {
        "林晓燕",
        "赵国强",
        "孙建军",
        "何丽",
        "周敏",
        "吴波",
        "郑洁",
        "王磊",
        "李娜",
        "钱进",
        "冯静",
        "唐宁",
        "罗刚",
    } == names
    everybody = list(staff(7, "small"))
    assert len({one.user_name for one in everybody}) == len(everybody)
    assert {one.area for one in everybody if one.position == "grid_worker"} == {
        area.path for area in areas(7, "small") if area.kind == "grid"
    }
    lin, he = (next(one for one in everybody if one.name_zh == name) for name in ("林晓燕", "何丽"))
    assert lin.area[:16] != he.area[:16]
    assert residents(7)[72].name == "陈桂兰"


def test_every_topic_has_a_picture() -> None:
    assert {row["picture"] for row in book("texts")["categories"]} <= set(KINDS)
    before, after = picture("road"), picture("road", after=True)
    assert before[:3] == after[:3] == b"\xff\xd8\xff"
    assert before == picture("road")
    assert before != after
