"""Sending a request in."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case, Evidence, Reporter

from .speaking import HERE, LITTER, fault, get, json_of, key, post, sent

BACKEND = "django.contrib.auth.backends.ModelBackend"
GOOD = {"service_code": LITTER, "description": "垃圾没有人收", **HERE}


def test_a_visitor_reports_and_gets_number_notice_and_no_account(stage: Any) -> None:
    answer = post(body={**GOOD, "first_name": "芳", "last_name": "王", "phone": "13800000000"})
    (told,) = answer.json()
    case = Case.objects.get(number=told["service_request_id"])
    assert (case.text, case.category, case.channel) == ("垃圾没有人收", LITTER, "web")
    assert (case.area_path, case.lat, case.lon) == (stage.GRID, 30.605, 114.305)
    assert told["account_id"] is None
    assert queries.token_of(case.pk) in told["service_notice"]
    assert Reporter.objects.get(case=case).phone_hash
    assert not answer.cookies


def test_the_answer_in_xml_is_shaped_as_in_the_specification(stage: Any) -> None:
    root = ElementTree.fromstring(post("requests.xml", GOOD).content)  # noqa: S314
    assert root.tag == "service_requests"
    assert [one.tag for one in root[0]] == ["service_request_id", "service_notice", "account_id"]
    assert Case.objects.get().number == root.findtext("request/service_request_id")


def test_the_same_key_sent_again_gets_the_first_number(stage: Any) -> None:
    told = [
        post(body=GOOD, headers={"Idempotency-Key": "from-a-shaky-line"}).json()[0]["service_request_id"]
        for _twice in range(2)
    ]
    assert told[0] == told[1]
    assert Case.objects.count() == 1


def test_what_was_sent_can_be_read_at_once(stage: Any) -> None:
    number = sent()
    assert [one["service_request_id"] for one in json_of("requests")] == [number]
    assert json_of(f"requests/{number}")[0]["status"] == "open"


def test_a_partner_reports_with_its_key_in_the_form_or_in_the_header(stage: Any) -> None:
    token = key("cases.report")
    post(body={**GOOD, "api_key": token})
    post(body=GOOD, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert [one.channel for one in Case.objects.all()] == ["partner", "partner"]


def test_a_partner_gets_no_tracking_link(stage: Any) -> None:
    assert "/t/" not in post(body={**GOOD, "api_key": key()}).json()[0]["service_notice"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_unknown_key_is_403(stage: Any, form: str) -> None:
    fault(post(f"requests.{form}", {**GOOD, "api_key": "hc_AAAAAAAA_BBBB"}), 403, "api_key")
    assert not Case.objects.exists()


def test_a_key_without_the_right_is_403(stage: Any) -> None:
    fault(post(body={**GOOD, "api_key": key("cases.read")}), 403, "api_key")


def test_a_session_cookie_gives_nobody_rights_here(stage: Any) -> None:
    browser = Client()
    browser.force_login(get_user_model().objects.get(username=stage.PEOPLE["zhou"][0]), BACKEND)
    assert browser.post("/open311/v2/requests.json", GOOD).status_code == 200
    assert Case.objects.get().channel == "web"
    assert Reporter.objects.get().account_id == ""


def test_attributes_reach_the_report(stage: Any) -> None:
    sent(
        **{
            "attribute[severity]": "urgent",
            "attribute[happened_at]": "2026-11-20T08:00:00+08:00",
            "attribute[road]": "private",
            "attribute[public]": "no",
        }
    )
    case = Case.objects.get()
    assert (case.severity, case.public) == ("urgent", False)
    assert case.place_note["answers"] == {"road": "private"}
    assert case.happened_at is not None
    assert case.happened_at.isoformat() == "2026-11-20T00:00:00+00:00"


def test_several_values_of_one_attribute_are_kept_together(stage: Any) -> None:
    body = "&".join(
        [f"service_code={LITTER}", "lat=30.605&long=114.305", "attribute[a][]=1&attribute[a][]=2"]
    )
    assert post(body=body).status_code == 200
    assert Case.objects.get().place_note["answers"] == {"a": "1, 2"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("attribute[severity]", "terrible"),
        ("attribute[public]", "maybe"),
        ("attribute[happened_at]", "yesterday"),
        ("attribute[happened_at]", "2999-01-01T00:00:00Z"),
        ("attribute[x", "1"),
        ("lat", "north"),
        ("lat", "91"),
        ("long", "nan"),
        ("long", "1e2"),
        ("media_url", "javascript:alert(1)"),
        ("email", "nobody"),
        ("phone", "123"),
        ("address_id", "abc"),
        ("address_id", "990199"),
        ("address_string", "x" * 201),
        ("description", "x" * 4001),
        ("description", "x" * 5000),
    ],
)
def test_what_does_not_fit_is_400_and_named(stage: Any, name: str, value: str) -> None:
    fault(post(body={**GOOD, name: value}), 400, name)
    assert not Case.objects.exists()


def test_everything_that_does_not_fit_is_told_at_once(stage: Any) -> None:
    told = post(body={"lat": "x", "media_url": "y", "email": "z"}).json()
    named = [one["description"].partition(":")[0] for one in told]
    assert named == ["service_code", "description", "media_url", "lat", "long", "email"]
    assert {one["code"] for one in told} == {400}


def test_an_unknown_service_is_404(stage: Any) -> None:
    fault(post(body={**GOOD, "service_code": "999999"}), 404, "service_code", "999999")


@pytest.mark.parametrize("left", [{"lat"}, {"long"}, {"lat", "long"}])
def test_a_report_without_a_whole_place_is_400(stage: Any, left: set[str]) -> None:
    body = {name: value for name, value in GOOD.items() if name not in left}
    fault(post(body=body), 400, *left)


def test_a_place_outside_the_district_is_400(stage: Any) -> None:
    fault(post(body={**GOOD, "lat": "31.9"}), 400, "lat, long", "outside the district")


def test_a_place_can_be_told_in_words_or_by_the_code_of_an_area(stage: Any) -> None:
    by_words = post(body={"service_code": LITTER, "address_string": "梧桐路12号"}).json()[0]
    by_code = post(body={"service_code": LITTER, "address_id": "990106001001"}).json()[0]
    told = {one.number: (one.area_path, one.address) for one in Case.objects.all()}
    assert told[by_words["service_request_id"]] == ("/990106/", "梧桐路12号")
    assert told[by_code["service_request_id"]] == (stage.FIRST, "")
    seen = json_of(f"requests/{by_words['service_request_id']}")[0]
    assert (seen["address"], seen["address_id"], seen["lat"]) == ("Yunhu", "990106", None)


def test_a_place_in_words_is_taken_up_by_the_intake(stage: Any) -> None:
    post(body={"service_code": LITTER, "address_string": "梧桐路12号"})
    case = Case.objects.get()
    actions.register(stage.actor("zhou"), case.pk, category=LITTER, severity="ordinary")
    actions.correct(stage.actor("zhou"), case.pk, lon=stage.HERE[0], lat=stage.HERE[1], reason="电话核实")
    case.refresh_from_db()
    assert case.area_path == stage.GRID


def test_the_address_id_of_a_request_can_be_sent_back(stage: Any) -> None:
    number = sent()
    code = json_of(f"requests/{number}")[0]["address_id"]
    assert post(body={"service_code": LITTER, "address_id": code}).status_code == 200


def test_without_words_the_service_says_what_is_the_matter(stage: Any) -> None:
    assert post(body={"service_code": LITTER, **HERE}).status_code == 200
    assert Case.objects.get().text
    fault(post(body={"service_code": "other", **HERE}), 400, "description")


def test_what_fits_no_service_is_taken_in_unsorted(stage: Any) -> None:
    number = sent(service_code="other")
    assert Case.objects.get().category == ""
    told = json_of("requests", service_code="other")
    assert [(one["service_request_id"], one["service_code"]) for one in told] == [(number, "other")]


def test_the_address_of_a_picture_is_kept_with_the_words(stage: Any) -> None:
    sent(media_url="https://example.org/lamp.jpg?a=1&b=2")
    assert Case.objects.get().text.splitlines()[-1] == "https://example.org/lamp.jpg?a=1&b=2"


def test_a_mail_address_is_kept_sealed_and_seen_only_for_a_purpose(stage: Any) -> None:
    told = post(body={**GOOD, "email": "wang@example.org"}).json()[0]
    assert "give a telephone number" in told["service_notice"]
    case = Case.objects.get()
    kept = Reporter.objects.get(case=case)
    assert kept.mail_sealed
    assert "wang" not in kept.mail_sealed
    assert queries.detail(stage.actor("zhou"), case.number).has_contact
    seen = queries.contacts(stage.actor("zhou"), case.pk, purpose="case-handling", reason="核实地点")
    assert (seen.name, seen.phone, seen.mail) == ("", "", "wang@example.org")


def test_with_a_telephone_nothing_is_said_of_the_mail(stage: Any) -> None:
    told = post(body={**GOOD, "email": "wang@example.org", "phone": "13800000000"}).json()[0]
    assert "telephone" not in told["service_notice"]


def test_four_thousand_characters_and_the_address_of_a_picture_fit(stage: Any) -> None:
    sent(description="垃" * 4000, media_url="https://example.org/lamp.jpg")
    assert Case.objects.get().text.startswith("垃" * 4000)
    fault(post(body={**GOOD, "description": "垃" * 4001}), 400, "description")


def _photo() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "JPEG")
    return SimpleUploadedFile("lamp.jpg", file.getvalue(), "image/jpeg")


def test_a_photo_comes_with_the_report(stage: Any) -> None:
    answer = Client().post("/open311/v2/requests.json", {**GOOD, "media": _photo()})
    assert answer.status_code == 200, answer.content.decode()
    assert Evidence.objects.get().case.number == answer.json()[0]["service_request_id"]


def test_what_is_no_photo_is_refused(stage: Any) -> None:
    bomb = SimpleUploadedFile("lamp.jpg", b"PK\x03\x04" + b"0" * 400, "image/jpeg")
    fault(Client().post("/open311/v2/requests.json", {**GOOD, "media": bomb}), 400)
    many = {f"media{n}": _photo() for n in range(10)}
    fault(Client().post("/open311/v2/requests.json", {**GOOD, **many}), 400, "media")
    assert not Case.objects.exists()


def test_the_test_endpoint_checks_everything_and_keeps_nothing(stage: Any) -> None:
    answer = post(root="/open311/test/v2", body=GOOD)
    assert answer.status_code == 200
    assert re.fullmatch(r"HC-\d+-990106-\d+", answer.json()[0]["service_request_id"])
    assert not Case.objects.exists()
    fault(post(root="/open311/test/v2", body={**GOOD, "lat": "31.9"}), 400, "lat, long")


def test_a_visitor_who_posts_too_much_is_asked_to_wait(stage: Any) -> None:
    answers = [post(body={"service_code": "no"}) for _ in range(31)]
    assert {one.status_code for one in answers[:30]} == {404}
    fault(answers[30], 429)
    assert 1 <= int(answers[30]["Retry-After"]) <= 60
    assert post(body={**GOOD, "api_key": key()}).status_code == 200
    assert get("services.json").status_code == 200
