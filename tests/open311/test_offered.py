"""Discovery, services, definitions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from .speaking import HERE, LITTER, MOMENT, TYPES, fault, get, json_of, post, xml_of


@pytest.mark.parametrize("root", ["/open311", "/open311/v2"])
def test_discovery_names_two_endpoints_and_when_it_changed(stage: Any, root: str) -> None:
    told = json_of("discovery", root=root)
    for changed in (told["changeset"], *(one["changeset"] for one in told["endpoints"])):
        assert MOMENT.fullmatch(changed)
        assert datetime.fromisoformat(changed) <= datetime.now(UTC)
    assert told["contact"]
    assert told["key_service"]
    assert [one["type"] for one in told["endpoints"]] == ["production", "test"]
    for one in told["endpoints"]:
        assert one["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert one["formats"] == ["text/xml", "application/json"]


def test_discovery_in_xml_says_the_same(stage: Any) -> None:
    told, same = xml_of("discovery"), json_of("discovery")
    assert told.tag == "discovery"
    assert told.findtext("changeset") == same["changeset"]
    urls = [one.findtext("url") for one in told.findall("endpoints/endpoint")]
    assert urls == [one["url"] for one in same["endpoints"]]
    assert [one.text for one in told.findall("endpoints/endpoint/formats/format")][:2] == [
        "text/xml",
        "application/json",
    ]


def test_every_endpoint_that_discovery_names_is_there(stage: Any) -> None:
    for one in json_of("discovery")["endpoints"]:
        root = "/open311/" + one["url"].partition("/open311/")[2]
        assert json_of("services", root=root)
        fault(post(root=root, body={"service_code": "no", **HERE}), 404, "service_code")


def test_services_are_the_categories_in_force_with_the_members_the_schema_requires(stage: Any) -> None:
    told = json_of("services")
    assert len(told) > 50
    for one in told:
        strings = ("service_code", "service_name", "description", "keywords", "group")
        assert all(isinstance(one[name], str) for name in strings)
        assert (one["type"], one["metadata"]) == ("realtime", True)
        assert one["service_code"]
        assert one["service_name"]
    assert len({one["service_code"] for one in told}) == len(told)
    assert LITTER in {one["service_code"] for one in told}


def test_services_in_xml_are_the_same_services(stage: Any) -> None:
    root = xml_of("services")
    assert {one.tag for one in root} == {"service"}
    assert [one.findtext("service_code") for one in root] == [
        one["service_code"] for one in json_of("services")
    ]
    assert {one.findtext("metadata") for one in root} == {"true"}


def test_services_speak_the_readers_language(stage: Any) -> None:
    english = {one["service_code"]: one for one in json_of("services")}[LITTER]
    chinese = {one["service_code"]: one for one in json_of("services", language="zh-hans")}[LITTER]
    assert english["service_name"].isascii()
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese["service_name"])


def test_a_definition_offers_what_a_report_takes(stage: Any) -> None:
    told = json_of(f"services/{LITTER}")
    assert told["service_code"] == LITTER
    assert [one["code"] for one in told["attributes"]] == ["severity", "happened_at", "public"]
    assert [one["order"] for one in told["attributes"]] == [1, 2, 3]
    for one in told["attributes"]:
        assert (one["variable"], one["required"]) == (True, False)
        assert one["datatype"] in ("singlevaluelist", "datetime")
        assert one["description"]
    assert [one["key"] for one in told["attributes"][0]["values"]] == ["urgent", "ordinary", "complex"]


def test_a_definition_in_xml_has_its_lists(stage: Any) -> None:
    root = xml_of(f"services/{LITTER}")
    assert (root.tag, root.findtext("service_code")) == ("service_definition", LITTER)
    keys = [one.findtext("key") for one in root.findall("attributes/attribute/values/value")]
    assert keys == ["urgent", "ordinary", "complex", "yes", "no"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_unknown_service_has_no_definition(stage: Any, form: str) -> None:
    fault(get(f"services/999999.{form}"), 404, "service_code", "999999")


def test_another_jurisdiction_is_not_found_and_our_own_is(stage: Any) -> None:
    fault(get("services.json", jurisdiction_id="city.gov"), 404, "jurisdiction_id", "city.gov")
    assert json_of("services", jurisdiction_id="990106") == json_of("services", jurisdiction_id="")


@pytest.mark.parametrize(
    "path",
    [
        "services.html",
        "services.json/",
        "nothing.json",
        "requests/a/b.json",
        "",
        "tokens.json",
        "services/.xml",
    ],
)
def test_an_unknown_address_is_a_404_with_errors_and_never_a_page(stage: Any, path: str) -> None:
    fault(get(path), 404, "discovery.xml")


def test_without_an_ending_the_accept_header_decides(stage: Any) -> None:
    for accept, form in (("application/json", "json"), ("text/xml", "xml"), ("*/*", "xml")):
        answer = Client().get("/open311/v2/services", headers={"accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (200, TYPES[form])


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_405_and_told_which_there_are(stage: Any, method: str) -> None:
    answer = getattr(Client(), method)("/open311/v2/requests.json")
    fault(answer, 405)
    assert answer["Allow"] == "GET, HEAD, OPTIONS, POST"
    fault(post("services.json"), 405)


def test_reading_is_open_to_every_site_and_uses_no_cookie(stage: Any) -> None:
    for path in ("services.json", "requests.xml", "nothing.json"):
        answer = get(path)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
    assert not post().has_header("Access-Control-Allow-Origin")
