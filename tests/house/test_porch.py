"""The house itself: who may import what, which verbs go through the door, which fields have a class."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from happiness_cloud.ledger.classes import personal

PACKAGE = settings.PACKAGE
ROOMS = [room for room in settings.ROOMS if room != "interfaces"]
PORCH = {"actions", "queries", "events", "terms", "rights"}
# The ground floor is furniture, not a neighbour: its door, scope and vault are for everybody.
GROUND = {"ledger", "facade"}
# Names that would say of a person who it is or how to reach it.
TELLING = (
    "name",
    "phone",
    "mail",
    "text",
    "words",
    "address",
    "password",
    "secret",
    "lon",
    "lat",
    "account_id",
)


def _imports(file: Path) -> list[str]:
    package = ["happiness_cloud", *file.relative_to(PACKAGE).parts[:-1]]
    found: list[str] = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            head = ".".join([*base, *([node.module] if node.module else [])])
            found += [f"{head}.{one.name}" for one in node.names]
    return [one for one in found if one.startswith("happiness_cloud.")]


def _files(room: str) -> list[Path]:
    return [one for one in (PACKAGE / room).rglob("*.py") if "migrations" not in one.parts]


@pytest.mark.parametrize("room", settings.ROOMS)
def test_a_room_enters_another_only_by_its_porch(room: str) -> None:
    trespasses = []
    for file in _files(room):
        for name in _imports(file):
            parts = name.split(".")
            other = parts[1]
            if other in (room, "kernel", "settings", "__version__") or other in GROUND or len(parts) < 3:
                continue
            if parts[2] not in PORCH and not (
                room == "interfaces" and parts[2] in ("pages", "api", "sheets")
            ):
                trespasses.append(f"{file.relative_to(PACKAGE)}: {name}")
    assert trespasses == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_verb_and_read_goes_through_the_door(room: str) -> None:
    beside = []
    for kind in ("actions", "queries"):
        if not (PACKAGE / room / kind).is_dir():
            continue
        module = importlib.import_module(f"happiness_cloud.{room}.{kind}")
        for name in getattr(module, "__all__", ()):
            one = getattr(module, name)
            if inspect.isfunction(one) and not hasattr(one, "__door__"):
                beside.append(f"{room}.{kind}.{name}")
    assert sorted(set(beside) - KNOWN_BESIDE) == []


# Functions that decide nothing and read nothing of anybody: each with its reason.
KNOWN_BESIDE = {
    "accounts.actions.count_try",  # counts under a keyed hash, inside the verb of another room
    "cases.queries.token_of",  # computes a secret from a key; reads no row
    "cases.queries.link_of",  # the same, as an address
    "cases.queries.community_of",  # shortens a path; reads no row
    "cases.queries.bearer",  # turns a link into a capability; what it opens goes through the door
    "cases.queries.holder",  # the same for a partner's link
    "files.queries.can_suggest",  # whether a library is installed; reads no row
    "places.queries.forget",  # empties what this process holds in memory
    "institution.queries.forget",
}


def test_every_telling_field_has_a_data_class() -> None:
    classed = personal()
    bare = []
    for model in apps.get_models():
        if not model.__module__.startswith("happiness_cloud."):
            continue
        for field in model._meta.concrete_fields:
            key = f"{model._meta.app_label}.{model._meta.object_name}.{field.name}"
            last = field.name.split("_")
            if any(word in last for word in TELLING) and key not in classed and key not in NOT_OF_PERSONS:
                bare.append(key)
    assert bare == []


def test_no_class_is_given_to_a_field_that_is_not_there() -> None:
    there = {
        f"{model._meta.app_label}.{model._meta.object_name}.{name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }
    assert sorted(set(personal()) - there) == []


NOT_OF_PERSONS = {
    "places.Area.name_zh",
    "places.Area.name_en",
    "places.Building.name",
    "places.Area.centre_lon",
    "places.Area.centre_lat",
    "places.Building.centre_lon",
    "places.Building.centre_lat",
    "accounts.Account.must_change_password",
    "cases.Mark.name",  # which reading
    "cases.SavedView.name",  # a word for a filter
    "cases.Case.lon",  # a matter's place, shown by scope; told apart from its reporter
    "cases.Case.lat",
    "institution.Organisation.name_zh",
    "institution.Organisation.name_en",
    "accounts.Key.name",
}


def test_no_file_is_longer_than_the_house_allows() -> None:
    long = [
        f"{file.relative_to(PACKAGE)} {lines}"
        for file in PACKAGE.rglob("*.py")
        if "migrations" not in file.parts and (lines := len(file.read_text().splitlines())) > 400
    ]
    assert long == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = {
        "utils",
        "util",
        "helpers",
        "helper",
        "common",
        "misc",
        "manager",
        "managers",
        "service",
        "services",
    }
    assert [str(one) for one in PACKAGE.rglob("*.py") if one.stem in empty] == []
