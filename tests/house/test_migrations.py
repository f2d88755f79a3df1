"""The tables are what the models say."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_model_has_moved_on_from_its_migrations(capsys: pytest.CaptureFixture[str]) -> None:
    behind = False
    try:
        call_command("makemigrations", "--check", "--dry-run", "--verbosity", "2")
    except SystemExit:
        behind = True
    assert not behind, capsys.readouterr().out
