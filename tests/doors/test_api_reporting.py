"""Reporting and following a matter over the API."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from happiness_cloud.cases.models import Case, Evidence, Reporter

from .cast import HERE, SPOT, VISITOR, Caller, key, reported

pytestmark = pytest.mark.usefixtures("town")


def test_a_visitor_reports_without_a_key_and_follows_the_matter_by_its_link() -> None:
    told = reported(reporter={"name": "王芳", "phone": "13800000000"})
    assert (told["area_path"], told["state"]) == (f"{HERE}001/", "registered")
    seen = VISITOR.get(told["track"].removeprefix("/api/v1"))
    assert (seen.status_code, seen.json()["number"]) == (200, told["number"])
    assert seen.json()["text"] == "路灯不亮，请来看看。"
    assert Reporter.objects.get().phone_hash


def test_an_opened_matter_says_where_it_is_and_which_version() -> None:
    answer = VISITOR.post("/cases", {"text": "路灯不亮", "lon": SPOT[0], "lat": SPOT[1]})
    assert answer["Location"] == answer.json()["track"]
    assert answer["ETag"] == '"0"'
    by_key = key().post("/cases", {"text": "路灯不亮", "lon": SPOT[0], "lat": SPOT[1]})
    assert by_key["Location"] == f"/api/v1/cases/{by_key.json()['number']}"


def test_what_is_known_already_is_told_before_sending_and_a_voice_is_added() -> None:
    first = reported()
    (found,) = VISITOR.post("/public/likely", {"text": "路灯不亮了", "lon": SPOT[0], "lat": SPOT[1]}).json()
    assert (found["number"], found["area_path"], found["voices"]) == (first["number"], HERE, 1)
    assert found["shared"] == ["路灯不亮"]
    told = reported(same_as=first["number"])
    assert told["state"] == "merged"
    assert Case.objects.get(number=first["number"]).voices == 2
    assert VISITOR.get(told["track"].removeprefix("/api/v1")).json()["master"] == first["number"]
    nowhere = VISITOR.post("/cases", {"text": "路灯", "lon": SPOT[0], "lat": SPOT[1], "same_as": "HC-1"})
    assert nowhere.status_code == 404


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "灯", "lon": 999}, {"text": "灯", "words": "x"}])
def test_a_question_that_cannot_be_read_names_its_place(body: dict[str, object]) -> None:
    answer = VISITOR.post("/public/likely", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "interfaces.misfit")


def test_nobody_but_the_reporter_gets_the_tracking_link() -> None:
    assert reported(key())["track"] is None
    with_name = {"name": "李", "phone": "13800000001", "on_behalf": True}
    assert reported(key(), reporter=with_name)["track"] is None


def test_a_visitor_does_not_report_on_behalf_of_others() -> None:
    answer = VISITOR.post(
        "/cases", {"text": "路灯不亮", "lon": SPOT[0], "lat": SPOT[1], "reporter": {"on_behalf": True}}
    )
    assert answer.status_code == 401
    assert not Case.objects.exists()


def test_a_visitor_cannot_claim_another_channel() -> None:
    answer = VISITOR.post("/cases", {"text": "x路灯", "lon": SPOT[0], "lat": SPOT[1], "channel": "superior"})
    assert (answer.status_code, answer.json()["code"]) == (422, "cases.unknown_channel")


def test_the_same_key_sent_again_gets_the_first_answer() -> None:
    body = {"text": "路灯不亮", "lon": SPOT[0], "lat": SPOT[1]}
    first = VISITOR.post("/cases", body, idempotency_key="a-random-word")
    again = VISITOR.post("/cases", body, idempotency_key="a-random-word")
    assert first.json() == again.json()
    assert Case.objects.count() == 1
    other = VISITOR.post("/cases", {**body, "text": "另一件事"}, idempotency_key="a-random-word")
    assert (other.status_code, other.json()["code"]) == (422, "ledger.key_reused")


def test_two_visitors_do_not_meet_at_the_same_idempotency_key() -> None:
    body = {"text": "路灯不亮", "lon": SPOT[0], "lat": SPOT[1]}
    numbers = {
        Client(REMOTE_ADDR=address)
        .post("/api/v1/cases", body, content_type="application/json", headers={"idempotency-key": "12345678"})
        .json()["number"]
        for address in ("10.0.0.1", "10.0.0.2")
    }
    assert len(numbers) == 2


def test_a_wrong_token_and_a_wrong_number_are_told_alike() -> None:
    told = reported()
    wrong = VISITOR.get(f"/track/{told['number']}/aaaaaaaaaaaaaaaaaaaaaaaa")
    unknown = VISITOR.get("/track/HC-20200101-990106-000001/aaaaaaaaaaaaaaaaaaaaaaaa")
    assert (wrong.status_code, wrong.json()) == (404, unknown.json())


def test_the_reporter_urges_and_the_clock_of_the_matter_stays() -> None:
    track = reported()["track"].removeprefix("/api/v1")
    done = VISITOR.post(f"{track}/urge", {"words": "还没修好"})
    assert (done.status_code, done.json()["state"]) == (200, "registered")
    assert Case.objects.get().urged == 1


def test_the_link_opens_only_what_a_reporter_may_do() -> None:
    track = reported()["track"].removeprefix("/api/v1")
    assert VISITOR.post(f"{track}/void", {"reason": "x"}).status_code == 404
    rated = VISITOR.post(f"{track}/rate", {"stars": 5, "solved": True})
    assert (rated.status_code, rated.json()["code"]) == (409, "cases.wrong_state")


def _photo() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "JPEG")
    return SimpleUploadedFile("lamp.jpg", file.getvalue(), "image/jpeg")


def test_a_photo_is_taken_in_first_and_claimed_by_the_report() -> None:
    taken = Client().post("/api/v1/files", {"file": _photo()})
    assert (taken.status_code, taken.json()["kind"]) == (201, "picture"), taken.content
    told = reported(claims=[taken.json()["claim"]])
    assert Evidence.objects.get().role == "before"
    seen = VISITOR.get(told["track"].removeprefix("/api/v1")).json()
    assert Client().get(seen["before"][0]["thumb"]).status_code == 200
    files = key().get(f"/cases/{told['number']}/files").json()
    assert [one["role"] for one in files] == ["before"]


def test_a_made_up_claim_attaches_nothing() -> None:
    answer = VISITOR.post("/cases", {"text": "灯", "lon": SPOT[0], "lat": SPOT[1], "claims": ["1.claim.9~x"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "files.bad_link")


def test_a_bomb_named_jpg_is_refused_and_told_in_the_readers_language() -> None:
    bomb = SimpleUploadedFile("lamp.jpg", b"PK\x03\x04" + b"0" * 400, "image/jpeg")
    answer = Client().post("/api/v1/files", {"file": bomb}, headers={"accept-language": "zh-hans"})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_the_public_list_holds_no_words() -> None:
    reported(address="梧桐路12号")
    told = VISITOR.get("/public/cases").json()["rows"]
    assert len(told) == 1
    assert told[0]["area_path"] == HERE
    assert set(told[0]) == {"category", "state", "area_path", "reported_at", "ended_at", "on_time"}


def test_what_was_not_agreed_to_is_not_public() -> None:
    reported(public=False)
    assert VISITOR.get("/public/cases").json()["rows"] == []
    assert VISITOR.get("/public/pins?bbox=114,30,115,31").json() == []


def test_everybody_can_read_categories_units_and_areas() -> None:
    codes = [one["code"] for one in VISITOR.get("/categories?text=路灯").json()]
    assert codes
    assert any(one["takes_matters"] for one in VISITOR.get("/units").json())
    assert [one["path"] for one in VISITOR.get("/areas?under=/990106/001/").json()] == [
        HERE,
        "/990106/001/002/",
    ]
    assert VISITOR.get("/areas/990106001001").json()["name_en"] == "Wutong Community"
    assert VISITOR.get(f"/areas/locate?lon={SPOT[0]}&lat={SPOT[1]}").json()["path"] == f"{HERE}001/"
    assert len(VISITOR.get("/areas/geojson?under=/990106/001/001/").json()["features"]) == 2


def test_a_caller_is_told_who_it_is() -> None:
    assert VISITOR.get("/me").json()["kind"] == "visitor"
    me = key("cases.read", area=HERE).get("/me").json()
    assert me["kind"] == "partner"
    assert me["rights"] == [{"right": "cases.read", "area": HERE, "unit": "", "purposes": ["case-handling"]}]


def test_an_unknown_key_is_asked_to_sign_in() -> None:
    answer = Caller("hc_AAAAAAAA_BBBB").get("/cases")
    assert (answer.status_code, answer.json()["code"]) == (401, "accounts.bad_key")
    assert answer["WWW-Authenticate"].startswith("Bearer")
