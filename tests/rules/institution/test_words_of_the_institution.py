"""Every code has its sentence, and every sentence its Chinese."""

from __future__ import annotations

import re
from pathlib import Path

from tests.rules.institution.offices import REFERENCE

import happiness_cloud.institution
from happiness_cloud.institution import terms
from happiness_cloud.institution.rules import deadlines, pack

ROOM = Path(happiness_cloud.institution.__file__).parent
SPECIAL = {"institution.read", "institution.edit", "institution.publish"}
BUILT = {
    "institution.route_inside_hours",
    "institution.route_outside_hours",
    "institution.pack_bad_amount",
    "institution.pack_half_day",
}


def codes_in_rules():
    found = set(BUILT)
    for file in (ROOM / "rules").glob("*.py"):
        text = file.read_text()
        found |= set(re.findall(r'"(institution\.[a-z_]+)"', text))
        found |= {f"institution.{code}" for code in re.findall(r'findings\.add\(\s*"([a-z_]+)"', text)}
        found |= {f"institution.{code}" for code in re.findall(r'"(unknown_[a-z_]+)"', text)}
    return found - SPECIAL


def test_every_code_of_the_rules_has_a_sentence_and_none_is_left_over():
    assert codes_in_rules() <= set(terms.SENTENCES)
    unused = {code for code in set(terms.SENTENCES) - codes_in_rules() if not used_elsewhere(code)}
    assert unused == set()


def used_elsewhere(code):
    return any(
        code in file.read_text()
        for file in ROOM.rglob("*.py")
        if file.name != "terms.py" and "rules" not in file.parts
    )


def test_the_labels_are_those_of_the_rules():
    assert tuple(terms.STAGES) == pack.STAGES
    assert tuple(terms.UNITS) == deadlines.UNITS
    assert tuple(terms.LIGHTS) == deadlines.LIGHTS
    assert tuple(terms.INDICATORS) == pack.INDICATORS


def test_a_pack_only_names_positions_that_the_reference_has():
    known = set(re.findall(r"- key: (\w+)", (REFERENCE / "positions.yaml").read_text()))
    assert set(pack.ROLES) <= known


def test_every_english_word_has_its_chinese_and_the_same_places_for_facts():
    text = (ROOM / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").read_text()
    assert "fuzzy" not in text
    pairs = dict(re.findall(r'msgid "(.+)"\nmsgstr "(.*)"', text))
    source = (ROOM / "terms.py").read_text()
    cut = re.findall(r'_\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)', source)
    words = {"".join(re.findall(r'"((?:[^"\\]|\\.)*)"', one)) for one in cut}
    assert words <= set(pairs)
    for english in words:
        chinese = pairs[english]
        assert re.search(r"[\u4e00-\u9fff]", chinese), english
        assert set(re.findall(r"%\(\w+\)s", chinese)) <= set(re.findall(r"%\(\w+\)s", english)), english
