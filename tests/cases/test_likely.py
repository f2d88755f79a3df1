"""Before somebody reports what is known: the likely ones are shown, and a voice is added instead of a second matter."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case, Reporter
from happiness_cloud.interfaces.seats import VISITOR
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import NotFound, NotNow
from happiness_cloud.ledger.models import Entry
from happiness_cloud.post.models import Message

from . import story
from .everybody import call

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PHONE = "13800001234"


def asked(cast: Any, text: str = "东门路灯坏了，晚上很黑", east: float = 0.0, **told: Any) -> queries.Asked:
    return queries.Asked(text=text, lon=cast.HERE[0] + east, lat=cast.HERE[1], **told)


def numbers(found: tuple[queries.Likely, ...]) -> list[str]:
    return [one.number for one in found]


def test_the_same_thing_close_by_comes_first_with_the_words_both_say(stage: Any) -> None:
    lamp = story.report(stage, text="小区东门的路灯坏了三天")
    story.report(stage, text="垃圾桶满溢，有异味", lon=stage.HERE[0] + 0.002)
    best, *_others = queries.likely_public(VISITOR, asked(stage))
    assert best.number == lamp.number
    assert best.metres == 100
    assert best.shared == ("路灯坏了",), "a kind of thing, no place and no time"


def test_who_asks_again_and_again_finds_no_name_no_number_and_no_door(stage: Any) -> None:
    story.report(stage, text="路灯不亮，找王建国 13911112222，东门三号楼", lon=stage.HERE[0] + 0.00031)
    plain = queries.likely_public(VISITOR, asked(stage, text="路灯不亮"))[0]
    for guess in ("王建国", "13911112222", "三号楼"):
        guessed = queries.likely_public(VISITOR, asked(stage, text=f"路灯不亮{guess}"))[0]
        assert (guessed.score, guessed.shared) == (plain.score, plain.shared), guess
    # Two matters that the public map shows at one point are alike in everything that is told.
    story.report(stage, text="路灯不亮", lon=stage.HERE[0] - 0.0003)
    told = queries.likely_public(VISITOR, asked(stage, text="路灯不亮", east=0.003))
    assert len({(one.score, one.metres) for one in told}) == 1


def test_staff_are_told_closer(stage: Any) -> None:
    story.report(stage, text="小区东门的路灯坏了三天")
    (best,) = queries.likely(stage.actor("zhou"), asked(stage))
    assert (best.metres, best.title) == (10, "小区东门的路灯坏了三天")
    assert "路灯坏了" in best.shared


def test_what_is_private_ended_far_or_old_is_not_shown(stage: Any) -> None:
    with clock.at(MORNING - timedelta(days=70)):
        story.report(stage)
    with clock.at(MORNING):
        private = story.report(stage, public=False)
        ended = story.report(stage)
        call("void", stage.actor("wu"), ended.id)
        shown = story.report(stage)
        assert numbers(queries.likely_public(VISITOR, asked(stage))) == [shown.number]
        assert queries.likely_public(VISITOR, asked(stage, east=0.02)) == ()
        assert queries.likely_public(VISITOR, asked(stage, text="  ")) == ()
        # Staff see what lies in their own area, private or not; the neighbours' worker sees nothing of it.
        assert set(numbers(queries.likely(stage.actor("zhou"), asked(stage)))) == {
            private.number,
            shown.number,
        }
        assert queries.likely(stage.actor("he"), asked(stage)) == ()


def test_without_a_point_the_words_within_the_area_must_carry_it(stage: Any) -> None:
    lamp = story.report(stage, text="梧桐路的路灯不亮", lon=None, lat=None, area=stage.GRID)
    told = queries.Asked(text="梧桐路的路灯不亮了", area=stage.GRID)
    assert numbers(queries.likely_public(VISITOR, told)) == [lamp.number]
    assert queries.likely_public(VISITOR, queries.Asked(text="梧桐路的路灯不亮了")) == ()


def test_at_most_five_are_shown_by_two_statements(stage: Any, django_assert_max_num_queries: Any) -> None:
    for _turn in range(8):
        story.report(stage)
    with django_assert_max_num_queries(2):
        assert len(queries.likely_public(VISITOR, asked(stage))) == 5


def test_only_photos_that_may_be_shown_are_shown(stage: Any) -> None:
    case_id = story.report(stage, file_ids=(7,)).id
    assert queries.likely_public(VISITOR, asked(stage))[0].photos == ()
    assert queries.likely(stage.actor("zhou"), asked(stage))[0].photos == (7,)
    Case.objects.get(pk=case_id).evidence.update(public=True)
    assert queries.likely_public(VISITOR, asked(stage))[0].photos == (7,)


def me_too(cast: Any, number: str, **told: Any) -> actions.Reported:
    caller = actions.Caller(name="李", phone=PHONE)
    return story.report(cast, by="chen", text="路灯还是不亮", same_as=number, caller=caller, **told)


def test_a_voice_is_added_and_the_reporter_follows_with_a_link_of_his_own(stage: Any) -> None:
    with clock.at(MORNING):
        master = story.handling(stage)
        number = story.row(master).number
        told = me_too(stage, number)
    joined = story.row(told.id)
    assert (joined.state, joined.merged_into_id, joined.outcome) == ("merged", master, "merged")
    assert story.row(master).voices == 2
    assert Reporter.objects.get(case_id=told.id).phone_hash
    assert [one.verb for one in Entry.objects.filter(subject_id=str(told.id))] == ["cases.report"]
    assert Entry.objects.get(
        subject_id=str(master), verb="cases.report", facts__joined=joined.number
    ).changes == {"voices": [1, 2]}
    followed = queries.track(story.reporter(stage, told.id), told.id).followed
    assert followed is not None
    assert (followed.number, followed.state, followed.promised) == (
        number,
        "handling",
        story.row(master).due_at,
    )


def test_who_added_a_voice_is_told_when_it_is_done(stage: Any) -> None:
    with clock.at(MORNING):
        master = story.handling(stage)
        told = me_too(stage, story.row(master).number)
        second = me_too(stage, story.row(master).number)
        actions.handle(stage.actor("sun"), master, result="已更换灯头", file_ids=(1,))
        actions.verify(stage.actor("lin"), master)
        actions.call_back(stage.actor("zheng"), master, reached=True, solved=True, satisfied=5)
        before = Message.objects.count()
        actions.close(stage.actor("zheng"), master)
    about = set(Message.objects.order_by("id").values_list("about_id", flat=True)[before:])
    assert about == {str(told.id), str(second.id)}
    followed = queries.track(story.reporter(stage, told.id), told.id).followed
    assert followed is not None
    assert (followed.state, followed.done_at is not None) == ("closed", True)


def test_a_voice_can_be_taken_out_again_and_stands_as_a_matter_of_its_own(stage: Any) -> None:
    with clock.at(MORNING):
        master = story.handling(stage)
        told = me_too(stage, story.row(master).number)
        plain = story.report(stage)
        call("unmerge", stage.actor("wu"), told.id)
    back, other = story.row(told.id), story.row(plain.id)
    assert (back.state, back.voices, story.row(master).voices) == ("registered", 1, 1)
    assert (back.stage_due_at, back.look_at) == (other.stage_due_at, other.look_at)


def test_nothing_is_added_to_what_has_ended_is_private_or_is_not_there(stage: Any) -> None:
    ended = story.report(stage)
    call("void", stage.actor("wu"), ended.id)
    private = story.report(stage, public=False)
    count = Case.objects.count()
    with pytest.raises(NotNow) as over:
        me_too(stage, ended.number)
    assert over.value.code == "cases.merge_ended"
    for nobody in (private.number, "HC-20261124-990106-999999"):
        with pytest.raises(NotFound):
            me_too(stage, nobody)
    assert Case.objects.count() == count


def test_many_voices_at_once_are_all_counted(committed: Any) -> None:
    from django.db import connection

    master = story.report(committed)
    wrong: list[BaseException] = []

    def voice() -> None:
        try:
            me_too(committed, master.number)
        except BaseException as no:
            wrong.append(no)
        finally:
            connection.close()

    crowd = [threading.Thread(target=voice) for _ in range(10)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(60)
    assert wrong == []
    assert story.row(master.id).voices == 11
    assert Case.objects.filter(merged_into_id=master.id).count() == 10


def test_the_database_looks_at_the_neighbourhood_only(stage: Any) -> None:
    from django.db import connection

    story.report(stage)
    with CaptureQueriesContext(connection) as asked_of:
        queries.likely_public(VISITOR, asked(stage))
    assert any('"lon" BETWEEN' in one["sql"] and "LIMIT" in one["sql"] for one in asked_of)
