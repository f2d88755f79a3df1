"""News of what is followed: what fits, once, only what everybody may see, at once or gathered, never too much."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from happiness_cloud.cases import actions, queries, tasks
from happiness_cloud.cases.models import Case, Follow, Follower, Mark, News
from happiness_cloud.cases.queries import Target
from happiness_cloud.cases.queries.follow_links import stopper
from happiness_cloud.cases.queries.public_name import name_of
from happiness_cloud.interfaces.seats import VISITOR
from happiness_cloud.kernel import clock
from happiness_cloud.ledger import actions as ledger
from happiness_cloud.ledger.models import Entry

from . import story
from .following import SEALER, TELLER, followed, gathered, mails, told_now

# A Tuesday, eight o'clock in the evening at the house.
EVENING = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PERSON = {"name": "王秀英", "phone": "13911112222"}
WORDS = "三单元王秀英家门口路灯坏了"


@pytest.fixture(autouse=True)
def _evening() -> Any:
    with clock.at(EVENING):
        yield


def _report(stage: Any, **told: Any) -> Any:
    caller = actions.Caller(name=PERSON["name"], phone=PERSON["phone"])
    given = {"text": WORDS, "category": story.LAMP, "address": "梧桐路8号3单元", "caller": caller}
    with clock.at(EVENING + timedelta(minutes=5)):
        return story.report(stage, **(given | told))


def _worked(stage: Any, case_id: int) -> None:
    actions.dispatch(stage.actor("zhao"), case_id, lead="/yunhu/cgj/sz2/", reason="王秀英很着急")
    actions.sign(stage.actor("sun"), case_id)


@pytest.mark.parametrize(
    ("target", "fits"),
    [
        (lambda cast: Target(area=cast.GRID), True),
        (lambda cast: Target(area=cast.DISTRICT), True),
        (lambda cast: Target(area=cast.NEXT_GRID), False),
        (lambda cast: Target(area=cast.SECOND), False),
        (lambda cast: Target(category=story.LAMP), True),
        (lambda cast: Target(category=story.LAMP[:2]), True),
        (lambda cast: Target(category=story.LITTER), False),
        (lambda cast: Target(area=cast.FIRST, category=story.LAMP), True),
        (lambda cast: Target(area=cast.SECOND, category=story.LAMP), False),
        (lambda cast: Target(area=cast.FIRST, category="06"), False),
        (lambda cast: Target.around(cast.HERE[0] + 0.004, cast.HERE[1], 500), True),
        (lambda cast: Target.around(cast.HERE[0] + 0.006, cast.HERE[1], 500), False),
        (lambda cast: Target.around(cast.HERE[0], cast.HERE[1] + 0.008, 1000, story.LAMP), True),
        (lambda cast: Target.around(cast.HERE[0], cast.HERE[1], 1000, story.LITTER), False),
    ],
)
def test_a_new_matter_fits_who_follows_its_area_kind_or_place(stage: Any, target: Any, fits: bool) -> None:
    followed(target(stage))
    _report(stage)
    assert gathered().news == int(fits)


def test_a_matter_that_is_followed_tells_its_steps_but_not_the_desks_back_and_forth(stage: Any) -> None:
    case_id = story.report(stage).id
    followed(Target(case_id=case_id), often="now")
    with clock.at(EVENING + timedelta(minutes=1)):
        actions.register(stage.actor("zhou"), case_id, category=story.LITTER)
        actions.confirm(stage.actor("lin"), case_id)
        actions.note(stage.actor("zhou"), case_id, text="王秀英又来电")
        assert gathered().news == 0
        actions.file(stage.actor("wu"), case_id)
        _worked(stage, case_id)
    gathered()
    assert list(News.objects.order_by("entry_id").values_list("what", "state")) == [
        ("moved", "to_dispatch"),
        ("moved", "handling"),
    ]


def test_who_follows_an_area_hears_of_the_end_too(stage: Any) -> None:
    followed(Target(area=stage.GRID))
    with clock.at(EVENING + timedelta(minutes=1)):
        story.closed(stage)
    gathered()
    assert list(News.objects.order_by("entry_id").values_list("what", "state")) == [
        ("new", "registered"),
        ("ended", "closed"),
    ]


def test_what_happened_before_is_no_news(stage: Any) -> None:
    old = story.closed(stage)
    with clock.at(EVENING + timedelta(hours=1)):
        followed(Target(area=stage.GRID))
        followed(Target(case_id=old))
        assert gathered().news == 0
        actions.note(stage.actor("zhou"), story.report(stage).id, text="x")
        assert gathered().news == 1


def test_a_matter_that_gets_its_kind_later_is_new_to_who_follows_the_kind_once(stage: Any) -> None:
    followed(Target(category=story.LITTER))
    with clock.at(EVENING + timedelta(minutes=1)):
        case_id = story.report(stage).id
        assert gathered().news == 0
        actions.register(stage.actor("zhou"), case_id, category=story.LITTER)
        assert gathered().news == 1
        actions.confirm(stage.actor("lin"), case_id)
        assert gathered().news == 0


def test_a_fact_that_fits_several_follows_is_told_once_to_each_address(stage: Any) -> None:
    for target in (Target(area=stage.GRID), Target(category=story.LAMP), Target.around(*stage.HERE, 500)):
        followed(target, often="now")
    followed(Target(area=stage.GRID), "li@example.org", often="now")
    _report(stage)
    new = told_now(EVENING + timedelta(minutes=6))
    assert sorted(one.to for one in new) == ["chen@example.org", "li@example.org"]
    assert told_now(EVENING + timedelta(minutes=7)) == []


def test_reading_the_same_rows_again_makes_nothing_twice(stage: Any) -> None:
    followed(Target(area=stage.GRID), often="now")
    _report(stage)
    assert len(told_now(EVENING + timedelta(minutes=6))) == 1
    Mark.objects.update(up_to=0)
    assert gathered().news == 0
    assert told_now(EVENING + timedelta(minutes=7)) == []


def test_a_mail_says_only_what_everybody_may_see(stage: Any) -> None:
    case = _report(stage)
    followed(Target(case_id=case.id), often="now")
    followed(Target(area=stage.FIRST), "li@example.org", often="now")
    _report(stage, text=f"{WORDS}，请打{PERSON['phone']}")
    with clock.at(EVENING + timedelta(minutes=9)):
        actions.register(stage.actor("zhou"), case.id, category=story.LAMP)
        actions.confirm(stage.actor("lin"), case.id)
        actions.file(stage.actor("wu"), case.id)
        _worked(stage, case.id)
        actions.handle(stage.actor("sun"), case.id, result="已到王秀英家门口修好", file_ids=(1,))
        actions.verify(stage.actor("lin"), case.id)
    new = told_now(EVENING + timedelta(minutes=10))
    assert len(new) == 2
    everything = json.dumps([[one.subject, one.text, one.headers] for one in new], ensure_ascii=False)
    for secret in (
        "王秀英",
        "3911112222",
        "三单元",
        "梧桐路",
        "8号",
        "第一网格",
        "114.3",
        "30.6",
        "着急",
        "Grid 1",
    ):
        assert secret not in everything
    assert "梧桐社区" in everything
    assert f"/nearby/{name_of(case.id)}/" in everything
    assert case.number not in everything, "the number stays between the reporter and the house"


def test_what_is_not_public_is_never_told_and_what_was_withdrawn_meanwhile_neither(stage: Any) -> None:
    followed(Target(area=stage.GRID), often="now")
    _report(stage, public=False)
    gone = _report(stage)
    void = _report(stage)
    assert gathered().news == 2
    Case.objects.filter(pk=gone.id).update(public=False)
    actions.void(stage.actor("wu"), void.id, reason="测试")
    assert told_now(EVENING + timedelta(minutes=9)) == []
    assert queries.to_tell(TELLER) == ()


def test_a_joined_matter_tells_the_news_of_the_one_it_became_part_of(stage: Any) -> None:
    mine, master = story.report(stage).id, story.to_dispatch(stage)
    followed(Target(case_id=mine), often="now")
    with clock.at(EVENING + timedelta(minutes=1)):
        actions.merge(stage.actor("wu"), mine, master_id=master)
        _worked(stage, master)
    (mail,) = told_now(EVENING + timedelta(minutes=2))
    assert f"/nearby/{name_of(master)}/" in mail.text


def test_every_news_mail_can_be_left_with_one_click(stage: Any) -> None:
    follow = followed(Target(area=stage.GRID), often="now")
    _report(stage)
    (mail,) = told_now(EVENING + timedelta(minutes=6))
    head = json.loads(mail.headers)
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = head["List-Unsubscribe"].strip("<>")
    assert link in mail.text
    who, follow_id = stopper(VISITOR, link.rstrip("/").rpartition("/")[2])
    assert follow_id == follow.pk
    _report(stage)
    gathered()
    actions.unfollow(who, follow_id)
    assert told_now(EVENING + timedelta(minutes=9)) == [], "not even what was matched already"
    assert mails("confirm")[0].headers == ""


def test_news_of_several_follows_goes_into_one_mail_that_can_stop_them_all(stage: Any) -> None:
    followed(Target(area=stage.GRID), often="now")
    followed(Target(area=stage.SECOND), often="now")
    _report(stage)
    _report(stage, lon=stage.THERE[0], lat=stage.THERE[1])
    (mail,) = told_now(EVENING + timedelta(minutes=6))
    assert "/follow/stop-all/" in mail.headers
    assert mail.text.count("/nearby/") == 2


def test_gathered_news_waits_for_the_hour_and_comes_in_one_mail(stage: Any) -> None:
    followed(Target(area=stage.GRID))
    for _n in range(3):
        _report(stage)
    assert told_now(EVENING + timedelta(hours=1)) == []
    # 06:59 and 07:00 of the next day at the house.
    assert told_now(EVENING + timedelta(hours=10, minutes=59)) == []
    (mail,) = told_now(EVENING + timedelta(hours=11, minutes=1))
    assert mail.text.count("/nearby/") == 3
    assert told_now(EVENING + timedelta(hours=12)) == []


def test_what_is_more_than_some_mails_a_day_waits_for_the_gathering_mail(stage: Any) -> None:
    followed(Target(area=stage.GRID), often="now")
    sent = 0
    for n in range(9):
        with clock.at(EVENING + timedelta(minutes=10 * n)):
            story.report(stage)
            sent += len(told_now(clock.now()))
    assert sent == 6
    assert Follower.objects.get().told_count == 6
    (mail,) = told_now(EVENING + timedelta(hours=11, minutes=1))
    assert mail.text.count("/nearby/") == 3


def test_a_long_mail_says_how_much_more_there_is(stage: Any) -> None:
    followed(Target(area=stage.GRID))
    for _n in range(60):
        _report(stage)
    (mail,) = told_now(EVENING + timedelta(hours=12))
    assert len(mail.text) < 4000
    assert "/nearby/\n" in mail.text
    assert News.objects.filter(told_at=None).count() == 0


def test_the_language_is_that_of_who_asked(stage: Any) -> None:
    followed(Target(area=stage.GRID), language="en", often="now")
    _report(stage)
    (mail,) = told_now(EVENING + timedelta(minutes=6))
    assert "Stop it:" in mail.text
    assert "Wutong" in mail.subject


def test_a_mail_that_cannot_be_queued_leaves_the_news_waiting(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from happiness_cloud.cases.actions import _following

    followed(Target(area=stage.GRID), often="now")
    _report(stage)
    gathered()

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the post is broken")

    with monkeypatch.context() as away, clock.at(EVENING + timedelta(minutes=6)):
        away.setattr(_following.post, "send", broken)
        tasks.news(0)
    assert News.objects.get().told_at is None
    assert Follower.objects.get().told_count == 0
    assert len(told_now(EVENING + timedelta(minutes=7))) == 1


def test_while_nobody_follows_nothing_is_read_and_later_nothing_old_is_told(stage: Any) -> None:
    story.report(stage)
    ledger.seal(SEALER)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        tasks.news(0)
    assert len(asked) == 2, "is there a follower, does news wait"
    assert not Mark.objects.exists()
    followed(Target(area=stage.GRID))
    assert not queries.news_unread(TELLER)


def test_a_verb_makes_no_statement_and_no_job_more_because_somebody_follows(stage: Any) -> None:
    def steps() -> int:
        case_id = story.report(stage).id
        with CaptureQueriesContext(connection) as made:
            actions.register(stage.actor("zhou"), case_id, category=story.LAMP)
        return len(made)

    before = steps()
    followed(Target(area=stage.GRID), often="now")
    assert steps() == before


def test_only_what_is_under_seal_is_read_so_nothing_can_come_between(stage: Any) -> None:
    followed(Target(area=stage.GRID))
    ledger.seal(SEALER)
    _report(stage)
    assert actions.gather_news(TELLER).news == 0
    assert gathered().news == 1
    assert Mark.objects.get().up_to <= Entry.objects.order_by("-pk")[0].pk


def test_matching_takes_the_same_statements_for_one_follower_and_for_many(stage: Any) -> None:
    def statements() -> int:
        _report(stage)
        ledger.seal(SEALER)
        with CaptureQueriesContext(connection) as made:
            actions.gather_news(TELLER)
        return len(made)

    followed(Target(area=stage.GRID))
    one = statements()
    for n in range(12):
        followed(Target(area=stage.GRID), f"n{n}@example.org")
    assert statements() == one
    assert Follow.objects.filter(state="active").count() == 13
    assert News.objects.count() == 14


def test_many_rows_are_read_in_pieces(stage: Any) -> None:
    followed(Target(area=stage.GRID))
    for _n in range(5):
        _report(stage)
    ledger.seal(SEALER)
    first = actions.gather_news(TELLER, limit=2)
    assert (first.read, first.more) == (2, True)
    while actions.gather_news(TELLER, limit=2).more:
        pass
    assert News.objects.count() == 5
