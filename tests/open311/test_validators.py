"""What the public validators demand (reference F3, F4, F6), as rules of our own against our own answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from happiness_cloud.cases.models import Case
from happiness_cloud.institution import queries as institution_queries
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid
from tests.asking import QUESTIONS, ROW, publish

from .speaking import BARE, HERE, LITTER, MOMENT, fault, get, json_of, post, xml_of

GOOD = {"service_code": LITTER, "description": "垃圾没有人收", **HERE}


@pytest.mark.parametrize("form", ["json", "xml"])
def test_discovery_is_of_a_bare_kind_and_reads_alike_in_every_character_set(
    stage: Any, form: str, settings: Any
) -> None:
    settings.PLACE_NAME = "云湖区"
    answer = get(f"discovery.{form}", root="/open311", language="zh-hans")
    assert answer["Content-Type"] == BARE[form]
    assert answer.content.isascii()
    told = json_of("discovery", root="/open311") if form == "json" else None
    contact = told["contact"] if told else xml_of("discovery", root="/open311").findtext("contact")
    assert "云湖区" in (contact or "")


def test_discovery_passes_the_rules_of_the_validator_in_both_forms(stage: Any) -> None:
    told, same = json_of("discovery", root="/open311"), xml_of("discovery", root="/open311")
    assert told["contact"] == same.findtext("contact")
    assert told["key_service"] == same.findtext("key_service")
    ends = same.findall("endpoints/endpoint")
    assert len(ends) == len(told["endpoints"]) >= 2
    for one, other in zip(told["endpoints"], ends, strict=True):
        for name in ("specification", "url", "changeset", "type"):
            assert one[name]
            assert one[name] == other.findtext(name)
        assert MOMENT.fullmatch(one["changeset"])
        assert datetime.fromisoformat(one["changeset"]) < datetime.now(UTC)
        assert len(one["formats"]) == len(other.findall("formats/format")) >= 2
        if one["specification"].lower().endswith("_v2"):
            assert "text/xml" in one["formats"]


def test_what_the_validator_creates_is_taken_in_at_each_endpoint(stage: Any) -> None:
    body = {
        "email": "foo@bar.com",
        "description": "I know",
        "address_string": "东湖街道8号",
        "service_code": LITTER,
    }
    for root in ("/open311/v2", "/open311/test/v2"):
        for form in ("json", "xml"):
            answer = post(f"requests.{form}", body, root=root)
            assert answer.status_code == 200, answer.content.decode()
    assert Case.objects.count() == 2


def test_no_question_makes_a_definition_longer(stage: Any) -> None:
    assert len(json_of(f"services/{LITTER}")["attributes"]) == 3


def test_questions_of_the_duty_directory_are_attributes_of_their_services(stage: Any) -> None:
    publish()
    told = {one["code"]: one for one in json_of(f"services/{LITTER}")["attributes"][3:]}
    assert list(told) == ["bags", "since", "rats"]
    assert [one["order"] for one in told.values()] == [4, 5, 6]
    assert (told["bags"]["required"], told["bags"]["datatype"]) == (True, "singlevaluelist")
    assert told["bags"]["values"] == [{"key": "few", "name": "One or two"}, {"key": "many", "name": "Many"}]
    assert (told["since"]["required"], told["since"]["datatype"]) == (False, "string")
    assert told["since"]["description"] == "Since when"
    assert [one["code"] for one in json_of("services/06011")["attributes"][3:]] == ["since"]
    assert [one["code"] for one in json_of("services/other")["attributes"][3:]] == []


def test_a_missing_required_attribute_is_a_400_that_names_it(stage: Any) -> None:
    publish()
    answer = post(body=GOOD)
    fault(answer, 400, "attribute[bags]")
    assert [set(one) for one in answer.json()] == [{"code", "description"}]
    fault(post("requests.xml", GOOD), 400, "attribute[bags]")
    fault(post(body={**GOOD, "attribute[bags]": "lots"}), 400, "attribute[bags]", "few, many")
    assert not Case.objects.exists()


def test_answers_are_kept_for_routing(stage: Any) -> None:
    publish()
    answer = post(
        body={**GOOD, "attribute[bags]": "many", "attribute[rats]": "yes", "attribute[since]": "周一"}
    )
    assert answer.status_code == 200, answer.content.decode()
    case = Case.objects.get()
    assert case.place_note["answers"] == {"bags": "many", "rats": "yes", "since": "周一"}
    book = institution_queries.rulebook(house("tests", "institution.read"))
    route = book.route(LITTER, case.area_path, case.reported_at, case.place_note["answers"])
    assert route.lead.endswith("/wjw/")


def test_a_row_that_waits_for_an_answer_nobody_can_give_is_refused(stage: Any) -> None:
    with pytest.raises(Invalid) as told:
        publish(row=ROW.replace('["yes"]', '["maybe"]'))
    assert told.value.facts["findings"][0]["value"] == "maybe"
    with pytest.raises(Invalid):
        publish(QUESTIONS.replace("required: true", "requried: true"))
