"""The grid worker's doors: who may come in, what they refuse, and that a second press changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import Case
from happiness_cloud.interfaces.seats import VISITOR
from happiness_cloud.ledger.models import Entry

LIGHT = "01037"


@pytest.fixture(autouse=True)
def _ground(stage: Any) -> None:
    """The small place and its cast."""


def signed(stage: Any, name: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def to_confirm(stage: Any, text: str = "路灯不亮") -> Case:
    done = actions.report(VISITOR, text=text, lon=stage.HERE[0], lat=stage.HERE[1], category=LIGHT)
    actions.register(stage.actor("zhou"), done.id, category=LIGHT, severity="ordinary")
    return Case.objects.get(pk=done.id)


def test_visitors_are_sent_to_the_sign_in_page_and_back() -> None:
    for address in ("/field/", "/field/list/", "/field/report/", "/field/report/side/", "/field/HC-1/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/?next=")


def test_the_tally_counts_only_my_grid(stage: Any) -> None:
    case = to_confirm(stage)
    mine = signed(stage, "lin").get("/field/").content.decode()
    assert case.number in mine
    theirs = signed(stage, "he").get("/field/").content.decode()
    assert case.number not in theirs
    assert "All done for now" in theirs


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_grids_matter_is_not_there(stage: Any, method: str) -> None:
    case = to_confirm(stage)
    client = signed(stage, "he")
    answer = getattr(client, method)(f"/field/{case.number}/", {"verb": "confirm"})
    assert answer.status_code == 404
    assert client.get(f"/field/{case.number}/pin.json").status_code == 404
    assert Case.objects.get(pk=case.pk).state == "to_confirm"


def test_only_the_verbs_of_the_site_can_be_pressed(stage: Any) -> None:
    case = to_confirm(stage)
    client = signed(stage, "lin")
    assert client.post(f"/field/{case.number}/", {"verb": "void", "reason": "x"}).status_code == 404
    answer = client.post(f"/field/{case.number}/", {"verb": "verify"})
    assert answer.status_code == 409
    assert Case.objects.get(pk=case.pk).state == "to_confirm"


def test_not_there_needs_words(stage: Any) -> None:
    case = to_confirm(stage)
    client = signed(stage, "lin")
    assert client.post(f"/field/{case.number}/", {"verb": "not_found"}).status_code == 422
    assert client.post(f"/field/{case.number}/", {"verb": "not_found", "reason": "修好了"}).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "refused"


def test_a_press_repeated_with_its_key_gets_the_first_answer(stage: Any) -> None:
    case = to_confirm(stage)
    client = signed(stage, "lin")
    sent = {"verb": "confirm", "key": "k" * 24, "version": str(case.version)}
    assert client.post(f"/field/{case.number}/", sent).status_code == 302
    assert client.post(f"/field/{case.number}/", sent).status_code == 302
    steps = Entry.objects.filter(subject_kind="cases.Case", subject_id=str(case.pk), verb="cases.confirm")
    assert steps.count() == 1


def test_a_page_read_before_somebody_else_acted_is_told_so(stage: Any) -> None:
    case = to_confirm(stage)
    actions.note(stage.actor("zhou"), case.pk, text="已联系物业")
    actions.urge(stage.actor("lin"), case.pk)
    client = signed(stage, "lin")
    answer = client.post(f"/field/{case.number}/", {"verb": "confirm", "version": str(case.version)})
    assert answer.status_code == 409
    assert Case.objects.get(pk=case.pk).state == "to_confirm"


def test_a_report_needs_a_kind_or_words_and_a_place(stage: Any) -> None:
    client = signed(stage, "lin")
    spot = {"lon": stage.HERE[0], "lat": stage.HERE[1]}
    kind = queries_kind(client)
    assert client.post("/field/report/", spot).status_code == 422
    assert client.post("/field/report/", {"category": kind}).status_code == 422
    assert client.post("/field/report/", {"category": "99999", **spot}).status_code == 422
    assert Case.objects.count() == 0
    assert client.post("/field/report/", {"category": kind, **spot}).status_code == 302
    assert Case.objects.get().category == kind


def queries_kind(client: Client) -> str:
    """The first kind that is offered."""
    page = client.get("/field/report/").content.decode()
    return page.split('name="category" value="', 1)[1].split('"', 1)[0]


def test_what_is_common_here_is_offered_first(stage: Any) -> None:
    for _turn in range(3):
        to_confirm(stage)
    assert queries_kind(signed(stage, "lin")) == LIGHT


def test_a_report_beyond_my_grid_is_refused_and_nothing_is_kept(stage: Any) -> None:
    client = signed(stage, "lin")
    answer = client.post("/field/report/", {"text": "x", "lon": stage.THERE[0], "lat": stage.THERE[1]})
    assert answer.status_code == 422
    assert Case.objects.count() == 0


# On the side of the first grid of its border with the second, three metres away.
BORDER = {"lon": "114.309970", "lat": "30.605000"}
AT = f"{BORDER['lon']},{BORDER['lat']}"


def told_side(page: str) -> bool:
    return "This place is close to a border. On which side is it?" in page


def test_close_to_a_border_both_sides_are_named_before_anything_is_sent(stage: Any) -> None:
    client = signed(stage, "lin")
    asked = client.get("/field/report/side/", BORDER).content.decode()
    assert told_side(asked)
    assert asked.index(f'value="{stage.GRID}"') < asked.index(f'value="{stage.NEXT_GRID}"')
    assert "checked" not in asked
    middle = {"lon": stage.HERE[0], "lat": stage.HERE[1]}
    for nothing in (
        middle,
        {},
        {"lon": "nan", "lat": "1e999"},
        {"lon": "x", "lat": ""},
        {"lon": "0", "lat": "0"},
    ):
        answer = client.get("/field/report/side/", nothing)
        assert (answer.status_code, told_side(answer.content.decode())) == (200, False)


def test_a_report_close_to_a_border_is_not_sent_before_its_side_is_chosen(stage: Any) -> None:
    client = signed(stage, "lin")
    sent = {"text": "井盖松动", "key": "k" * 24, **BORDER}
    # The grid in the list is only where she works; the question is asked all the same.
    for more in ({}, {"area": stage.GRID}, {"side": ""}, {"side": stage.FAR_GRID, "side_at": AT}):
        answer = client.post("/field/report/", {**sent, **more})
        page = answer.content.decode()
        assert (answer.status_code, told_side(page)) == (422, True)
        assert "Choose the side, so that the right people come." in page
        assert "井盖松动" in page
    assert Case.objects.count() == 0
    done = client.post("/field/report/", {**sent, "side": stage.GRID, "side_at": AT})
    assert (done.status_code, Case.objects.get().area_path) == (302, stage.GRID)


def test_the_side_that_was_chosen_goes_before_the_pin(stage: Any) -> None:
    over = {"lon": "114.310030", "lat": "30.605000"}
    sent = {"text": "井盖松动", **over, "side": stage.GRID, "side_at": f"{over['lon']},{over['lat']}"}
    assert signed(stage, "lin").post("/field/report/", sent).status_code == 302
    assert Case.objects.get().area_path == stage.GRID


def test_the_side_beyond_my_grid_is_refused_and_the_question_stays(stage: Any) -> None:
    sent = {"text": "井盖松动", **BORDER, "side": stage.NEXT_GRID, "side_at": AT}
    answer = signed(stage, "lin").post("/field/report/", sent)
    assert answer.status_code == 422
    assert told_side(answer.content.decode())
    assert Case.objects.count() == 0


def test_a_pin_that_moved_asks_for_the_side_anew(stage: Any) -> None:
    client = signed(stage, "lin")
    chosen = {"side": stage.GRID, "side_at": AT}
    # The question that stands there is left alone, with what was chosen and what was said about it.
    assert client.get("/field/report/side/", {**BORDER, **chosen}).status_code == 204
    moved = {"lon": "114.310030", "lat": "30.605000"}
    asked = client.get("/field/report/side/", {**moved, **chosen}).content.decode()
    assert told_side(asked)
    assert "checked" not in asked
    assert client.post("/field/report/", {"text": "井盖松动", **moved, **chosen}).status_code == 422
    assert Case.objects.count() == 0


def test_a_damaged_photo_is_told_at_the_field(stage: Any) -> None:
    case = to_confirm(stage)
    bad = SimpleUploadedFile("x.jpg", b"GIF89a broken", "image/jpeg")
    answer = signed(stage, "lin").post(f"/field/{case.number}/", {"verb": "confirm", "photos": [bad]})
    assert answer.status_code == 422
    assert "x.jpg" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).state == "to_confirm"


def test_the_common_kinds_are_counted_in_what_one_may_see(stage: Any) -> None:
    from happiness_cloud.cases.queries.commonest import commonest

    to_confirm(stage)
    assert commonest(stage.actor("lin")) == (LIGHT,)
    assert commonest(stage.actor("he")) == ()
