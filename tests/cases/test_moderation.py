"""What the public sees and what is kept: hidden, covered, put back; with a history that keeps nothing in clear."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from happiness_cloud.cases import actions, queries, terms
from happiness_cloud.cases.models import Case, Evidence, Remark, Wording
from happiness_cloud.cases.rules import redaction
from happiness_cloud.files import queries as file_queries
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow, Refused
from happiness_cloud.ledger import queries as ledger
from happiness_cloud.ledger.models import Entry

from . import moderators, story
from .moderators import NAME, OTHER, PHONE, TEXT

READER = house("test", "ledger.read", "files.read")
WIDE = (114.0, 30.0, 115.0, 31.0)


@pytest.fixture(autouse=True)
def storage(tmp_path: Path) -> Iterator[Path]:
    with moderators.stored(tmp_path / "files") as folder:
        yield folder


def _redact(cast: Any, case_id: int, **more: Any) -> Any:
    return actions.redact(moderators.moderator(cast), case_id, reason="写了电话", **({"part": "text"} | more))


def _spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((one.start, one.end) for one in redaction.found(text))


# --- hiding


def test_what_is_hidden_the_public_sees_nowhere_and_what_is_shown_again_everywhere(stage: Any) -> None:
    case_id = moderators.told(stage)
    chen, number = stage.actor("chen"), story.row(case_id).number

    def seen() -> list[bool]:
        at = story.row(case_id).reported_at
        span = (at - timedelta(days=1), at + timedelta(days=1))
        asked = queries.Asked(text="路灯坏了", lon=stage.HERE[0], lat=stage.HERE[1])
        return [
            bool(queries.public(chen).rows),
            bool(queries.public_pins(chen, WIDE)),
            bool(queries.public_requests(chen, *span)),
            bool(queries.public_numbered(chen, [number])),
            bool(queries.public_steps(chen, *span)),
            bool(queries.likely_public(chen, asked)),
        ]

    assert all(seen())
    actions.hide(moderators.moderator(stage), case_id, reason="照片里有人")
    assert not any(seen())
    assert story.row(case_id).hidden
    with pytest.raises(NotFound):
        story.report(stage, same_as=number)
    # Staff and the reporter go on.
    assert queries.detail(stage.actor("zhou"), number).row.number == number
    assert queries.track(story.reporter(stage, case_id), case_id).text == TEXT
    actions.show_again(moderators.moderator(stage), case_id, reason="已处理")
    assert all(seen())


def test_what_the_reporter_kept_private_nobody_makes_public(stage: Any) -> None:
    case_id = moderators.told(stage, public=False)
    for verb, code in (("hide", "cases.not_public"), ("show_again", "cases.not_hidden")):
        with pytest.raises(NotNow) as no:
            getattr(actions, verb)(moderators.officer(stage), case_id, reason="因为")
        assert no.value.code == code
    file = moderators.photo(stage)
    Evidence.objects.create(case_id=case_id, file_id=file, at=clock.now())
    with pytest.raises(NotNow):
        actions.show_photo(moderators.officer(stage), case_id, file_id=file, reason="因为")


@pytest.mark.parametrize(
    "verb", ["hide", "redact", "restore_words", "cover_photo", "hide_photo", "ask_erasure"]
)
def test_a_reason_is_asked_for(stage: Any, verb: str) -> None:
    case_id = moderators.told(stage)
    with pytest.raises(Invalid) as no:
        getattr(actions, verb)(moderators.officer(stage), case_id, **_good(verb))
    assert no.value.code == "cases.needs_reason"


def _good(verb: str) -> dict[str, Any]:
    return {
        "redact": {"part": "text", "words": (NAME,)},
        "restore_words": {"wording_id": 1},
        "cover_photo": {"file_id": 1, "boxes": ((0, 0, 9, 9),)},
        "ask_erasure": {"basis": "withdrawn"},
        "caption_photo": {"file_id": 1, "caption": "路灯"},
        **{one: {"file_id": 1} for one in ("uncover_photo", "show_photo", "hide_photo")},
    }.get(verb, {})


@pytest.mark.parametrize("verb", [one for one in terms.MODERATION if one != "erase_again"])
def test_outsiders_find_nothing_and_readers_are_refused(stage: Any, verb: str) -> None:
    case_id = moderators.told(stage)
    elsewhere = moderators.officer(stage, area=stage.SECOND)
    before = Entry.objects.count()
    for who, wrong in (
        (elsewhere, NotFound),
        (stage.actor("he"), NotFound),
        (stage.actor("chen"), NotFound),
        (story.reporter(stage, case_id), NotFound),
        (stage.actor("lin"), Denied),
        (stage.actor("feng"), Denied),
    ):
        with pytest.raises(wrong):
            getattr(actions, verb)(who, case_id, reason="因为", **_good(verb))
    assert Entry.objects.count() == before


# --- words


def test_every_number_is_covered_and_not_only_the_first(stage: Any) -> None:
    case_id = moderators.told(stage)
    _redact(stage, case_id, spans=_spans(TEXT), words=(NAME,))
    case = story.row(case_id)
    assert case.text == "楼下■■■家电话■■■，另一个是■■■，路灯坏了"
    assert NAME not in case.title
    # The search finds what is left, and no longer what is covered.
    zhou = stage.actor("zhou")
    assert queries.worklist(zhou, queries.Filter(q="路灯坏了")).rows
    for word in (NAME, "0073"):
        assert not queries.worklist(zhou, queries.Filter(q=word)).rows
    assert queries.track(story.reporter(stage, case_id), case_id).text == case.text


def test_the_history_says_who_when_and_where_and_nothing_of_what_stood_there(stage: Any) -> None:
    case_id = moderators.told(stage)
    _redact(stage, case_id, spans=_spans(TEXT), words=(NAME,))
    entry = Entry.objects.get(subject_id=str(case_id), verb="cases.redact")
    assert (entry.actor_name, entry.facts["parts"], entry.facts["covered"]) == ("审核员", ["text"], 3)
    kept = Wording.objects.get(case_id=case_id)
    for secret in (NAME, PHONE, OTHER, "写了电话"):
        assert secret not in str([entry.changes, entry.facts, entry.reason, kept.sealed])
    told = ledger.history(READER, "cases.Case", case_id).steps[-1]
    assert (told.verb, told.reason) == ("cases.redact", "写了电话")


def test_words_that_stand_twice_in_a_matter_are_covered_twice(stage: Any) -> None:
    case_id = story.handling(stage)
    actions.handle(stage.actor("sun"), case_id, result=f"已告知{PHONE}的机主", file_ids=(1,))
    _redact(stage, case_id, part="result", words=(PHONE,))
    remark = Remark.objects.get(case_id=case_id, verb="handle")
    assert story.row(case_id).result == remark.text == "已告知■■■的机主"
    assert PHONE not in str(queries.track(story.reporter(stage, case_id), case_id))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"part": "nothing", "words": (NAME,)}, "cases.no_such_part"),
        ({"part": "remark:1", "words": (NAME,)}, "cases.no_such_part"),
        ({}, "cases.nothing_to_cover"),
        ({"words": ("不在里面",)}, "cases.words_not_there"),
        ({"spans": ((0, 2),)}, "cases.bad_span"),
        ({"spans": ((-5, 400),)}, "cases.bad_span"),
        ({"wording": TEXT}, "cases.nothing_to_cover"),
        ({"wording": "楼下199****家"}, "cases.masked_back"),
        ({"wording": "楼下■■■家"}, "cases.masked_back"),
        ({"wording": "长" * 900}, "cases.text_too_long"),
    ],
)
def test_what_cannot_be_covered_is_refused(stage: Any, more: dict[str, Any], code: str) -> None:
    case_id = moderators.told(stage)
    with pytest.raises(Invalid) as no:
        _redact(stage, case_id, **more)
    assert no.value.code == code
    assert story.row(case_id).text == TEXT
    assert not Wording.objects.exists()


def test_a_mask_that_was_shown_is_never_written_back_over_an_address(stage: Any) -> None:
    case_id = moderators.told(stage)
    zhou = stage.actor("zhou")
    shown = queries.detail(zhou, story.row(case_id).number).row.address
    assert "****" in shown
    # Just what the form showed: left as it is.
    actions.correct(zhou, case_id, address=shown)
    assert story.row(case_id).address == f"3号楼（{PHONE}）"
    with pytest.raises(Invalid) as no:
        actions.correct(zhou, case_id, address=shown.replace("3", "5", 1))
    assert no.value.code == "cases.masked_back"
    actions.correct(zhou, case_id, address="5号楼")
    assert story.row(case_id).address == "5号楼"


def test_an_earlier_wording_is_put_back_with_all_that_came_after(stage: Any) -> None:
    case_id = moderators.told(stage)
    _redact(stage, case_id, words=(NAME,))
    _redact(stage, case_id, words=(PHONE,))
    first = Wording.objects.filter(case_id=case_id).order_by("id")[0]
    with pytest.raises(Denied):
        actions.restore_words(moderators.moderator(stage), case_id, wording_id=first.pk, reason="误遮")
    actions.restore_words(moderators.officer(stage), case_id, wording_id=first.pk, reason="误遮")
    assert story.row(case_id).text == TEXT
    assert queries.worklist(stage.actor("zhou"), queries.Filter(q=NAME)).rows
    assert {(one.sealed, one.ended) for one in Wording.objects.all()} == {("", "restored")}
    with pytest.raises(NotNow) as gone:
        actions.restore_words(moderators.officer(stage), case_id, wording_id=first.pk, reason="误遮")
    assert gone.value.code == "cases.wording_gone"


def test_a_wording_of_another_matter_is_not_found(stage: Any) -> None:
    case_id, other = moderators.told(stage), moderators.told(stage)
    _redact(stage, other, words=(NAME,))
    kept = Wording.objects.get()
    with pytest.raises(NotFound):
        actions.restore_words(moderators.officer(stage), case_id, wording_id=kept.pk, reason="误遮")
    with pytest.raises(NotFound):
        queries.wording(
            moderators.officer(stage), case_id, purpose="audit", reason="查看", wording_id=kept.pk
        )


def test_an_original_is_seen_for_a_purpose_and_the_look_is_written_down(stage: Any) -> None:
    case_id = moderators.told(stage)
    _redact(stage, case_id, words=(NAME,))
    kept = Wording.objects.get()
    officer = moderators.officer(stage)
    assert queries.wording(officer, case_id, purpose="audit", reason="核对", wording_id=kept.pk) == TEXT
    entry = Entry.objects.get(verb="cases.originals")
    assert (entry.actor_id, entry.purpose, entry.subject_id) == (officer.id, "audit", str(case_id))
    for told in ({"purpose": "audit", "reason": " "}, {"purpose": "curious", "reason": "看"}):
        with pytest.raises(Invalid):
            queries.wording(officer, case_id, wording_id=kept.pk, **told)
    with pytest.raises(Denied):
        queries.wording(
            moderators.moderator(stage), case_id, purpose="audit", reason="看", wording_id=kept.pk
        )


def test_after_its_time_an_original_is_gone_for_everybody(stage: Any) -> None:
    case_id = moderators.told(stage)
    _redact(stage, case_id, words=(NAME,))
    keeper = house("forgetting", "cases.forget")
    assert actions.forget_wordings(keeper).wordings == 0
    with clock.at(clock.now() + timedelta(days=30, minutes=1)):
        kept = Wording.objects.get()
        with pytest.raises(NotNow):
            queries.wording(
                moderators.officer(stage), case_id, purpose="audit", reason="看", wording_id=kept.pk
            )
        assert actions.forget_wordings(keeper).wordings == 1
        assert (Wording.objects.get().sealed, Wording.objects.get().ended) == ("", "over")
        with pytest.raises(NotNow):
            actions.restore_words(moderators.officer(stage), case_id, wording_id=kept.pk, reason="误遮")


def test_who_looked_before_a_covering_must_look_again(stage: Any) -> None:
    case_id = story.handling(stage)
    actions.note(stage.actor("sun"), case_id, text=f"打{PHONE}", public=True)
    version = story.row(case_id).version
    remark = Remark.objects.get(case_id=case_id, verb="note")
    _redact(stage, case_id, part=f"remark:{remark.pk}", words=(PHONE,), version=version)
    with pytest.raises(NotNow) as moved:
        _redact(stage, case_id, part=f"remark:{remark.pk}", words=("打",), version=version)
    assert moved.value.code == "ledger.moved_on"


def test_of_two_who_hide_at_once_one_is_told(committed: Any) -> None:
    from django.db import connection

    case_id = moderators.told(committed)
    start, said = threading.Barrier(2), []

    def hide() -> None:
        try:
            start.wait()
            actions.hide(moderators.moderator(committed), case_id, reason="因为")
            said.append("hidden")
        except Refused as no:
            said.append(no.code)
        finally:
            connection.close()

    both = [threading.Thread(target=hide) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert sorted(said) == ["cases.not_public", "hidden"]


# --- photos


def _with_photo(cast: Any) -> tuple[int, int]:
    file = moderators.photo(cast)
    return moderators.told(cast, file_ids=(file,)), file


def test_the_public_gets_the_covered_photo_and_only_once_it_is_shown(stage: Any) -> None:
    case_id, file = _with_photo(stage)
    asked = queries.Asked(text="路灯坏了", lon=stage.HERE[0], lat=stage.HERE[1])
    chen, mod = stage.actor("chen"), moderators.moderator(stage)
    assert queries.likely_public(chen, asked)[0].photos == ()
    actions.cover_photo(mod, case_id, file_id=file, boxes=((16, 16, 64, 32),), reason="车牌")
    actions.show_photo(mod, case_id, file_id=file, reason="可公开")
    assert queries.likely_public(chen, asked)[0].photos == (file,)
    assert file_queries.links(READER, [file])[0].boxes == ((16, 16, 64, 32),)
    with pytest.raises(NotNow):
        actions.show_photo(mod, case_id, file_id=file, reason="可公开")
    actions.hide_photo(mod, case_id, file_id=file, reason="不宜公开")
    assert queries.likely_public(chen, asked)[0].photos == ()
    with pytest.raises(NotNow):
        actions.hide_photo(mod, case_id, file_id=file, reason="不宜公开")


def test_a_photo_put_back_in_clear_leaves_the_public_view(stage: Any) -> None:
    case_id, file = _with_photo(stage)
    mod, officer = moderators.moderator(stage), moderators.officer(stage)
    actions.cover_photo(mod, case_id, file_id=file, boxes=((16, 16, 64, 32),), reason="车牌")
    actions.show_photo(mod, case_id, file_id=file, reason="可公开")
    with pytest.raises(Denied):
        actions.uncover_photo(mod, case_id, file_id=file, reason="误遮")
    actions.uncover_photo(officer, case_id, file_id=file, reason="误遮")
    assert file_queries.links(READER, [file])[0].boxes == ()
    assert not Evidence.objects.get(file_id=file).public
    with pytest.raises(NotNow):
        actions.uncover_photo(officer, case_id, file_id=file, reason="误遮")


def test_the_clear_photo_is_seen_for_a_purpose_and_the_look_is_written_down(stage: Any) -> None:
    case_id, file = _with_photo(stage)
    actions.cover_photo(
        moderators.moderator(stage), case_id, file_id=file, boxes=((16, 16, 64, 32),), reason="车牌"
    )
    officer = moderators.officer(stage)
    seen = queries.clear_photo(officer, case_id, purpose="audit", reason="核对", file_id=file)
    assert seen.startswith(b"\xff\xd8\xff")
    assert Entry.objects.filter(verb="cases.originals", purpose="audit").count() == 1
    with pytest.raises(NotFound):
        queries.clear_photo(officer, case_id, purpose="audit", reason="核对", file_id=file + 1)
    with pytest.raises(Denied):
        queries.clear_photo(
            moderators.moderator(stage), case_id, purpose="audit", reason="核对", file_id=file
        )


def test_a_photo_of_another_matter_is_not_found(stage: Any) -> None:
    case_id, _file = _with_photo(stage)
    foreign = moderators.photo(stage, name="别处.jpg")
    for verb in ("cover_photo", "uncover_photo", "show_photo", "hide_photo", "caption_photo"):
        told = _good(verb) | {"file_id": foreign}
        with pytest.raises(NotFound):
            getattr(actions, verb)(moderators.officer(stage), case_id, reason="因为", **told)


def test_boxes_outside_the_photo_are_refused(stage: Any) -> None:
    case_id, file = _with_photo(stage)
    for boxes in ((), ((500, 0, 9, 9),), ((0, 0, 0, 0),)):
        with pytest.raises(Invalid) as no:
            actions.cover_photo(
                moderators.moderator(stage), case_id, file_id=file, boxes=boxes, reason="车牌"
            )
        assert no.value.facts["field"] == "boxes"
    assert file_queries.links(READER, [file])[0].boxes == ()


def test_a_caption_is_kept_and_the_book_does_not_repeat_it(stage: Any) -> None:
    case_id, file = _with_photo(stage)
    actions.caption_photo(moderators.moderator(stage), case_id, file_id=file, caption=f" {NAME}  门口 ")
    assert Evidence.objects.get(file_id=file).caption == f"{NAME} 门口"
    entry = Entry.objects.get(verb="cases.caption_photo")
    assert NAME not in str([entry.changes, entry.facts])
    with pytest.raises(Invalid):
        actions.caption_photo(moderators.moderator(stage), case_id, file_id=file, caption="长" * 121)


# --- what the page is told


def test_the_page_is_told_every_place_that_tells_somebody_and_shows_none_in_clear(stage: Any) -> None:
    case_id, file = _with_photo(stage)
    shown = queries.moderation(moderators.moderator(stage), story.row(case_id).number)
    text = next(one for one in shown.parts if one.part == "text")
    assert [one.kind for one in text.hits] == ["phone", "phone"]
    assert [one.part for one in shown.parts] == ["text", "address"]
    for secret in (PHONE, OTHER):
        assert secret not in str(shown)
    assert [one.file_id for one in shown.photos] == [file]
    _redact(stage, case_id, words=(NAME,))
    again = queries.moderation(moderators.moderator(stage), story.row(case_id).number)
    assert [(one.part, one.ended) for one in again.wordings] == [("text", "")]
    assert [one.verb for one in again.steps] == ["redact"]
    assert NAME not in str(again)


def test_the_page_is_for_moderators_of_that_place(stage: Any) -> None:
    number = story.row(moderators.told(stage)).number
    with pytest.raises(NotFound):
        queries.moderation(moderators.officer(stage, area=stage.SECOND), number)
    for name in ("lin", "chen"):
        with pytest.raises(Denied):
            queries.moderation(stage.actor(name), number)


def test_a_repeated_key_gets_the_first_answer(stage: Any) -> None:
    case_id = moderators.told(stage)
    first = actions.hide(moderators.moderator(stage), case_id, reason="因为", key="hide-key-1")
    again = actions.hide(moderators.moderator(stage), case_id, reason="因为", key="hide-key-1")
    assert first == again
    assert isinstance(again, actions.Moved)
    assert Case.objects.get(pk=case_id).hidden
