"""The staff pages, each through its address, without a browser."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case, SavedView
from happiness_cloud.cases.pages._asked import NEXT, VERBS
from happiness_cloud.cases.queries.proposals import proposals
from happiness_cloud.cases.queries.queues import queues
from happiness_cloud.cases.rules.lifecycle import MOVES, STATES
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.models import Entry
from tests.cases import story

Page = Callable[..., Any]
# Recorded 6: session, account, its seat, the page's rows, the saved views, the edition of the rules. Never more than 8.
RECORDED, MOST_QUERIES = 6, 8


@pytest.fixture
def sits(stage: Any) -> Callable[[str], Client]:
    """A browser in which somebody of the cast is signed in."""
    from django.contrib.auth import get_user_model

    cache.clear()

    def at(name: str) -> Client:
        account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
        client = Client(headers={"accept-language": "en"})
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return at


def text(answer: Any) -> str:
    return answer.content.decode()


def number_of(case_id: int) -> str:
    return story.row(case_id).number


def offered(page: str, number: str) -> set[str]:
    return set(re.findall(rf"/cases/{number}/([a-z_]+)/", page)) & set(VERBS)


def sent(client: Client, case_id: int, verb: str, **told: Any) -> Any:
    row = story.row(case_id)
    body = {"key": f"k{verb}{case_id}v{row.version}", "version": row.version} | told
    return client.post(f"/cases/{row.number}/{verb}/", body)


def test_a_visitor_is_sent_to_the_sign_in_page_and_back(stage: Any) -> None:
    for page in ("/desk/", "/cases/", "/intake/", "/dispatch/", "/disputes/", "/supervision/", "/map/"):
        answer = Client().get(page)
        assert answer.status_code == 302, page
        assert answer["Location"].startswith("/sign-in/?next="), page


def test_every_page_opens_empty_and_in_both_languages(sits: Callable[[str], Client]) -> None:
    for name, page in (
        ("zhao", "/desk/"),
        ("wu", "/cases/"),
        ("zhou", "/intake/"),
        ("zhao", "/dispatch/"),
        ("wang", "/disputes/"),
        ("qian", "/supervision/"),
        ("wu", "/map/"),
    ):
        client = sits(name)
        for language in ("en", "zh-hans"):
            assert client.get(page, headers={"accept-language": language}).status_code == 200, (
                page,
                language,
            )


def test_the_desk_counts_what_waits_by_the_rights_of_the_reader(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    story.to_dispatch(stage)
    story.to_sign(stage)
    page = text(sits("zhao").get("/desk/"))
    assert "To dispatch" in page
    assert "To sign for" not in page
    mine = text(sits("sun").get("/desk/"))
    assert "To sign for" in mine
    assert "To dispatch" not in mine
    # Another unit's handler sees no matter of this one.
    found = {one.name: one.count for one in queues(stage.actor("ma"))}
    assert found["sign"] == 0
    with CaptureQueriesContext(
        connection,
    ) as told:
        queues(stage.actor("zhao"))
    assert len(told) == 1


def test_the_worklist_needs_few_queries_however_many_rows(stage: Any, sits: Callable[[str], Client]) -> None:
    client = sits("wu")
    story.to_sign(stage)
    client.get("/cases/")
    with CaptureQueriesContext(connection) as few:
        assert client.get("/cases/").status_code == 200
    for _ in range(12):
        story.to_dispatch(stage)
    story.handling(stage)
    with CaptureQueriesContext(connection) as many:
        assert client.get("/cases/").status_code == 200
    # Whether the rules or the areas have changed is asked at most once a second: by one of the two, or neither.
    steady = [[one["sql"] for one in told if "_edition" not in one["sql"]] for told in (few, many)]
    assert len(steady[1]) <= len(steady[0]) <= RECORDED
    assert len(many) <= MOST_QUERIES, [one["sql"][:120] for one in many]


def test_the_list_is_narrowed_by_every_filter_of_the_page(stage: Any, sits: Callable[[str], Client]) -> None:
    case_id = story.to_sign(stage)
    row, client = story.row(case_id), sits("wu")
    fits = {
        "q": "路灯",
        "state": "to_sign",
        "category": row.category[:2],
        "severity": "ordinary",
        "channel": "web",
        "area": stage.FIRST,
        "unit": "/yunhu/cgj/sz2/",
        "since": "2000-01-01",
        "order": "newest",
    }
    for name, value in fits.items():
        assert row.number in text(client.get("/cases/", {name: value})), name
    misses = {
        "q": "不存在的词",
        "state": "closed",
        "category": "99",
        "severity": "urgent",
        "channel": "phone",
    }
    misses |= {"area": stage.SECOND, "unit": "/yunhu/swj/", "until": "2000-01-01", "flag": "supervised"}
    for name, value in misses.items():
        assert row.number not in text(client.get("/cases/", {name: value})), name


def test_a_filter_that_cannot_be_read_is_told_and_is_no_fault(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    client = sits("wu")
    for words in (
        {"state": "x"},
        {"due": "x"},
        {"flag": "x"},
        {"since": "x"},
        {"order": "x"},
        {"cursor": "x"},
    ):
        assert client.get("/cases/", words).status_code == 422, words


def test_pages_go_forth_and_back_without_loss(
    stage: Any, sits: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from happiness_cloud.cases.pages import lists

    monkeypatch.setattr(lists, "SIZE", 3)
    for _ in range(8):
        story.report(stage)
    client, seen, address, firsts = sits("wu"), [], "/cases/?order=newest", []
    while address:
        page = client.get(address)
        numbers = [one.row.number for one in page.context["lines"]]
        firsts.append(numbers)
        seen += numbers
        address, back = page.context["older"], page.context["newer"]
    assert len(seen) == len(set(seen)) == 8
    assert [one.row.number for one in client.get(back).context["lines"]] == firsts[-2]
    assert firsts[0] == [
        one.row.number for one in client.get(client.get(back).context["newer"]).context["lines"]
    ]


def test_somebody_from_the_next_community_finds_nothing_anywhere(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    number = number_of(story.to_check(stage))
    he = sits("he")
    for way in ("", "contacts/", "note/", "verify/"):
        assert he.get(f"/cases/{number}/{way}").status_code == 404, way
    assert he.post(f"/cases/{number}/verify/", {"key": "k"}).status_code == 404
    for page in ("/cases/", f"/cases/?q={number}", f"/cases/?open={number}", "/desk/", "/map/"):
        assert "路灯" not in text(he.get(page)), page
    assert he.get(f"/cases/pins/?number={number}").json()["features"] == []
    assert he.get("/cases/pins/?bbox=114,30,115,31").json()["features"] == []
    assert he.get("/cases/export.csv").status_code == 403
    # The pane of a list answers, and says that the matter is not here.
    assert "This matter is not here" in text(he.get(f"/cases/?open={number}"))


def test_the_page_offers_just_the_verbs_that_the_door_allows(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    walks = (
        lambda: story.report(stage).id,
        lambda: story.to_dispatch(stage),
        lambda: story.to_sign(stage),
        lambda: story.handling(stage),
        lambda: story.to_check(stage),
        lambda: story.to_call_back(stage),
        lambda: story.closed(stage),
    )
    opened: set[tuple[str, str]] = set()
    for walk in walks:
        case_id = walk()
        number = number_of(case_id)
        for name in ("lin", "zhou", "wu", "zhao", "sun", "li", "zheng", "wang", "qian", "feng", "xu"):
            client = sits(name)
            answer = client.get(f"/cases/{number}/")
            if answer.status_code == 404:
                with pytest.raises(NotFound):
                    queries.detail(stage.actor(name), number)
                continue
            told, page = queries.detail(stage.actor(name), number), text(answer)
            assert offered(page, number) == set(told.possible) & set(VERBS), (told.row.state, name)
            for verb in sorted(
                set(told.possible) - {one for state, one in opened if state == told.row.state}
            ):
                opened.add((told.row.state, verb))
                assert client.get(f"/cases/{number}/{verb}/").status_code == 200, (told.row.state, verb)


def test_every_verb_of_the_table_has_its_form_but_reporting_and_rating() -> None:
    assert set(VERBS) == {one.verb for one in MOVES} - {"report", "rate"}
    assert set(NEXT) <= set(STATES)


def test_the_whole_loop_goes_through_the_forms(stage: Any, sits: Callable[[str], Client]) -> None:
    case_id = story.report(stage).id
    steps: tuple[tuple[str, str, dict[str, Any], str], ...] = (
        ("zhou", "register", {"category": story.LITTER, "severity": "ordinary"}, "to_confirm"),
        ("lin", "confirm", {"note": "确有其事"}, "to_file"),
        ("wu", "file", {"category": story.LITTER, "severity": "urgent"}, "to_dispatch"),
        ("zhao", "dispatch", {"lead": "/yunhu/cgj/sz2/", "reason": "道路设施由市政二队维护"}, "to_sign"),
        ("sun", "sign", {}, "handling"),
        ("sun", "contact", {"reached": "yes", "note": "已约时间"}, "handling"),
        ("sun", "handle", {"result": "已清理"}, "to_check"),
    )
    for name, verb, told, state in steps:
        if verb == "handle":
            told = told | {"photos": io.BytesIO(_photo())}
            told["photos"].name = "after.jpg"
        answer = sent(sits(name), case_id, verb, **told)
        assert answer.status_code == 302, (verb, text(answer)[-3000:])
        assert story.row(case_id).state == state, verb
    assert story.row(case_id).evidence.filter(role="after").count() == 1
    assert sent(sits("sun"), case_id, "verify").status_code == 403
    assert sent(sits("lin"), case_id, "verify", note="现场已干净").status_code == 302
    assert (
        sent(sits("zheng"), case_id, "call_back", reached="yes", solved="yes", satisfied="5").status_code
        == 302
    )
    assert sent(sits("zheng"), case_id, "close").status_code == 302
    assert story.row(case_id).state == "closed"
    page = text(sits("wu").get(f"/cases/{number_of(case_id)}/"))
    assert "现场已干净" in page
    assert "solved, told by phone" in page
    assert "says the reporter" not in page
    assert page.count("★") == 2 * 5, "five beside the result, five in the story"
    track = f"/t/{number_of(case_id)}/{queries.token_of(case_id)}/"
    assert "您在电话回访中的答复" in text(Client().get(track))
    rated = Client().post(f"{track}rate/", {"solved": "no", "stars": "2", "words": "还是漏水"})
    assert rated.status_code == 302
    page = text(sits("wu").get(f"/cases/{number_of(case_id)}/"))
    assert "solved, told by phone" in page
    assert "not solved, says the reporter" in page


def _photo() -> bytes:
    from tests.journeys.walks import picture

    return picture()


def test_the_board_accepts_what_the_directory_names(stage: Any, sits: Callable[[str], Client]) -> None:
    case_id = story.to_dispatch(stage)
    client = sits("zhao")
    page = client.get("/dispatch/")
    entry = page.context["entries"][0]
    assert entry["lead"]
    assert entry["why"]
    assert sent(client, case_id, "dispatch", proposed="1", next="/dispatch/")["Location"] == "/dispatch/"
    row = story.row(case_id)
    assert row.state == "to_sign"
    assert row.lead_unit == proposals(stage.actor("zhao"), [case_id])[case_id].lead


def test_another_unit_without_a_reason_is_told_beside_the_field(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    case_id = story.to_dispatch(stage)
    answer = sent(sits("zhao"), case_id, "dispatch", lead="/yunhu/swj/", note="请尽快")
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors
    assert "请尽快" in text(answer), "what was typed stays"


def test_who_read_an_older_version_sees_what_changed_since(stage: Any, sits: Callable[[str], Client]) -> None:
    case_id = story.to_dispatch(stage)
    read_at = story.row(case_id).version
    actions.note(stage.actor("wu"), case_id, text="补充")
    actions.correct(stage.actor("zhou"), case_id, address="东门 3 号")
    answer = sent(sits("zhao"), case_id, "dispatch", version=read_at, proposed="1")
    assert answer.status_code == 409
    assert "Meanwhile this happened" in text(answer)
    assert "周敏" in text(answer)
    assert f'name="version" value="{story.row(case_id).version}"' in text(answer)


def test_a_form_sent_twice_is_done_once(stage: Any, sits: Callable[[str], Client]) -> None:
    case_id = story.handling(stage)
    client, number = sits("sun"), number_of(case_id)
    for _ in range(2):
        assert client.post(f"/cases/{number}/note/", {"key": "same", "text": "已到现场"}).status_code == 302
    assert Entry.objects.filter(verb="cases.note", subject_id=str(case_id)).count() == 1


def test_the_contact_is_shown_for_a_purpose_and_a_reason_and_that_is_written_down(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    caller = actions.Caller(name="王阿姨", phone="13800001234")
    case_id = story.report(stage, text="楼道漏水，找 13800001234", caller=caller).id
    number = number_of(case_id)
    zhou = sits("zhou")
    page = text(zhou.get(f"/cases/{number}/"))
    assert "13800001234" not in page
    assert "王阿姨" not in page
    without = zhou.post(f"/cases/{number}/contacts/", {"purpose": "case-handling", "reason": " "})
    assert without.status_code == 422
    assert "13800001234" not in text(without)
    shown = zhou.post(f"/cases/{number}/contacts/", {"purpose": "case-handling", "reason": "回电核实楼层"})
    assert "王阿姨" in text(shown)
    assert "13800001234" in text(shown)
    assert shown["Cache-Control"] == "no-store"
    assert Entry.objects.filter(verb="cases.contacts", subject_id=str(case_id)).count() == 1
    assert sits("zhao").get(f"/cases/{number}/contacts/").status_code == 403


def test_many_at_once_tell_what_became_of_each(stage: Any, sits: Callable[[str], Client]) -> None:
    good, wrong = story.to_dispatch(stage), story.report(stage).id
    body = {"ids": [good, wrong, 999_999], "verb": "dispatch", "key": "bulk-1", "next": "/cases/?state=open"}
    answer = sits("zhao").post("/cases/bulk/", body)
    results = answer.context["results"]
    assert [one["done"] for one in results] == [True, False, False]
    assert results[1]["words"]
    assert (story.row(good).state, story.row(wrong).state) == ("to_sign", "registered")
    assert answer.context["back"] == "/cases/?state=open"
    assert sits("sun").post("/cases/bulk/", body).status_code in (403, 404)
    many = body | {"ids": list(range(1, 202)), "key": "bulk-2"}
    assert sits("zhao").post("/cases/bulk/", many).status_code == 422
    assert sits("zhao").post("/cases/bulk/", body | {"verb": "void", "key": "bulk-3"}).status_code == 422


def test_a_note_for_many_without_words_is_told_as_missing_and_nothing_breaks(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    case_id = story.to_dispatch(stage)
    answer = sits("zhao").post(
        "/cases/bulk/", {"ids": [case_id], "verb": "note", "words": " ", "key": "bulk-4"}
    )
    assert answer.status_code == 200
    assert [one["done"] for one in answer.context["results"]] == [False]
    assert answer.context["results"][0]["words"]


def test_a_matter_without_a_category_asks_for_one_in_plain_words(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    number = number_of(story.report(stage, category="").id)
    answer = sits("zhou").post(f"/cases/{number}/register/", {"key": "r", "severity": "ordinary"})
    assert answer.status_code == 422
    assert "“”" not in text(answer)
    assert answer.context["form"].errors["category"]


def test_a_view_is_kept_for_oneself_and_can_be_forgotten(stage: Any, sits: Callable[[str], Client]) -> None:
    wu = sits("wu")
    kept = wu.post("/cases/views/", {"name": " 我的  超期 ", "query": "due=overdue&evil=1", "key": "v1"})
    assert kept["Location"] == "/cases/?due=overdue"
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("我的 超期", "due=overdue")
    assert "我的 超期" in text(wu.get("/cases/?due=overdue"))
    assert "我的 超期" not in text(sits("zhao").get("/cases/"))
    assert sits("zhao").post(f"/cases/views/{view.pk}/drop/").status_code == 404
    assert wu.post("/cases/views/", {"name": " ", "query": "", "key": "v2"}).status_code == 422
    assert wu.post(f"/cases/views/{view.pk}/drop/").status_code == 302
    assert not SavedView.objects.exists()


def test_the_sheet_holds_what_the_list_holds_and_runs_no_formula(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    story.report(stage, text="=HYPERLINK(1) 井盖")
    other = story.to_dispatch(stage)
    wu = sits("wu")
    lines = b"".join(wu.get("/cases/export.csv?state=registered").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(lines)))
    assert len(rows) == 2
    assert rows[1][1].startswith("'=")
    assert number_of(other) not in lines
    book = b"".join(wu.get("/cases/export.xlsx").streaming_content)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 3


def test_the_intake_desk_writes_down_and_accepts_in_one_go(stage: Any, sits: Callable[[str], Client]) -> None:
    zhou = sits("zhou")
    body = {
        "key": "call-1",
        "channel": "phone",
        "name": "陈桂兰",
        "phone": "13800001234",
        "text": "小区门口垃圾没人清",
        "category": story.LITTER,
        "severity": "ordinary",
        "lon": stage.HERE[0],
        "lat": stage.HERE[1],
        "do": "register",
    }
    for _ in range(2):
        assert zhou.post("/intake/", body)["Location"] == "/intake/"
    row = Case.objects.get()
    assert (row.state, row.channel, row.area_path) == ("to_confirm", "phone", stage.GRID)
    assert row.reporter.account_id == ""
    again = zhou.get(
        "/intake/similar/", {"lon": stage.HERE[0], "lat": stage.HERE[1], "category": story.LITTER}
    )
    assert row.number in text(again)
    far = zhou.get("/intake/similar/", {"lon": stage.THERE[0], "lat": stage.THERE[1]})
    assert row.number not in text(far)


def test_the_intake_desk_adds_a_voice_to_what_is_known(stage: Any, sits: Callable[[str], Client]) -> None:
    zhou, master = sits("zhou"), story.report(stage, text="小区门口垃圾没人清")
    spot = {"lon": stage.HERE[0], "lat": stage.HERE[1], "text": "门口的垃圾堆了两天没人清"}
    assert master.number in text(zhou.get("/intake/similar/", spot))
    body = {**spot, "channel": "phone", "severity": "ordinary", "key": "v", "do": "register"}
    assert zhou.post("/intake/", {**body, "same_as": master.number})["Location"] == "/intake/"
    assert story.row(master.id).voices == 2
    answer = zhou.post("/intake/", {**body, "key": "w", "same_as": "HC-20200101-990106-000001"})
    assert answer.status_code == 404
    assert "垃圾堆了两天" in text(answer)
    assert Case.objects.count() == 2


def test_the_intake_desk_keeps_what_was_typed_when_the_place_is_missing(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    body = {"channel": "phone", "severity": "ordinary", "text": "路灯坏了", "key": "k", "do": "register"}
    answer = sits("zhou").post("/intake/", body)
    assert answer.status_code == 422
    assert "路灯坏了" in text(answer)
    assert "address" in answer.context["form"].errors
    assert not Case.objects.exists()
    looked = sits("zhou").post("/intake/", body | {"do": "look"})
    assert looked.status_code == 200
    assert looked.context["picks"], "categories are suggested without scripts too"


@pytest.mark.parametrize(
    ("does", "state"), [("answer", "answered"), ("refuse", "refused"), ("report", "registered")]
)
def test_the_intake_desk_answers_or_declines_on_the_spot(
    stage: Any, sits: Callable[[str], Client], does: str, state: str
) -> None:
    body = {
        "channel": "counter",
        "severity": "ordinary",
        "text": "怎么办理老年卡",
        "area": stage.FIRST,
        "words": "带身份证到街道大厅",
        "instead": "街道便民大厅",
        "key": "k",
        "do": does,
    }
    assert sits("zhou").post("/intake/", body).status_code == 302
    assert Case.objects.get().state == state
    assert sits("sun").get("/intake/").status_code == 403


def test_the_map_gives_pins_and_coloured_grids_of_what_the_reader_sees(
    stage: Any, sits: Callable[[str], Client]
) -> None:
    number = number_of(story.to_sign(stage))
    story.report(stage, lon=stage.THERE[0], lat=stage.THERE[1])
    wu = sits("wu")
    pins = wu.get("/cases/pins/?bbox=114.2,30.5,114.4,30.7&zoom=14").json()["features"]
    assert sum(one["properties"]["count"] for one in pins) == 2
    only = wu.get("/cases/pins/?bbox=114.2,30.5,114.4,30.7&state=to_sign").json()["features"]
    assert [one["properties"]["url"] for one in only] == [f"/cases/{number}/"]
    grids = wu.get("/cases/areas/?colour=1").json()["features"]
    assert sum("tone" in one["properties"] for one in grids) == 2
    assert wu.get("/cases/pins/?bbox=x").status_code == 422
    assert len(sits("lin").get("/cases/areas/").json()["features"]) == 1


def test_adjudication_binds_and_comes_from_its_own_board(stage: Any, sits: Callable[[str], Client]) -> None:
    case_id = story.to_sign(stage)
    assert sent(sits("sun"), case_id, "dispute", reason="不是我队设施").status_code == 302
    wang = sits("wang")
    assert number_of(case_id) in text(wang.get("/disputes/"))
    told = {"lead": "/yunhu/swj/", "reason": "排水设施归水务局"}
    assert sent(wang, case_id, "adjudicate", **told).status_code == 302
    row = story.row(case_id)
    assert (row.state, row.lead_unit, row.bound) == ("to_sign", "/yunhu/swj/", True)


def test_a_merge_is_chosen_by_number(stage: Any, sits: Callable[[str], Client]) -> None:
    master, double = story.report(stage).id, story.report(stage).id
    zhou = sits("zhou")
    assert number_of(master) in text(zhou.get(f"/cases/{number_of(double)}/merge/"))
    assert sent(zhou, double, "merge", master="HC-20200101-990106-999999").status_code == 422
    assert sent(zhou, double, "merge", master=number_of(master)).status_code == 302
    assert story.row(master).voices == 2


def test_a_page_left_open_sends_to_sign_in_as_a_whole_and_keeps_a_form_with_its_words(stage: Any) -> None:
    case_id = story.to_call_back(stage)
    page, form = (
        f"http://testserver/cases/?q=%E7%81%AF&open={number_of(case_id)}",
        f"/cases/{number_of(case_id)}/file/",
    )
    part = {"HX-Request": "true", "HX-Current-URL": page, "Accept-Language": "en"}
    shown = Client().get("/desk/categories/?category_words=lamp", headers=part)
    assert shown.status_code == 401
    assert shown["HX-Redirect"] == f"/sign-in/?{urlencode({'next': page.removeprefix('http://testserver')})}"
    assert "<html" not in text(shown), "a part of a page is never a whole one"
    abroad = Client().get("/cases/", headers=part | {"HX-Current-URL": "https://elsewhere.example/cases/"})
    assert "HX-Redirect" not in abroad
    sent = Client().post(form, {"note": "words"}, headers=part)
    assert (sent.status_code, "HX-Redirect" in sent) == (401, False)
    assert "What you wrote still stands here" in text(sent)
    whole = Client().get("/cases/?q=1")
    assert (whole.status_code, whole["Location"]) == (302, "/sign-in/?next=%2Fcases%2F%3Fq%3D1")


def test_what_sounds_urgent_is_told_where_it_is_judged(sits: Callable[[str], Client], stage: Any) -> None:
    desk = sits("zhou")
    told = text(desk.get("/desk/categories/", {"text": "楼道里有燃气味"}))
    assert "Sounds like “Urgent”: 燃气味" in told
    assert "Sounds like" not in text(desk.get("/desk/categories/", {"text": "路灯坏了"}))
    number = story.report(stage, text="楼道里有燃气味").number
    assert "Sounds like “Urgent”" in text(desk.get(f"/cases/{number}/register/"))
    looked = desk.post("/intake/", {"do": "look", "text": "楼道里有燃气味"})
    assert "Sounds like “Urgent”" in text(looked)


@pytest.mark.parametrize("address", ["/map/", "/rules/categories/", "/rules/duties/", "/desk/"])
def test_the_search_at_the_top_shows_nothing_that_another_search_was_asked(
    sits: Callable[[str], Client], address: str
) -> None:
    page = text(sits("wu").get(address, {"q": "noise"}))
    box = page.split('role="search" action="/cases/"')[1].split("</form>")[0]
    assert 'name="q" value=""' in box


@pytest.mark.parametrize("name", ["lin", "zhao", "wu", "sun", "qian"])
def test_whoever_signs_in_begins_at_a_page_that_opens(
    stage: Any, sits: Callable[[str], Client], name: str
) -> None:
    client = sits(name)
    answer = client.get("/start/")
    assert answer.status_code == 302
    assert answer["Location"] != "/"
    assert client.get(answer["Location"]).status_code == 200
    assert Client().get("/start/")["Location"] == "/"
