"""Loading the shipped rules: complete, idempotent, and respectful of what the district published itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from happiness_cloud.institution import actions, queries
from happiness_cloud.institution.actions.load_reference import SHIPPED
from happiness_cloud.institution.models import Content, Edition
from happiness_cloud.kernel.access import Actor, Grant
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound
from happiness_cloud.ledger.models import Entry

from .cast import HOUSE, NOBODY

pytestmark = pytest.mark.django_db


def edited(tmp_path: Path, name: str, old: str, new: str) -> str:
    """A copy of the shipped folder with one file changed."""
    folder = tmp_path / "reference"
    shutil.copytree(SHIPPED, folder)
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(folder)


def test_loading_twice_changes_nothing(db: None) -> None:
    actions.load_reference(HOUSE)
    before = (list(Content.objects.order_by("id").values_list("id", "edition")), Edition.objects.get().stamp)
    again = actions.load_reference(HOUSE)
    assert (again.stored, again.kept, again.edition) == ([], [], 0)
    assert again.unchanged == len(before[0]) == len(list(SHIPPED.rglob("*.yaml")))
    assert (
        list(Content.objects.order_by("id").values_list("id", "edition")),
        Edition.objects.get().stamp,
    ) == before


def test_a_load_is_written_into_the_book(db: None) -> None:
    actions.load_reference(HOUSE)
    entry = Entry.objects.filter(verb="institution.load_reference").get()
    assert "pack/yunhu" in entry.facts["stored"]


def test_a_file_that_changed_becomes_a_new_version(rules: None, tmp_path: Path) -> None:
    folder = edited(tmp_path, "practice.yaml", "not_our_area:", "not_our_place:")
    done = actions.load_reference(HOUSE, folder=folder)
    assert done.stored == ["practice/practice"]
    assert "not_our_place" in queries.rulebook(HOUSE).return_reasons()
    assert sorted(Content.objects.filter(kind="practice").values_list("number", flat=True)) == [1, 2]


def test_what_the_district_published_is_not_overwritten_by_a_release(rules: None, tmp_path: Path) -> None:
    text = (SHIPPED / "practice.yaml").read_text(encoding="utf-8").replace("not_our_area:", "elsewhere:")
    actions.publish(HOUSE, kind="practice", body=text)
    folder = edited(tmp_path, "practice.yaml", "not_our_area:", "from_the_release:")
    done = actions.load_reference(HOUSE, folder=folder)
    assert (done.stored, done.kept) == ([], ["practice/practice"])
    assert "elsewhere" in queries.rulebook(HOUSE).return_reasons()


def test_one_wrong_file_keeps_the_whole_load_out(db: None, tmp_path: Path) -> None:
    folder = edited(tmp_path, "deadlines.yaml", "stage: confirm, amount: 2", "stage: confirn, amount: 2")
    with pytest.raises(Invalid) as refused:
        actions.load_reference(HOUSE, folder=folder)
    finding = refused.value.facts["findings"][0]
    assert (finding["code"], finding["file"], finding["mend"]) == (
        "institution.unknown_word",
        "deadlines.yaml",
        "confirm",
    )
    lines = Path(folder, "deadlines.yaml").read_text(encoding="utf-8").splitlines()
    assert "confirn" in lines[finding["line"] - 1]
    assert not Content.objects.exists()


def test_only_who_may_publish_loads(db: None) -> None:
    for actor in (NOBODY, Actor("account:1", "staff", (Grant("institution.publish", "/990106/"),))):
        with pytest.raises(Denied):
            actions.load_reference(actor)


def test_before_anything_is_loaded_the_rulebook_says_so(db: None) -> None:
    with pytest.raises(NotFound) as refused:
        queries.rulebook(HOUSE)
    assert refused.value.code == "institution.not_loaded"
