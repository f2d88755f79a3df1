"""Following by mail: asked for, confirmed by whoever reads the mails, changed, stopped with one click."""

from __future__ import annotations

import json
import sys
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case, Follow, Follower, News
from happiness_cloud.cases.queries import Target
from happiness_cloud.cases.queries.follow_links import (
    confirmer,
    holder,
    mine_link,
    stop_all_link,
    stop_link,
    stopper,
)
from happiness_cloud.interfaces.seats import VISITOR
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow, Refused, TooMany
from happiness_cloud.ledger.models import Entry
from happiness_cloud.post.models import Message

from . import story
from .following import CHEN, TELLER, asked, followed, mails

CARE = "53"


def _grid(stage: Any) -> Target:
    return Target(area=stage.GRID)


def _key(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def test_nothing_but_one_confirmation_is_sent_before_it_is_confirmed(stage: Any) -> None:
    asked(_grid(stage))
    story.report(stage)
    assert not queries.news_unread(TELLER), "an unconfirmed follow makes nobody look"
    (mail,) = mails()
    assert (mail.to, mail.kind) == (CHEN, "confirm")
    assert "梧桐社区" in mail.text
    assert Follow.objects.get().state == "waiting"


def test_the_link_of_the_mail_begins_it_and_again_changes_nothing(stage: Any) -> None:
    token = asked(_grid(stage), often="now")
    who, follow_id = confirmer(VISITOR, token)
    assert actions.confirm_follow(who, follow_id).state == "active"
    first = Follow.objects.get()
    again = actions.confirm_follow(*confirmer(VISITOR, token))
    assert (again.state, again.version) == ("active", first.version)
    assert Follow.objects.get().confirmed_at == first.confirmed_at


def test_a_link_used_after_a_stop_does_not_begin_it_again(stage: Any) -> None:
    token = asked(_grid(stage))
    who, follow_id = confirmer(VISITOR, token)
    actions.confirm_follow(who, follow_id)
    actions.unfollow(who, follow_id)
    with pytest.raises(NotNow) as no:
        actions.confirm_follow(who, follow_id)
    assert no.value.code == "cases.follow_ended"


def test_a_link_is_good_for_a_week_and_a_newer_one_replaces_it(stage: Any) -> None:
    old = asked(_grid(stage))
    with clock.at(clock.now() + timedelta(days=7, minutes=1)), pytest.raises(NotNow) as late:
        actions.confirm_follow(*confirmer(VISITOR, old))
    assert late.value.code == "cases.follow_too_late"
    new = asked(_grid(stage))
    with pytest.raises(NotFound):
        confirmer(VISITOR, old)
    assert actions.confirm_follow(*confirmer(VISITOR, new)).state == "active"
    assert Follow.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    ["", "chen", "chen@", "@example.org", "chen@localhost", "a@b.org,c@d.org", "a@b.org\nBcc: x@y.org",
     "陈@example.org", f"{'a' * 65}@example.org", f"a@{'b' * 250}.org", '"<script>"@example.org'],
)  # fmt: skip
def test_rubbish_is_no_address(stage: Any, address: str) -> None:
    with pytest.raises(Invalid) as no:
        actions.follow(VISITOR, address=address, target=_grid(stage))
    assert no.value.code == "cases.bad_mail"
    assert not Follower.objects.exists()


def test_what_is_not_there_or_not_public_cannot_be_followed(stage: Any) -> None:
    hidden = story.report(stage, public=False)
    private = story.report(stage)
    actions.void(stage.actor("wu"), private.id, reason="测试")
    for target, code in (
        (Target(case_id=hidden.id), "cases.no_public_matter"),
        (Target(case_id=private.id), "cases.no_public_matter"),
        (Target(case_id=10**12), "cases.no_public_matter"),
        (Target(area="/990106/999/"), "places.no_area"),
        (Target(category="99999"), "cases.unknown_category"),
        (Target(), "cases.nothing_to_follow"),
    ):
        with pytest.raises(Refused) as no:
            actions.follow(VISITOR, address=CHEN, target=target)
        assert no.value.code == code
    with pytest.raises(Invalid):
        actions.follow(VISITOR, address=CHEN, target=_grid(stage), often="hourly")
    for metres in (0, 199, 100_000, None):
        with pytest.raises(Invalid):
            Target.around(114.3, 30.6, metres)
    with pytest.raises(Invalid):
        Target.around(200.0, 30.6, 500)
    assert mails() == []


