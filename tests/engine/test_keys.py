"""The operator's secrets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from happiness_cloud.interfaces.engine.errors import EngineError
from happiness_cloud.interfaces.engine.keys import NAMES, secrets


def test_secrets_are_made_once_and_only_the_owner_reads_them(empty: Path) -> None:
    made = secrets(empty / "cloud")
    assert set(made) == set(NAMES)
    assert len(set(made.values())) == len(NAMES)
    assert all(len(value) == 64 for value in made.values())
    assert secrets(empty / "cloud") == made
    file = empty / "cloud" / "keys" / "secrets.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert os.listdir(file.parent) == ["secrets.json"]


def test_two_installations_have_different_secrets(empty: Path) -> None:
    first, second = secrets(empty / "one"), secrets(empty / "two")
    assert not set(first.values()) & set(second.values())


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"link_secret": "short"}', '{"django_secret_key": null}'])
def test_broken_keys_are_refused_and_not_replaced(empty: Path, broken: str) -> None:
    secrets(empty)
    file = empty / "keys" / "secrets.json"
    file.write_text(broken)
    with pytest.raises(EngineError, match="Restore the file from a backup"):
        secrets(empty)
    assert file.read_text() == broken


def test_the_refusal_does_not_tell_the_keys(empty: Path) -> None:
    made = secrets(empty)
    file = empty / "keys" / "secrets.json"
    file.write_text(file.read_text()[:-3])
    with pytest.raises(EngineError) as refused:
        secrets(empty)
    told = f"{refused.value!r} {refused.value} {refused.value.facts} {refused.value.__cause__!r}"
    assert not any(value in told for value in made.values())


def test_missing_keys_beside_a_database_are_refused(empty: Path) -> None:
    (empty / "pg").mkdir()
    (empty / "pg" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EngineError) as refused:
        secrets(empty)
    assert refused.value.code == "engine.keys_missing"
    assert os.listdir(empty / "keys") == []
