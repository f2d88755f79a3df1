from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def shared() -> Path:
    """The real data, which is no part of the project; the test says so when it is not there."""
    if not SHARED.is_dir():
        pytest.skip("real data is not here: ../shared/data is absent")
    return SHARED
