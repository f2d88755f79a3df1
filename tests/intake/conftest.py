from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from happiness_cloud.institution import actions as institution
from happiness_cloud.institution import queries as institution_queries
from happiness_cloud.interfaces.intake import bring, bring_areas
from happiness_cloud.kernel.access import house
from happiness_cloud.places import queries as place_queries

SAMPLES = Path(__file__).parent / "samples"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def _reference(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The shipped rules, loaded once for the tests of a file and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        institution.load_reference(house("tests", "institution.publish"))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def rules(_reference: None, db: None) -> Iterator[None]:
    """The shipped rules, in an otherwise empty house; sentences in English."""
    institution_queries.forget()
    place_queries.forget()
    with translation.override("en"):
        yield
    institution_queries.forget()
    place_queries.forget()


def build_town() -> None:
    """The district 云湖区 with two streets, and its units."""
    bring_areas(SAMPLES / "areas.geojson", kind="subdistrict", root="990106:云湖区")


@pytest.fixture
def town(rules: None) -> None:
    """云湖区 stands: 东湖街道 west of 114.31, 西山街道 east of it."""
    build_town()


@pytest.fixture
def bring_calls(town: None, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Bring in a sample file with its mapping; rejected rows go to `tmp_path`."""

    def brought(name: str = "calls.csv", mapping: str = "calls.yaml", **params: Any) -> dict[str, Any]:
        file = Path(name) if Path(name).is_absolute() else SAMPLES / name
        params.setdefault("rejected", tmp_path / f"no{'.xlsx' if file.suffix == '.xlsx' else '.csv'}")
        return bring(file, SAMPLES / mapping, **params)

    return brought


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def shared() -> Path:
    """The real data, which is no part of the project; the test says so when it is not there."""
    if not SHARED.is_dir():
        pytest.skip("real data is not here: ../shared/data is absent")
    return SHARED