def test_an_area_a_class_a_kind_and_a_point_can_be_followed(stage: Any) -> None:
    for target in (
        Target(area=stage.STREET, category=story.LAMP),
        Target(category=CARE),
        Target(category=story.LITTER),
        Target.around(*stage.HERE, 500),
    ):
        assert followed(target).key == target.key
    assert Follower.objects.count() == 1, "one address, four follows"


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(stage: Any) -> None:
    followed(_grid(stage))
    known = actions.follow(VISITOR, address=CHEN, target=_grid(stage))
    unknown = actions.follow(VISITOR, address="li@example.org", target=_grid(stage))
    assert known == unknown
    assert actions.ask_follows(VISITOR, address=CHEN) == actions.ask_follows(
        VISITOR, address="no@example.org"
    )
    assert [one.to for one in mails()] == [CHEN, CHEN, "li@example.org", CHEN]
    assert "/follow/mine/" in mails()[-1].text
    assert "/follow/confirm/" not in mails()[1].text, "who follows already is led to what is followed"


def test_neither_an_address_nor_a_network_can_be_used_to_send_many_mails(stage: Any) -> None:
    for _n in range(5):
        actions.follow(VISITOR, address=CHEN, target=_grid(stage))
    with pytest.raises(TooMany) as slow:
        actions.follow(VISITOR, address=CHEN.upper(), target=_grid(stage))
    assert slow.value.facts["minutes"] <= 60
    for n in range(20):
        actions.follow(VISITOR, address=f"n{n}@example.org", target=_grid(stage), network="192.0.2.7")
    with pytest.raises(TooMany):
        actions.ask_follows(VISITOR, address="n21@example.org", network="192.0.2.7")


def test_an_address_lies_sealed_and_no_book_or_row_tells_it(stage: Any) -> None:
    followed(_grid(stage))
    rows = [
        *Follower.objects.values(),
        *Follow.objects.values(),
        *Entry.objects.values(),
        *Message.objects.values(),
    ]
    assert "example.org" not in json.dumps(rows, default=str)
    assert (
        Follower.objects.get().address_hash == Follower.objects.values_list("address_hash", flat=True).get()
    )


def test_nobody_reaches_a_follow_without_its_link(stage: Any) -> None:
    follow = followed(_grid(stage))
    everything = tuple(
        Grant(one, "/") for one in ("cases.follow", "cases.read", "cases.public", "cases.tell")
    )
    strangers = (VISITOR, stage.actor("wu"), Actor("account:9", "staff", everything))
    for who in strangers:
        for verb, told in (
            (actions.confirm_follow, {}),
            (actions.unfollow, {}),
            (actions.change_follow, {"often": "now"}),
        ):
            with pytest.raises(NotFound):
                verb(who, follow.pk, **told)
        with pytest.raises(NotFound):
            actions.unfollow_all(who, follow.follower_id)
        for read in (queries.followed, queries.following):
            with pytest.raises((Denied, NotFound)):
                read(who, follow.pk)
    with pytest.raises(Denied):
        actions.gather_news(VISITOR)
    with pytest.raises(NotFound):
        actions.tell_news(VISITOR, follow.follower_id)
    with pytest.raises(Denied):
        actions.tidy_follows(VISITOR)


def test_a_link_opens_its_own_follow_and_no_other(stage: Any) -> None:
    mine, other = followed(_grid(stage)), followed(_grid(stage), "li@example.org")
    who, follow_id = stopper(VISITOR, _key(stop_link(mine.pk, mine.salt)))
    assert follow_id == mine.pk
    for verb in (actions.unfollow, queries.followed):
        with pytest.raises(NotFound):
            verb(who, other.pk)
    with pytest.raises((NotFound, Denied)):
        queries.following(who, mine.follower_id)
    right = _key(stop_link(mine.pk, mine.salt))
    swapped = f"{other.pk}-{right.partition('-')[2]}"
    for wrong in (
        right[:-1],
        swapped,
        "",
        "x",
        "-",
        f"{10**30}-x",
        "٣-abc",
        _key(mine_link(mine.pk, mine.salt)),
    ):
        with pytest.raises(NotFound):
            stopper(VISITOR, wrong)
        with pytest.raises(NotFound):
            holder(VISITOR, wrong if wrong != _key(mine_link(mine.pk, mine.salt)) else "1-x")


