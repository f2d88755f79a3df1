"""The OpenAPI document: complete, and changed only on purpose."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

KEPT = Path(__file__).with_name("openapi.json")
REFRESH = "HAPPINESS_REFRESH=1 .venv/bin/pytest tests/doors/test_api_document.py"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """As it is served."""
    return Client().get("/api/v1/openapi.json").json()


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_the_one_that_was_agreed(document: dict[str, Any]) -> None:
    told = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("HAPPINESS_REFRESH"):
        KEPT.write_text(told)
    same = KEPT.exists() and KEPT.read_text() == told
    assert same, f"The API has changed. If that is wanted, look at the difference after: {REFRESH}"


def test_it_is_openapi_three_one(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert set(document["components"]["securitySchemes"]) == {"key", "session"}


def test_every_address_is_described(document: dict[str, Any]) -> None:
    tags = {one["name"] for one in document["tags"]}
    seen = set()
    for path, _method, operation in _operations(document):
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["security"], path
        assert set(operation["tags"]) <= tags, path
        assert operation["operationId"] not in seen
        seen.add(operation["operationId"])
    assert len(seen) >= 60


def test_every_address_tells_its_answers_and_its_refusals(document: dict[str, Any]) -> None:
    for path, method, operation in _operations(document):
        good = [told for code, told in operation["responses"].items() if code.startswith("2")]
        assert good, path
        assert all("content" in told for told in good), path
        needed = {"401", "404", "422", "503"} | (
            {"400", "403", "409", "413", "415", "429"} if method == "post" else set()
        )
        assert needed <= set(operation["responses"]), path
        assert operation["responses"]["422"] == {"$ref": "#/components/responses/Refused422"}
    for told in document["components"]["responses"].values():
        assert list(told["content"]) == ["application/problem+json"]


def test_no_reference_points_at_nothing(document: dict[str, Any]) -> None:
    there = {f"#/components/{kind}/{name}" for kind, held in document["components"].items() for name in held}
    found = []

    def walk(told: Any) -> None:
        if isinstance(told, dict):
            if "$ref" in told:
                found.append(told["$ref"])
            for one in told.values():
                walk(one)
        elif isinstance(told, list):
            for one in told:
                walk(one)

    walk(document)
    assert found
    assert set(found) <= there


def test_examples_fit_their_own_schema(document: dict[str, Any]) -> None:
    from happiness_cloud.cases.api._asked import FIELDS, VERBS, body_of

    for verb, asked in VERBS.items():
        sample = {name: FIELDS[name][1].get("examples", [True])[0] for name in (*asked.must, *asked.may)}
        body_of(verb).model_validate(sample)


def test_only_the_open_addresses_ask_for_nobody(document: dict[str, Any]) -> None:
    anybody = {path for path, _method, told in _operations(document) if {} in told["security"]}
    assert {path for path in anybody if path.startswith("/api/v1/cases")} == {"/api/v1/cases"}
    assert {} not in document["paths"]["/api/v1/cases"]["get"]["security"]
