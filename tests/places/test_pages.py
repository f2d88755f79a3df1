"""The pages of areas: tree, area, shapes for maps, the sign of a grid."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from happiness_cloud.kernel.access import Actor
from happiness_cloud.places import queries

from .cast import FIRST, MAPPER, OUTSIDER, READER, build_town, move_border

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.places.urls")]
Visit = Callable[..., Any]


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Open an address as somebody; Chinese unless told otherwise."""

    def get(actor: Actor, address: str, **headers: str) -> Any:
        monkeypatch.setattr("happiness_cloud.interfaces.actor_middleware.actor_of", lambda request: actor)
        return Client(headers={"accept-language": "zh-hans", **headers}).get(address)

    return get


def test_the_tree_and_the_map_are_on_one_page(visit: Visit) -> None:
    build_town()
    page = visit(MAPPER, "/places/").content.decode()
    assert "东湖街道" in page
    assert "梧桐社区" in page
    assert 'data-areas="/places/geo/subdistrict/"' in page


def test_before_the_first_import_the_page_says_what_to_do(visit: Visit) -> None:
    assert "happiness import areas" in visit(MAPPER, "/places/").content.decode()


def test_an_area_shows_what_lies_in_it_and_its_versions(visit: Visit) -> None:
    build_town()
    move_border(source="survey 2027")
    page = visit(MAPPER, "/places/990106001001001/", **{"accept-language": "en"}).content.decode()
    for words in ("Grid 01", "Wutong Community", "survey 2026", "survey 2027", "in force"):
        assert words in page
    assert "/places/990106001001001/qr/" in page
    community = visit(MAPPER, "/places/990106001001/").content.decode()
    assert "第02网格" in community
    assert "/qr/" not in community


def test_outsiders_and_the_unknown_get_the_same_answer(visit: Visit) -> None:
    build_town()
    assert visit(OUTSIDER, "/places/990106001001/").status_code == 404
    assert visit(MAPPER, "/places/990106077/").status_code == 404
    assert visit(MAPPER, "/places/nonsense/").status_code == 422
    assert visit(Actor("account:9", "staff"), "/places/").status_code == 403
    assert visit(Actor("account:9", "staff"), "/places/geo/grid/").status_code == 403


def test_shapes_are_packed_and_asked_again_only_after_a_change(visit: Visit) -> None:
    build_town()
    address = f"/places/geo/grid/?under=/990106/001/001/&here={FIRST}"
    first = visit(MAPPER, address, **{"accept-encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    told = json.loads(gzip.decompress(first.content))
    assert [(one["properties"]["name"], one["properties"]["here"]) for one in told["features"]] == [
        ("第01网格", True),
        ("第02网格", False),
    ]
    held = {"if-none-match": first["ETag"]}
    assert visit(MAPPER, address, **held).status_code == 304
    assert visit(READER, address, **held).status_code == 200
    assert visit(MAPPER, address, **held, **{"accept-language": "en"}).status_code == 200
    move_border()
    queries.forget()
    assert visit(MAPPER, address, **held).status_code == 200


def test_a_scanned_sign_leads_to_the_report_with_its_area(visit: Visit) -> None:
    build_town()
    nobody = Actor("visitor", "visitor")
    answer = visit(nobody, "/g/990106001001001/")
    assert (answer.status_code, answer["Location"]) == (302, f"/report/?area={FIRST}")
    assert visit(nobody, "/g/990106001001077/").status_code == 404
    assert visit(nobody, "/g/torn/").status_code == 404


def test_the_sign_carries_the_public_address(visit: Visit, settings: Any) -> None:
    settings.PUBLIC_URL = "https://xingfu.example"
    build_town()
    page = visit(MAPPER, "/places/990106001001001/qr/").content.decode()
    assert "https://xingfu.example/g/990106001001001/" in page
    picture = visit(MAPPER, "/places/990106001001001/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml")
    assert b"style=" not in picture.content
    assert visit(OUTSIDER, "/places/990106001001001/qr.svg").status_code == 404