def test_one_click_ends_one_or_all_and_again_changes_nothing(stage: Any) -> None:
    first, second = followed(_grid(stage)), followed(Target(category=story.LAMP))
    follower = Follower.objects.get()
    who, _id = stopper(VISITOR, _key(stop_link(first.pk, first.salt)))
    ended = actions.unfollow(who, first.pk)
    assert (ended.state, actions.unfollow(who, first.pk).version) == ("ended", ended.version)
    assert Follow.objects.get(pk=second.pk).state == "active"
    asked(Target(category=CARE))
    who, follower_id = holder(VISITOR, _key(stop_all_link(follower.pk, follower.salt)))
    assert actions.unfollow_all(who, follower_id).count == 2, "what waits to be confirmed as well"
    assert actions.unfollow_all(who, follower_id).count == 0
    assert not Follow.objects.exclude(state="ended").exists()


def test_the_holder_of_the_page_sees_and_changes_each(stage: Any) -> None:
    follow = followed(_grid(stage))
    follower = Follower.objects.get()
    who, follower_id = holder(VISITOR, _key(mine_link(follower.pk, follower.salt)))
    shown = queries.following(who, follower_id)
    assert shown.address == "c****@example.org"
    assert [(one.target.area, one.often) for one in shown.follows] == [(stage.GRID, "daily")]
    assert actions.change_follow(who, follow.pk, often="now").often == "now"
    with pytest.raises(Invalid):
        actions.change_follow(who, follow.pk, often="")
    actions.unfollow(who, follow.pk)
    with pytest.raises(NotNow):
        actions.change_follow(who, follow.pk, often="daily")


def test_so_much_can_be_followed_and_no_more(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["happiness_cloud.cases.actions.follow"], "MOST_FOLLOWED", 1)
    followed(_grid(stage))
    actions.follow(VISITOR, address=CHEN, target=Target(category=story.LAMP))
    assert Follow.objects.count() == 1
    assert "/follow/mine/" in mails()[-1].text


def test_what_nobody_confirmed_is_erased_after_a_week_and_with_it_the_address(stage: Any) -> None:
    asked(_grid(stage))
    kept = followed(_grid(stage), "li@example.org")
    with clock.at(clock.now() + timedelta(days=6)):
        assert actions.tidy_follows(TELLER).unconfirmed == 0
    with clock.at(clock.now() + timedelta(days=8)):
        tidied = actions.tidy_follows(TELLER)
    assert (tidied.unconfirmed, tidied.addresses) == (1, 1)
    assert list(Follow.objects.values_list("pk", flat=True)) == [kept.pk]


def test_a_matter_is_followed_for_a_month_after_its_end_and_an_ended_follow_is_kept_another(
    stage: Any,
) -> None:
    case_id = story.closed(stage)
    followed(Target(case_id=case_id))
    open_one = followed(Target(case_id=story.report(stage).id))
    now = clock.now()
    with clock.at(now + timedelta(days=29)):
        assert actions.tidy_follows(TELLER).over == 0
    with clock.at(now + timedelta(days=31)):
        assert actions.tidy_follows(TELLER).over == 1
    with clock.at(now + timedelta(days=62)):
        assert actions.tidy_follows(TELLER).erased == 1
    assert list(Follow.objects.values_list("pk", flat=True)) == [open_one.pk]


def test_two_who_ask_at_once_with_one_address_make_one_follow(committed: Any) -> None:
    gate, wrong = threading.Barrier(4), []

    def ask() -> None:
        gate.wait()
        try:
            actions.follow(VISITOR, address=CHEN, target=_grid(committed))
        except Exception as failed:
            wrong.append(failed)
        finally:
            connection.close()

    several = [threading.Thread(target=ask) for _n in range(4)]
    for one in several:
        one.start()
    for one in several:
        one.join()
    assert [one for one in wrong if not isinstance(one, Refused)] == []
    assert (Follower.objects.count(), Follow.objects.count()) == (1, 1)
    assert not News.objects.exists()
    assert not Case.objects.exists()
