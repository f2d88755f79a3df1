"""The resident's doors: what they accept, refuse and never show. The walk through them is in tests/journeys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case, Evidence, Reporter
from happiness_cloud.interfaces.seats import VISITOR

PHONE = "13800001234"
WEIGHT = 60_000


@pytest.fixture(autouse=True)
def _ground(stage: Any) -> None:
    cache.clear()


@pytest.fixture
def client() -> Client:
    return Client(headers={"Accept-Language": "en"})


def picture(colour: str = "#88a") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "JPEG")
    return SimpleUploadedFile("gate.jpg", out.getvalue(), "image/jpeg")


def told(client: Client, text: str = "The lamp at the east gate is out", **more: Any) -> Any:
    return client.post("/report/", {"text": text, **more})


def placed(client: Client, **more: Any) -> Any:
    return client.post("/report/where/", {"lon": "114.305", "lat": "30.605", **more})


def reported(stage: Any, **more: Any) -> tuple[Any, str]:
    given = {"text": "路灯不亮，联系 13911112222", "lon": stage.HERE[0], "lat": stage.HERE[1]}
    caller = actions.Caller(name="王阿姨", phone=PHONE)
    done = actions.report(VISITOR, **(given | {"caller": caller} | more))
    return done, f"/t/{done.number}/{queries.token_of(done.id)}/"


def test_what_is_known_is_shown_before_sending_and_can_be_joined(client: Client, stage: Any) -> None:
    known, _link = reported(stage, text="The lamp at the gate was smashed, call 13911112222", public=True)
    told(client)
    placed(client)
    page = client.get("/report/check/").content.decode()
    assert known.number in page
    assert "13911112222" not in page
    assert "smashed" not in page, "nobody's words but the asker's own"
    assert client.post("/report/check/", {"same_as": known.number})["Location"] == "/report/done/"
    assert Case.objects.get(pk=known.id).voices == 2
    assert Case.objects.get(merged_into_id=known.id).state == "merged"
    assert known.number in client.get("/report/done/").content.decode()


def test_what_ended_meanwhile_is_told_while_others_are_alike_and_nothing_is_lost(
    client: Client, stage: Any
) -> None:
    gone, _link = reported(stage, public=True, text="The lamp is out")
    other, _link = reported(stage, public=True, text="The lamp at the gate is out")
    told(client)
    placed(client)
    actions.void(stage.actor("wu"), gone.id, reason="重复测试")
    answer = client.post("/report/check/", {"same_as": gone.number})
    assert answer.status_code == 422
    assert "The lamp at the east gate" in answer.content.decode()
    actions.void(stage.actor("wu"), other.id, reason="重复测试")
    # Nothing is alike any more: it stands by itself.
    assert client.post("/report/check/", {"same_as": gone.number})["Location"] == "/report/done/"
    assert Case.objects.exclude(state="void").get().state == "registered"


def test_three_posts_make_one_matter_with_its_reporter_apart(client: Client, stage: Any) -> None:
    assert told(client, photos=[picture(), picture("#a88")]).status_code == 302
    assert placed(client, address="by the gate").status_code == 302
    sent = client.post("/report/check/", {"phone": "138 0000 1234", "name": "Mr Wang", "wants_reply": "on"})
    assert sent.headers["Location"] == "/report/done/"
    case = Case.objects.get()
    assert (case.area_path, case.channel, case.address) == (stage.GRID, "web", "by the gate")
    assert case.public is False, "shown to the public only when the reporter agrees"
    assert Evidence.objects.filter(case=case, role="before").count() == 2
    assert PHONE not in json.dumps(list(Reporter.objects.values()))
    done = client.get("/report/done/").content.decode()
    assert case.number in done
    assert '<svg class="qr"' in done


def test_sending_twice_makes_one_matter(client: Client) -> None:
    told(client)
    placed(client)
    first = client.post("/report/check/", {})
    again = client.post("/report/check/", {})
    assert first.status_code == again.status_code == 302
    assert again.headers["Location"] == "/report/done/"
    assert Case.objects.count() == 1


def test_the_draft_in_the_session_cannot_be_read(client: Client) -> None:
    told(client, "My neighbour Zhang burns rubbish")
    assert "Zhang" not in json.dumps(dict(client.session.items()))


def test_a_later_step_leads_back_to_the_one_that_is_missing(client: Client) -> None:
    assert client.get("/report/where/").headers["Location"] == "/report/"
    told(client)
    assert client.get("/report/check/").headers["Location"] == "/report/where/"
    assert client.get("/report/done/").headers["Location"] == "/report/"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": "   "}, "Say in a few words"),
        ({"text": "x" * 2001}, "2001 characters"),
        ({"text": "x" * 10_000}, "10000 characters"),
    ],
)
def test_words_are_asked_for_and_not_endless(client: Client, sent: dict[str, str], said: str) -> None:
    answer = client.post("/report/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_file_that_is_no_photo_is_told_by_its_name_and_the_others_stay(client: Client) -> None:
    bad = SimpleUploadedFile("bomb.jpg", b"PK\x03\x04 not a picture", "image/jpeg")
    answer = told(client, photos=[picture(), bad])
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "bomb.jpg" in page
    assert page.count("<img") == 1
    assert told(client).status_code == 302


def test_the_same_photo_sent_again_is_kept_once(client: Client) -> None:
    told(client, photos=[picture()])
    told(client, photos=[picture()])
    placed(client)
    client.post("/report/check/", {})
    assert Evidence.objects.count() == 1


def test_a_place_outside_the_district_is_refused_where_it_was_set(client: Client) -> None:
    told(client)
    answer = placed(client, lon="10.0")
    assert answer.status_code == 422
    assert "outside the district" in answer.content.decode()
    assert placed(client, lon="not a number").status_code == 422


def test_an_unknown_area_in_a_link_is_as_good_as_none(client: Client) -> None:
    for area in ("/999999/", "990106001001999", "<script>", "/990106/001/001/"):
        answer = client.get("/report/", {"area": area})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


def test_the_tracking_page_shows_the_own_words_but_no_contact_and_no_staff_name(
    client: Client, stage: Any
) -> None:
    done, way = reported(stage)
    actions.register(stage.actor("zhou"), done.id, category="01037", severity="ordinary")
    answer = client.get(way)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "路灯不亮" in page
    assert PHONE not in page
    assert "周敏" not in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in page


def test_a_wrong_link_opens_nothing_and_does_nothing(client: Client, stage: Any) -> None:
    done, _way = reported(stage)
    wrong = f"/t/{done.number}/{'a' * 24}/"
    other, other_way = reported(stage, text="另一件事")
    crossed = f"/t/{done.number}/{other_way.split('/')[3]}/"
    for address in (wrong, crossed):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}urge/", {"words": "!"}).status_code == 404
    assert client.post(f"{other_way}void/", {"reason": "x"}).status_code == 404
    assert Case.objects.get(pk=done.id).urged == Case.objects.get(pk=other.id).urged == 0


def test_verbs_that_do_not_fit_are_not_shown_and_refused(client: Client, stage: Any) -> None:
    _done, way = reported(stage)
    page = client.get(way).content.decode()
    assert 'id="urge"' in page
    assert 'id="rate"' not in page
    assert 'id="reply"' not in page
    answer = client.post(f"{way}rate/", {"solved": "yes", "stars": "5"})
    assert answer.status_code == 409
    assert Case.objects.get().stars is None


def test_a_press_repeated_with_its_key_counts_once(client: Client, stage: Any) -> None:
    done, way = reported(stage)
    for _turn in range(2):
        assert client.post(f"{way}urge/", {"words": "please", "key": "k" * 24}).status_code == 302
    assert Case.objects.get(pk=done.id).urged == 1


def test_stars_out_of_range_are_told_at_the_field(client: Client, stage: Any) -> None:
    _done, way = reported(stage)
    answer = client.post(f"{way}rate/", {"solved": "yes", "stars": "9"})
    assert answer.status_code == 422


def test_number_and_phone_lead_to_the_link_and_wrong_ones_are_told_alike(client: Client, stage: Any) -> None:
    done, way = reported(stage)

    def ask(number: str, phone: str) -> Any:
        cache.clear()
        return client.post("/t/", {"number": number, "phone": phone})

    assert ask(done.number.lower(), "138-0000-1234").headers["Location"] == way
    wrong = [
        ask(done.number, "13900000000"),
        ask("HC-20200101-990106-000001", PHONE),
        ask("HC-20200101-990106-000001", "13900000000"),
    ]
    said = {re.search(r"(?s)data-errors.*?</section>", one.content.decode())[0] for one in wrong}  # type: ignore[index]
    assert [one.status_code for one in wrong] == [422, 422, 422]
    assert len(said) == 1
    anonymous, _way = reported(stage, caller=None)
    assert ask(anonymous.number, PHONE).status_code == 422


def test_guessing_phones_ends_after_a_few_tries(client: Client, stage: Any) -> None:
    done, _way = reported(stage)
    answers = [
        client.post("/t/", {"number": done.number, "phone": f"1390000000{n}"}).status_code for n in range(8)
    ]
    assert answers[:6] == [422] * 6
    assert answers[6:] == [429, 429]
    assert client.post("/t/", {"number": done.number, "phone": PHONE}).status_code == 429


def test_the_public_list_holds_only_what_was_agreed_to(client: Client, stage: Any) -> None:
    reported(stage, public=False, category="01037")
    assert "Street light" not in client.get("/nearby/").content.decode()
    done, _way = reported(stage, public=True, category="01037", address="王阿姨家")
    page = client.get("/nearby/").content.decode()
    assert "Street light" in page
    for secret in (done.number, "13911112222", "王阿姨", "Grid 1"):
        assert secret not in page
    pins = client.get("/nearby/pins.json", {"bbox": "114.29,30.59,114.35,30.62"})
    assert done.number not in pins.content.decode()
    (pin,) = json.loads(pins.content)["features"]
    assert all(round(one, 3) == one for one in pin["geometry"]["coordinates"]), "no closer than 100 m"


@pytest.mark.parametrize("box", ["", "a,b,c,d", "1,2,3", "200,0,201,1", "nan,nan,nan,nan"])
def test_a_broken_box_is_refused(client: Client, box: str) -> None:
    assert client.get("/nearby/pins.json", {"bbox": box}).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "/t/HC-1%00/aaaa/",
        "/t/%F0%9F%98%80/%00/",
        "/nearby/?area=%00",
        "/nearby/?area=/990106/001/",
        "/nearby/?area=/123456/",
        "/nearby/?cursor=abc",
        "/nearby/?cursor=%00&show=done",
        "/report/?area=%00",
        "/report/where/?street=%00",
    ],
)
def test_nonsense_in_an_address_is_no_fault_of_ours(client: Client, address: str) -> None:
    told(client)
    client.raise_request_exception = False
    assert client.get(address).status_code in (200, 302, 404, 422)


def test_pages_weigh_little_and_carry_no_inline_script(client: Client, stage: Any) -> None:
    _done, way = reported(stage)
    told(client)
    for address in ("/", "/report/", "/report/where/", "/nearby/", "/t/", "/help/", way):
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert len(answer.content) < WEIGHT, address
        assert not re.search(r"<script(?![^>]*src=)", page), address
        assert " style=" not in page, address
        assert "onclick" not in page


def test_staff_are_offered_their_desk(stage: Any, signed: Callable[[str], Client]) -> None:
    page = signed("lin").get("/").content.decode()
    assert "/field/" in page
    assert "/field/" not in Client().get("/").content.decode()


def test_staff_without_the_right_to_report_are_not_led_to_the_form(
    stage: Any, signed: Callable[[str], Client]
) -> None:
    client = signed("zheng")
    assert 'href="/report/"' not in client.get("/").content.decode()
    assert client.get("/report/").status_code == 403
    assert client.get("/nearby/").status_code == 200


@pytest.fixture
def signed(stage: Any) -> Callable[[str], Client]:
    from django.contrib.auth import get_user_model

    def enter(name: str) -> Client:
        client = Client(headers={"Accept-Language": "en"})
        account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def test_who_reports_a_danger_is_told_whom_to_call_before_sending(client: Client) -> None:
    told(client, "There is a gas leak in the stairway")
    placed(client)
    page = client.get("/report/check/").content.decode()
    assert "This sounds urgent (gas leak). If anybody is in danger, call 110, 119 or 120 now" in page
    told(client, "The lamp at the east gate is out")
    assert "This sounds urgent" not in client.get("/report/check/").content.decode()
