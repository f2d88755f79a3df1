"""Reading and moving matters over the API."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from django.test import Client

from happiness_cloud.accounts.models import Account
from happiness_cloud.cases import actions
from happiness_cloud.cases.api._asked import RENAMED, VERBS, body_of
from happiness_cloud.cases.models import Case
from happiness_cloud.cases.rules.lifecycle import BY_VERB
from happiness_cloud.institution import actions as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.ledger.models import Entry
from happiness_cloud.ledger.shredding import opened

from .cast import OTHER_SPOT, TOWN, Caller, key, reported


@pytest.fixture
def desk(town: None) -> Caller:
    """A key that may do everything in the town."""
    return key()


# The table of the API against the verbs themselves.


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_the_api_asks_for_just_what_a_verb_takes(verb: str) -> None:
    taken = {
        name: one.default is inspect.Parameter.empty
        for name, one in inspect.signature(getattr(actions, verb)).parameters.items()
        if one.kind is inspect.Parameter.KEYWORD_ONLY
    }
    asked = VERBS[verb]
    told = {
        RENAMED.get(name, name): name in asked.must for name in (*asked.must, *asked.may) if name != "reason"
    }
    # The API may insist on more than the verb, never on less, and never on something else.
    assert set(told) == set(taken)
    assert all(told[name] for name, needed in taken.items() if needed)


def test_every_move_of_the_lifecycle_has_an_address() -> None:
    assert set(VERBS) == set(BY_VERB) - {"report"}


def test_what_the_lifecycle_needs_the_api_asks_for() -> None:
    for verb in VERBS:
        if "reason" in BY_VERB[verb].needs and verb != "answer":
            assert "reason" in VERBS[verb].must, verb


def test_bodies_refuse_members_they_do_not_know() -> None:
    assert all(body_of(verb).model_config["extra"] == "forbid" for verb in VERBS)


# Reading.


def test_a_list_is_read_page_by_page_without_a_gap(desk: Caller) -> None:
    numbers = [reported()["number"] for _ in range(5)]
    seen: list[str] = []
    address = "/cases?order=newest&limit=2"
    while address:
        page = desk.get(address)
        rows = page.json()["rows"]
        seen += [one["number"] for one in rows]
        link = re.search(r'<(?:/api/v1)(.+)>; rel="next"', page.headers.get("Link", ""))
        assert bool(link) == bool(page.json()["next"])
        address = link.group(1) if link else ""
    assert seen == numbers[::-1]


def test_filters_are_those_of_the_lists(desk: Caller) -> None:
    reported(severity="urgent")
    other = reported(at=OTHER_SPOT, text="井盖松动了")
    assert [one["number"] for one in desk.get("/cases?q=井盖").json()["rows"]] == [other["number"]]
    assert [one["number"] for one in desk.get("/cases?area=/990106/001/002/").json()["rows"]] == [
        other["number"]
    ]
    assert len(desk.get("/cases?severity=urgent&state=open").json()["rows"]) == 1
    assert desk.get("/cases?until=2020-01-01").json()["rows"] == []
    assert desk.get("/cases/counts?severity=urgent").json() == {
        "by_state": {"registered": 2},
        "overdue": 0,
        "matching": 1,
    }


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("state=asleep", "state"),
        ("due=never", "due"),
        ("limit=0", "limit"),
        ("since=9999-12-31", "since"),
        ("cursor=!!!", "cursor"),
        ("order=size", "order"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(desk: Caller, query: str, place: str) -> None:
    answer = desk.get(f"/cases?{query}")
    assert answer.status_code == 422
    assert [one["place"] for one in answer.json()["errors"]] == [place]
    assert answer.json()["errors"][0]["detail"]


def test_an_export_is_a_table_with_formulas_defused(desk: Caller) -> None:
    reported(text="=HYPERLINK(1)")
    answer = desk.get("/cases/export.csv")
    assert answer["Content-Type"].startswith("text/csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "'=HYPERLINK" in lines[1]


def test_a_map_needs_a_box(desk: Caller) -> None:
    reported()
    assert sum(one["count"] for one in desk.get("/cases/pins?bbox=114,30,115,31").json()) == 1
    for wrong in ("1,2,3", "a,b,c,d", "115,30,114,31", "nan,30,115,31"):
        assert desk.get(f"/cases/pins?bbox={wrong}").status_code == 422


def test_an_unchanged_matter_is_not_sent_again(desk: Caller) -> None:
    number = reported()["number"]
    first = desk.get(f"/cases/{number}")
    assert first.json()["row"]["number"] == number
    assert first["Cache-Control"] == "private, no-cache"
    assert desk.get(f"/cases/{number}", if_none_match=first["ETag"]).status_code == 304
    # A note changes no column of the matter, and still it must be seen.
    assert desk.post(f"/cases/{number}/note", {"text": "已电话联系"}).status_code == 200
    assert desk.get(f"/cases/{number}", if_none_match=first["ETag"]).status_code == 200


def test_personal_numbers_are_masked_and_a_look_is_written_down(desk: Caller) -> None:
    number = reported(text="请打13812345678找我", reporter={"name": "王芳", "phone": "13900000000"})["number"]
    told = desk.get(f"/cases/{number}").json()
    assert (told["text"], told["hidden"]) == ("请打138****找我", True)
    look = desk.post(f"/cases/{number}/contact-look", {"purpose": "case-handling", "reason": "约时间上门"})
    assert (look.status_code, look.json()["phone"]) == (200, "13900000000")
    assert "13812345678" in look.json()["text"]
    looks = Entry.objects.filter(verb="cases.contacts").values_list("reason", flat=True)
    assert opened(looks) == ["约时间上门"]


def test_a_look_without_a_reason_or_for_another_purpose_is_refused(desk: Caller) -> None:
    number = reported()["number"]
    assert desk.post(f"/cases/{number}/contact-look", {"purpose": "case-handling"}).status_code == 422
    assert desk.post(f"/cases/{number}/contact-look", {"purpose": "fun", "reason": "x"}).status_code == 422
    curious = key("cases.read").post(
        f"/cases/{number}/contact-look", {"purpose": "case-handling", "reason": "x"}
    )
    assert curious.status_code == 403
    assert not Entry.objects.filter(verb="cases.contacts").exists()


def test_a_page_of_the_list_costs_few_queries_however_long_it_is(
    desk: Caller, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        reported()
    desk.get("/cases")
    with django_assert_max_num_queries(3):
        assert len(desk.get("/cases").json()["rows"]) == 3


# Moving.


def _category(desk: Caller) -> str:
    return desk.get("/categories?text=路灯&limit=1").json()[0]["code"]


def test_a_matter_goes_from_report_to_close_over_the_api(desk: Caller) -> None:
    told = reported(reporter={"phone": "13800000000"})
    number, track = told["number"], told["track"].removeprefix("/api/v1")
    handler, checker = key(), key()
    state = told["state"]
    for _ in range(12):
        step = {
            "registered": (desk, "register", {"category": _category(desk)}),
            "to_confirm": (desk, "confirm", {}),
            "to_file": (desk, "file", {"severity": "ordinary"}),
            "to_dispatch": (desk, "dispatch", {}),
            "to_sign": (handler, "sign", {}),
            "handling": (handler, "handle", {"result": "已更换灯泡", "claims": []}),
            "to_check": (checker, "verify", {}),
            "to_call_back": (desk, "close", {}),
        }.get(state)
        if step is None:
            break
        by, verb, body = step
        if verb == "handle":
            body["claims"] = [_claim()]
        if verb == "close":
            assert Caller().post(f"{track}/rate", {"stars": 5, "solved": True}).status_code == 200
        version = by.get(f"/cases/{number}")["ETag"]
        done = by.post(f"/cases/{number}/{verb}", body, if_match=version)
        assert done.status_code == 200, (state, verb, done.content.decode())
        state = done.json()["state"]
    assert state == "closed"
    assert Caller().get(track).json()["stars"] == 5


def _claim() -> str:
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (20, 20), "green").save(file, "PNG")
    sent = Client().post("/api/v1/files", {"file": SimpleUploadedFile("after.png", file.getvalue())})
    return sent.json()["claim"]


def test_whoever_comes_late_is_told_what_changed(desk: Caller) -> None:
    number = reported()["number"]
    old = desk.get(f"/cases/{number}")["ETag"]
    assert desk.post(f"/cases/{number}/supervise", {"reason": "领导关注"}).status_code == 200
    late = desk.post(f"/cases/{number}/void", {"reason": "测试"}, if_match=old)
    assert (late.status_code, late.json()["code"]) == (409, "ledger.moved_on")
    assert [one["verb"] for one in late.json()["changed"]] == ["cases.supervise"]
    assert Case.objects.get().state == "registered"


@pytest.mark.parametrize("tag", ["3", '"x"', "W/3", '"1", "2"'])
def test_an_if_match_that_is_no_etag_of_ours_is_named(desk: Caller, tag: str) -> None:
    answer = desk.post(f"/cases/{reported()['number']}/urge", if_match=tag)
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (422, "If-Match")


def test_a_verb_sent_again_with_its_key_is_done_once(desk: Caller) -> None:
    number = reported()["number"]
    answers = [desk.post(f"/cases/{number}/urge", idempotency_key="urge-once").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Case.objects.get().urged == 1


def test_a_verb_in_the_wrong_state_says_what_is_possible(desk: Caller) -> None:
    answer = desk.post(f"/cases/{reported()['number']}/sign")
    assert (answer.status_code, answer.json()["code"]) in [
        (409, "cases.wrong_state"),
        (403, "ledger.no_right"),
    ]


def test_visible_but_not_allowed_is_403(desk: Caller) -> None:
    number = reported()["number"]
    answer = key("cases.read").post(f"/cases/{number}/void", {"reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "ledger.no_right")


def test_no_key_of_the_staff_can_rate(desk: Caller) -> None:
    answer = desk.post(f"/cases/{reported()['number']}/rate", {"stars": 5, "solved": True})
    assert answer.status_code == 403


def test_a_merge_names_the_earlier_matter_by_its_number(desk: Caller) -> None:
    first, second = reported()["number"], reported()["number"]
    assert desk.post(f"/cases/{second}/merge", {"master": first}).json()["state"] == "merged"
    assert Case.objects.get(number=first).voices == 2
    gone = desk.post(f"/cases/{first}/merge", {"master": "HC-20200101-990106-000001"})
    assert gone.status_code == 404


def test_a_bulk_order_tells_each_result_in_the_order_asked(desk: Caller) -> None:
    numbers = [reported()["number"] for _ in range(2)]
    asked = [numbers[0], "HC-20200101-990106-000001", numbers[1]]
    told = desk.post("/cases/bulk", {"verb": "supervise", "numbers": asked, "reason": "专项督办"}).json()
    assert [(one["number"], one["done"], one["code"]) for one in told["results"]] == [
        (numbers[0], True, ""),
        (asked[1], False, "ledger.not_found"),
        (numbers[1], True, ""),
    ]


def test_a_bulk_order_with_a_wrong_parameter_names_it(desk: Caller) -> None:
    order = {"verb": "note", "numbers": [reported()["number"]], "params": {"txt": "x"}}
    answer = desk.post("/cases/bulk", order)
    assert answer.status_code == 422
    assert {one["place"] for one in answer.json()["errors"]} == {"params.text", "params.txt"}


# A browser that lends its cookie.


def _signed_in(town: None) -> Client:
    person = Account.objects.create(username="chen", name="陈", kind="staff", created_at=clock.now())
    keeper = house("tests", "institution.appoint", "institution.edit", "accounts.edit", "institution.read")
    institution.appoint(keeper, account_id=person.pk, kind="intake_operator", area=TOWN)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_signed_in_browser_reads_and_must_prove_that_it_posts_itself(town: None) -> None:
    number = reported()["number"]
    client = _signed_in(town)
    assert client.get(f"/api/v1/cases/{number}").status_code == 200
    address, body = f"/api/v1/cases/{number}/urge", {}
    forged = client.post(address, body, content_type="application/json")
    assert (forged.status_code, forged.json()["code"]) == (403, "facade.stale_form")
    assert Case.objects.get().urged == 0
    client.cookies["csrftoken"] = "a" * 32
    own = client.post(address, body, content_type="application/json", headers={"x-csrftoken": "a" * 32})
    assert own.status_code == 200, own.content.decode()


def test_a_key_needs_no_proof_against_forgery_and_outranks_the_cookie(town: None) -> None:
    number = reported()["number"]
    client = _signed_in(town)
    token = key("cases.read", "cases.urge").token
    answer = client.post(
        f"/api/v1/cases/{number}/urge",
        {},
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 200
    assert Entry.objects.filter(verb="cases.urge").get().actor_kind == "partner"
