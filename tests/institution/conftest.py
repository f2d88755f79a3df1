"""A district of two subdistricts, founded from the shipped reference content."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.utils import translation

from happiness_cloud.institution import actions, queries
from happiness_cloud.institution.models import Content, Edition

from .cast import AREAS, HOUSE

_shipped: list[Content] = []


@pytest.fixture(autouse=True)
def _a_fresh_look() -> Iterator[None]:
    queries.forget()
    with translation.override("zh-hans"):
        yield
    queries.forget()


@pytest.fixture
def rules(db: object) -> None:
    """The shipped rules: loaded the first time, laid back as they were then afterwards."""
    if not _shipped:
        actions.load_reference(HOUSE)
        _shipped.extend(Content.objects.all())
        return
    Content.objects.bulk_create(_shipped)
    Edition.objects.create(pk=1, number=1, stamp=uuid.uuid4())


@pytest.fixture
def district(rules: None) -> None:
    """The units of the small district."""
    actions.found_district(HOUSE, areas=AREAS, root_segment="yunhu")
