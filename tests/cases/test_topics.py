"""Hot topics found in the house's own matters, and the topic projects that follow them to the end."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from happiness_cloud.cases import actions, queries, rights, tasks
from happiness_cloud.cases.models import Case, HotMatter, HotRun, Topic, TopicMatter
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant, house
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow, Refused
from happiness_cloud.ledger.models import Entry

from . import story
from .everybody import call

FINDER = house("topic-finder", rights.FIND_TOPICS)
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
MIXER = (
    "梧桐路搅拌站夜里噪音扰民，灰尘也大",
    "梧桐路旁新建搅拌站，灰尘满天，请查处",
    "投诉梧桐路搅拌站，粉尘噪音让人无法开窗",
    "梧桐路搅拌站通宵施工，孩子睡不着",
)
OTHERS = (
    "公交七路等候太久",
    "校门口缺红绿灯",
    "井盖松动有危险",
    "电梯故障没人修",
    "自来水发黄有异味",
    "共享单车乱停放",
)


def said(
    cast: Any, text: str, phone: str = "", where: tuple[float, float] | None = None, days: float = 0
) -> int:
    lon, lat = where or cast.HERE
    with clock.at(NOON - timedelta(days=days)):
        caller = actions.Caller(name="某人", phone=phone) if phone else None
        return int(actions.report(cast.actor("chen"), text=text, lon=lon, lat=lat, caller=caller).id)


@pytest.fixture
def hot(stage: Any) -> list[int]:
    """Four people who speak of one thing in the first community, and others of this and that."""
    found = [said(stage, text, f"1390000000{at}", days=at) for at, text in enumerate(MIXER)]
    for at, text in enumerate(OTHERS):
        said(stage, text, days=at)
    with clock.at(NOON):
        actions.find_topics(FINDER)
    return found


def opened(cast: Any, ids: Any, by: str = "wu", **told: Any) -> actions.TopicStands:
    return actions.open_topic(cast.actor(by), **({"title": "搅拌站扰民", "case_ids": ids} | told))


def test_what_several_people_say_is_found_with_its_words_and_place(stage: Any, hot: list[int]) -> None:
    told = queries.hot_topics(stage.actor("wu"))
    assert (told.at, told.n) == (NOON, len(MIXER) + len(OTHERS))
    topic = told.topics[0]
    assert len(told.topics) == 1
    assert set(topic.case_ids) == set(hot)
    assert (topic.matters, topic.open, topic.people, topic.last_week) == (4, 4, 4, 4)
    assert any("梧桐路" in one for one in topic.places)
    assert any("搅拌站" in one for one in topic.words)
    assert topic.weeks[-1] == 4
    assert topic.number == story.row(hot[-1]).number, "the oldest names it"
    again, rows = queries.hot_topic(stage.actor("wu"), story.row(hot[1]).number)
    assert again == topic
    assert {one.id for one in rows} == set(hot)


def test_one_person_writing_often_is_no_hot_topic(stage: Any) -> None:
    for at, text in enumerate(MIXER):
        said(stage, text, "13900000001", days=at)
    for text in OTHERS:
        said(stage, text)
    with clock.at(NOON):
        assert actions.find_topics(FINDER).topics >= 1
    assert queries.hot_topics(stage.actor("wu")).topics == ()


def test_a_merged_report_is_a_voice_of_its_master_and_no_matter_of_its_own(stage: Any) -> None:
    first = said(stage, MIXER[0], "13900000001")
    second = said(stage, MIXER[0], "13900000002")
    third = said(stage, MIXER[1], "13900000003")
    for text in OTHERS:
        said(stage, text)
    actions.merge(stage.actor("wu"), second, master_id=first)
    with clock.at(NOON):
        actions.find_topics(FINDER)
    topic = queries.hot_topics(stage.actor("wu")).topics[0]
    assert set(topic.case_ids) == {first, third}
    assert topic.people == 3


def test_voices_that_have_no_matter_of_their_own_here_still_count(stage: Any) -> None:
    key = said(stage, MIXER[0])
    for text in OTHERS:
        said(stage, text)
    Case.objects.filter(pk=key).update(voices=9)
    with clock.at(NOON):
        actions.find_topics(FINDER)
    topic = queries.hot_topics(stage.actor("wu")).topics[0]
    assert (topic.case_ids, topic.people) == ((key,), 9)


def test_no_word_of_a_topic_is_somebodys_number_or_said_by_one_alone(stage: Any) -> None:
    for at, text in enumerate(MIXER):
        said(stage, f"{text}，电话13912345678，张三丰", f"1390000000{at}")
    for text in OTHERS:
        said(stage, text)
    with clock.at(NOON):
        actions.find_topics(FINDER)
    words = [word for one in HotMatter.objects.all() for word in (*one.words, *one.places)]
    assert words
    assert not any("139" in one for one in words)
    HotMatter.objects.filter(case__text__startswith=MIXER[0]).update(words=["只有一人"])
    topic = queries.hot_topics(stage.actor("wu")).topics[0]
    assert "只有一人" not in topic.words


def test_what_is_long_ago_void_or_refused_makes_nothing_hot(stage: Any) -> None:
    old = [said(stage, text, f"1390000000{at}", days=70 + at) for at, text in enumerate(MIXER)]
    new = [said(stage, text, f"1390000001{at}", days=at) for at, text in enumerate(MIXER)]
    for text in OTHERS:
        said(stage, text)
    Case.objects.filter(pk__in=new).update(state="void")
    with clock.at(NOON):
        assert actions.find_topics(FINDER).n == len(OTHERS)
    assert not HotMatter.objects.filter(case_id__in=old + new).exists()


def test_each_reader_is_told_of_the_part_he_sees_alone(stage: Any) -> None:
    here = [said(stage, text, f"1390000000{at}") for at, text in enumerate(MIXER)]
    edge = (114.3201, 30.605)
    there = said(stage, f"{MIXER[0]}，银杏里也听得见", "13900000009", where=edge)
    Case.objects.filter(pk__in=here).update(lon=114.3199)
    for text in OTHERS:
        said(stage, text)
    with clock.at(NOON):
        actions.find_topics(FINDER)
    whole = queries.hot_topics(stage.actor("wu")).topics[0]
    assert set(whole.case_ids) == {*here, there}
    part = queries.hot_topics(stage.actor("lin")).topics[0]
    assert set(part.case_ids) == set(here)
    assert part.people == 4
    # One matter alone is nothing hot, and the other community learns nothing of those that make it so.
    assert queries.hot_topics(stage.actor("he")).topics == ()
    assert queries.hot_topics(stage.actor("wu"), area=stage.SECOND).topics == ()
    with pytest.raises(NotFound):
        queries.hot_topic(stage.actor("he"), story.row(here[0]).number)


def test_the_lists_need_few_statements_however_many_matters(stage: Any, hot: list[int]) -> None:
    opened(stage, hot)
    opened(stage, hot[:2], title="第二个")
    wu = stage.actor("wu")
    with CaptureQueriesContext(connection) as told:
        assert queries.hot_topics(wu).topics
    assert len(told) == 3
    with CaptureQueriesContext(connection) as told:
        assert len(queries.topics(wu).rows) == 2
    assert len(told) == 4
    with CaptureQueriesContext(connection) as told:
        queries.topic(wu, Topic.objects.first().pk)
    assert len(told) <= 8


def test_only_the_house_finds_topics_and_only_the_newest_finding_is_kept(stage: Any, hot: list[int]) -> None:
    with pytest.raises(Denied):
        actions.find_topics(stage.actor("wu"))
    with clock.at(NOON + timedelta(hours=1)):
        actions.find_topics(FINDER)
    assert HotRun.objects.count() == 1
    entry = Entry.objects.filter(verb="cases.find_topics").latest("id")
    assert entry.facts["topics"] >= 1
    assert "搅拌站" not in str(entry.facts) + str(entry.changes)


def test_topics_are_found_anew_when_there_is_something_new_or_it_was_long_ago(
    stage: Any, hot: list[int]
) -> None:
    with clock.at(NOON + timedelta(minutes=10)):
        assert not queries.topics_due(FINDER)
        tasks.find_topics(0)
        assert HotRun.objects.get().at == NOON
    said(stage, "楼道灯不亮", days=-0.1)
    with clock.at(NOON + timedelta(hours=3)):
        assert queries.topics_due(FINDER)
        tasks.find_topics(0)
        assert HotRun.objects.get().at == NOON + timedelta(hours=3)
    with clock.at(NOON + timedelta(days=1)):
        assert queries.topics_due(FINDER)


def test_nothing_was_found_yet(stage: Any) -> None:
    told = queries.hot_topics(stage.actor("wu"))
    assert (told.at, told.topics) == (None, ())
    with pytest.raises(NotFound):
        queries.hot_topic(stage.actor("wu"), "HC-1")
    with clock.at(NOON):
        assert actions.find_topics(FINDER).n == 0


def test_a_hot_topic_becomes_a_project_and_says_so(stage: Any, hot: list[int]) -> None:
    told = opened(stage, hot, lead="/yunhu/cgj/sz2/", note="一个月内解决")
    assert (told.state, told.matters) == ("open", 4)
    assert queries.hot_topics(stage.actor("wu")).topics[0].project == told.id
    page = queries.topic(stage.actor("wu"), told.id)
    assert (page.row.title, page.note, page.row.lead_unit) == (
        "搅拌站扰民",
        "一个月内解决",
        "/yunhu/cgj/sz2/",
    )
    assert page.row.area_path == stage.GRID
    assert {one.id for one in page.matters} == set(hot)
    assert page.may_keep
    assert [one.verb for one in page.steps] == ["open_topic"]
    assert set(page.steps[0].numbers) == {story.row(one).number for one in hot}
    entry = Entry.objects.filter(verb="cases.open_topic").get()
    assert entry.subject_id == str(told.id)
    assert "搅拌站" not in str(entry.facts)


def test_who_leads_sees_the_project_and_of_its_matters_those_of_the_unit(stage: Any, hot: list[int]) -> None:
    told = opened(stage, hot, lead="/yunhu/cgj/sz2/")
    page = queries.topic(stage.actor("sun"), told.id)
    assert page.matters == ()
    assert not page.may_keep
    assert page.steps[0].numbers == ()
    with pytest.raises(NotFound):
        queries.topic(stage.actor("ma"), told.id)


def test_like_matters_that_come_later_are_offered_and_can_be_added(stage: Any, hot: list[int]) -> None:
    with clock.at(NOON):
        told = opened(stage, hot[:3])
    late = said(stage, f"还是{MIXER[0]}", "13900000008", days=-0.1)
    with clock.at(NOON + timedelta(hours=4)):
        actions.find_topics(FINDER)
        page = queries.topic(stage.actor("wu"), told.id)
        assert {one.id for one in page.alike} == {hot[3], late}
        again = actions.topic_add(stage.actor("wu"), told.id, case_ids=(late, hot[0]))
    assert (again.matters, again.version) == (4, told.version + 1)
    page = queries.topic(stage.actor("wu"), told.id)
    assert [one.verb for one in page.steps] == ["open_topic", "topic_add"]
    assert page.steps[1].numbers == (story.row(late).number,)
    assert queries.topic(stage.actor("lin"), told.id).alike == (), "only who may add is offered more"


def test_a_project_grows_with_the_area_of_its_matters_but_not_beyond_its_keepers(
    stage: Any, hot: list[int]
) -> None:
    far = said(stage, MIXER[0], where=stage.THERE)
    here = Actor(
        "account:7", "staff", (Grant("cases.read", stage.DISTRICT), Grant("cases.topics", stage.FIRST)), "社"
    )
    told = actions.open_topic(here, title="一处", case_ids=hot)
    with pytest.raises(NotFound):
        actions.topic_add(here, told.id, case_ids=(far,))
    assert actions.topic_add(stage.actor("wu"), told.id, case_ids=(far,)).matters == 5
    assert Topic.objects.get(pk=told.id).area_path == stage.STREET
    with pytest.raises(NotFound):
        queries.topic(stage.actor("lin"), told.id)
    two = (
        Grant("cases.read", stage.DISTRICT),
        *(Grant("cases.topics", one) for one in (stage.FIRST, stage.SECOND)),
    )
    with pytest.raises(Denied) as no:
        actions.open_topic(Actor("account:8", "staff", two, "两"), title="两处", case_ids=(*hot, far))
    assert no.value.code == "cases.topic_too_wide"


def test_matters_are_taken_out_again(stage: Any, hot: list[int]) -> None:
    told = opened(stage, hot)
    left = actions.topic_remove(stage.actor("zhao"), told.id, case_ids=hot[:1])
    assert left.matters == 3
    with pytest.raises(NotFound):
        actions.topic_remove(stage.actor("zhao"), told.id, case_ids=hot[:1])
    with pytest.raises(Invalid):
        actions.topic_remove(stage.actor("zhao"), told.id, case_ids=())
    assert {one.id for one in queries.topic(stage.actor("wu"), told.id).matters} == set(hot[1:])


def test_a_merged_matter_is_followed_to_its_master_and_counts_once(stage: Any, hot: list[int]) -> None:
    told = opened(stage, hot[:2])
    master = said(stage, "总的一件")
    for one in hot[:2]:
        actions.merge(stage.actor("wu"), one, master_id=master)
    page = queries.topic(stage.actor("wu"), told.id)
    assert [one.id for one in page.matters] == [master]
    assert (page.row.matters, page.row.open, page.row.voices) == (1, 1, 3)
    higher = said(stage, "更大的一件")
    actions.merge(stage.actor("wu"), master, master_id=higher)
    assert [
        one.id
        for one in queries.topics(stage.actor("wu")).rows
        and queries.topic(stage.actor("wu"), told.id).matters
    ] == [higher]
    # Put in by the number of the merged one, the master stands in it.
    other = opened(stage, (hot[0],), title="另一个")
    assert list(TopicMatter.objects.filter(topic_id=other.id).values_list("case_id", flat=True)) == [higher]
    assert actions.topic_remove(stage.actor("wu"), told.id, case_ids=(higher,)).matters == 0


def test_a_project_is_closed_when_its_matters_are_or_with_a_reason(stage: Any, hot: list[int]) -> None:
    done = story.closed(stage)
    told = opened(stage, (done, hot[0]))
    page = queries.topic(stage.actor("wu"), told.id)
    assert (page.row.matters, page.row.open) == (2, 1)
    with pytest.raises(NotNow) as no:
        actions.topic_close(stage.actor("wu"), told.id)
    assert (no.value.code, no.value.facts["count"]) == ("cases.topic_open_matters", 1)
    actions.topic_remove(stage.actor("wu"), told.id, case_ids=(hot[0],))
    assert actions.topic_close(stage.actor("wu"), told.id).state == "closed"
    other = opened(stage, hot)
    assert actions.topic_close(stage.actor("qian"), other.id, reason="转入长期治理").state == "closed"
    page = queries.topic(stage.actor("wu"), other.id)
    assert (page.closing, page.may_keep, page.row.state) == ("转入长期治理", False, "closed")
    for verb, more in (
        ("topic_add", {"case_ids": hot}),
        ("topic_remove", {"case_ids": hot}),
        ("topic_close", {}),
    ):
        with pytest.raises(NotNow) as closed:
            getattr(actions, verb)(stage.actor("wu"), other.id, **more)
        assert closed.value.code == "cases.topic_closed"
    assert [one.id for one in queries.topics(stage.actor("wu"), "closed").rows] == [other.id, told.id]
    assert queries.topics(stage.actor("wu")).rows == ()


def test_the_end_of_a_matter_stands_in_what_happened(stage: Any) -> None:
    key = story.to_call_back(stage)
    told = opened(stage, (key,))
    actions.call_back(stage.actor("zheng"), key, reached=True, solved=True, satisfied=5)
    actions.close(stage.actor("zheng"), key)
    assert [one.verb for one in queries.topic(stage.actor("wu"), told.id).steps] == ["open_topic", "ended"]


@pytest.mark.parametrize("who", ["lin", "he", "sun", "zhou", "feng"])
def test_whoever_has_not_the_right_opens_nothing(stage: Any, hot: list[int], who: str) -> None:
    with pytest.raises(Denied):
        opened(stage, hot, by=who)
    assert not Topic.objects.exists()


def test_outsiders_neither_see_nor_touch_a_project(stage: Any, hot: list[int]) -> None:
    told = opened(stage, hot)
    beside = tuple(Grant(one, stage.SECOND) for one in ("cases.read", "cases.topics"))
    elsewhere = Actor("account:901", "staff", beside, "甲")
    steps = Entry.objects.count()
    for who in (stage.actor("he"), elsewhere):
        assert queries.topics(who).rows == ()
        with pytest.raises(NotFound):
            queries.topic(who, told.id)
        for verb, more in (
            ("topic_add", {"case_ids": hot}),
            ("topic_remove", {"case_ids": hot}),
            ("topic_close", {}),
        ):
            with pytest.raises(NotFound) as no:
                getattr(actions, verb)(who, told.id, **more)
            assert no.value.facts == {}
    with pytest.raises(NotFound):
        actions.open_topic(elsewhere, title="别处", case_ids=hot)
    with pytest.raises(Denied):
        actions.topic_close(stage.actor("lin"), told.id)
    assert Entry.objects.count() == steps


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"title": ""}, "cases.no_topic_title"),
        ({"title": " \x00 "}, "cases.no_topic_title"),
        ({"title": "长" * 81}, "cases.no_topic_title"),
        ({"note": "长" * 2001}, "cases.topic_note_too_long"),
        ({"case_ids": ()}, "cases.no_rows"),
        ({"case_ids": tuple(range(501))}, "cases.too_many_rows"),
        ({"case_ids": (10**15,)}, "ledger.not_found"),
        ({"case_ids": (10**30,)}, "ledger.not_found"),
        ({"lead": "/nobody/"}, "cases.unknown_unit"),
    ],
)
def test_rubbish_is_refused_by_its_code(stage: Any, hot: list[int], told: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as no:
        opened(
            stage,
            **({"ids": hot} | {("ids" if name == "case_ids" else name): one for name, one in told.items()}),
        )
    assert no.value.code == code
    assert not Topic.objects.exists()


def test_a_repeated_key_opens_one_project_and_an_old_version_closes_none(stage: Any, hot: list[int]) -> None:
    first = opened(stage, hot, key="the-same-key-twice")
    assert opened(stage, hot, key="the-same-key-twice") == first
    assert Topic.objects.count() == 1
    actions.topic_remove(stage.actor("wu"), first.id, case_ids=hot[:1])
    with pytest.raises(NotNow) as moved:
        actions.topic_close(stage.actor("wu"), first.id, version=first.version, reason="完")
    assert moved.value.code == "ledger.moved_on"
    with pytest.raises(Invalid):
        queries.topics(stage.actor("wu"), state="half")
    with pytest.raises(Invalid):
        queries.topics(stage.actor("wu"), cursor="~")


def test_pages_of_projects_follow_one_another(stage: Any, hot: list[int]) -> None:
    made = [opened(stage, hot, title=f"第{at}个").id for at in range(5)]
    first = queries.topics(stage.actor("wu"), size=3)
    rest = queries.topics(stage.actor("wu"), cursor=first.next, size=3)
    assert [one.id for one in (*first.rows, *rest.rows)] == made[::-1]
    assert rest.next == ""


def test_two_who_add_the_same_at_once_leave_it_in_once(committed: Any) -> None:
    keys = [said(committed, text) for text in MIXER]
    told = opened(committed, keys[:1])
    wrong: list[BaseException] = []

    def add(who: str) -> None:
        try:
            actions.topic_add(committed.actor(who), told.id, case_ids=keys[1:])
        except BaseException as one:
            wrong.append(one)
        finally:
            connections.close_all()

    both = [threading.Thread(target=add, args=(who,)) for who in ("wu", "zhao")]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert all(isinstance(one, NotNow) for one in wrong), wrong
    assert (
        TopicMatter.objects.filter(topic_id=told.id).count()
        == len(keys)
        == Topic.objects.get(pk=told.id).held
    )


def test_two_who_find_at_once_leave_something_whole(committed: Any) -> None:
    for at, text in enumerate((*MIXER, *OTHERS)):
        said(committed, text, f"1390000{at:04}")
    wrong: list[BaseException] = []

    def find() -> None:
        try:
            with clock.at(NOON):
                actions.find_topics(FINDER)
        except BaseException as one:
            wrong.append(one)
        finally:
            connections.close_all()

    both = [threading.Thread(target=find) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert not wrong
    assert len(queries.hot_topics(committed.actor("wu")).topics) == 1


def test_a_void_matter_stays_in_its_project_as_ended(stage: Any, hot: list[int]) -> None:
    told = opened(stage, hot[:1])
    call("void", stage.actor("wu"), hot[0])
    assert queries.topic(stage.actor("wu"), told.id).row.open == 0
    assert actions.topic_close(stage.actor("wu"), told.id).state == "closed"


def test_a_matter_names_its_projects_and_those_of_what_was_merged_into_it_in_one_statement(
    stage: Any, hot: list[int]
) -> None:
    wu = stage.actor("wu")
    first = opened(stage, [hot[0]], title="一")
    second = opened(stage, [hot[1], hot[0]], title="二，问 13911112222")
    assert [one.id for one in queries.topics_of(wu, hot[0])] == [second.id, first.id]
    assert queries.topics_of(wu, hot[2]) == ()
    call("merge", wu, hot[0], master_id=hot[2])
    call("merge", wu, hot[2], master_id=hot[3])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = queries.topics_of(wu, hot[3])
    assert len(asked) == 1
    assert [one.id for one in found] == [second.id, first.id], (
        "the master stands for them, at whatever remove"
    )
    assert "13911112222" not in found[0].title
    assert [one.id for one in queries.topics_of(wu, hot[0])] == [second.id, first.id]


def test_who_sees_a_matter_and_not_its_project_is_not_told_of_it(stage: Any, hot: list[int]) -> None:
    far = said(stage, "别处的灯坏了", where=stage.THERE)
    told = opened(stage, [hot[0], far])
    lin = stage.actor("lin")
    assert queries.detail(lin, story.row(hot[0]).number)
    assert queries.topics_of(lin, hot[0]) == ()
    assert [one.id for one in queries.topics_of(stage.actor("wu"), hot[0])] == [told.id]
