"""The strict types of clients that check what they read (reference F3, F4, F7), held against every answer."""

from __future__ import annotations

from typing import Any

from happiness_cloud.cases import actions
from tests.cases import story

from .speaking import IDENTIFIER, MOMENT, json_of, sent, xml_of

# F4: the members of a request by what JSON may hold; required ones first.
STRING, NUMBER, NOTHING = str, (int, float), type(None)
REQUEST: dict[str, Any] = {
    "service_request_id": STRING,
    "status": STRING,
    "service_code": STRING,
    "requested_datetime": STRING,
    "service_name": STRING,
    "updated_datetime": STRING,
    **{
        name: (STRING, NOTHING)
        for name in (
            *("status_notes", "description", "agency_responsible", "service_notice", "expected_datetime"),
            *("address", "address_id", "zipcode", "media_url"),
        )
    },
    "lat": (*NUMBER, NOTHING),
    "long": (*NUMBER, NOTHING),
}
DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")


def everything(stage: Any) -> None:
    """Matters in many states."""
    sent()
    sent(service_code="other")
    story.closed(stage)
    story.handling(stage)
    story.report(stage, lon=None, lat=None, area=stage.FIRST)
    refused = story.report(stage).id
    actions.refuse(stage.actor("zhou"), refused, reason="不属于受理范围", instead="请联系物业公司")


def test_every_request_in_json_has_the_members_and_types_of_the_schema(stage: Any) -> None:
    everything(stage)
    told = json_of("requests")
    assert len(told) == 6
    for one in told:
        assert set(one) == set(REQUEST)
        for name, kind in REQUEST.items():
            assert isinstance(one[name], kind), name
            assert not isinstance(one[name], bool)
        assert one["status"] in ("open", "closed")
        for name in ("requested_datetime", "updated_datetime"):
            assert MOMENT.fullmatch(one[name])
        assert one["expected_datetime"] is None or MOMENT.fullmatch(one["expected_datetime"])


def test_every_request_in_xml_has_what_a_strict_client_requires(stage: Any) -> None:
    everything(stage)
    for one in xml_of("requests"):
        told = {part.tag: part.text or "" for part in one}
        assert IDENTIFIER.fullmatch(told["service_request_id"])
        assert IDENTIFIER.fullmatch(told["service_code"])
        assert told["status"] in ("open", "closed")
        assert MOMENT.fullmatch(told["requested_datetime"])
        assert MOMENT.fullmatch(told["updated_datetime"])
        for name in ("service_name", "address", "address_id", "zipcode", "media_url"):
            assert name in told
        for name in ("lat", "long"):
            assert told[name] == "" or float(told[name])


def test_every_update_has_what_a_strict_client_requires(stage: Any) -> None:
    everything(stage)
    root = xml_of("servicerequestupdates")
    assert len(root) > 10
    for one in root:
        told = {part.tag: part.text or "" for part in one}
        assert one.tag == "request_update"
        assert IDENTIFIER.fullmatch(told["service_request_id"])
        assert IDENTIFIER.fullmatch(told["update_id"])
        assert told["status"] in ("open", "closed")
        assert MOMENT.fullmatch(told["updated_datetime"])
        assert told["description"]
        assert "media_url" in told


def test_every_service_has_a_definition_with_the_types_of_the_schema(stage: Any) -> None:
    for service in json_of("services"):
        assert isinstance(service["metadata"], bool)
        told = json_of(f"services/{service['service_code']}")
        assert told["service_code"] == service["service_code"]
        orders = [one["order"] for one in told["attributes"]]
        assert len(set(orders)) == len(orders)
        for one in told["attributes"]:
            assert isinstance(one["variable"], bool)
            assert isinstance(one["required"], bool)
            assert isinstance(one["order"], int)
            assert one["datatype"] in DATATYPES
            assert IDENTIFIER.fullmatch(one["code"])
            for value in one.get("values", []):
                assert isinstance(value["key"], str)
                assert isinstance(value["name"], str)
