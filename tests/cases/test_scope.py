"""The worker of the next community sees nothing of a matter, whichever way is tried."""

from __future__ import annotations

import dataclasses
import inspect
from datetime import timedelta
from typing import Any

import pytest

from happiness_cloud.cases import actions, queries, rights
from happiness_cloud.cases.models import Case, HandOut, Topic
from happiness_cloud.cases.queries import by_area, by_unit, commonest, proposals, queues
from happiness_cloud.cases.queries.find import find
from happiness_cloud.institution.actions.load_reference import SHIPPED
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant, house
from happiness_cloud.kernel.errors import Denied, NotFound, Refused
from happiness_cloud.kernel.ids import digest
from happiness_cloud.ledger.models import Entry

from . import story
from .everybody import RIGHTS, SQUAD, VERBS, call, good

BOX = (114.0, 30.0, 115.0, 31.0)
WIDE = queries.Filter()
SHIPPED_DUTIES = (SHIPPED / "duties.yaml").read_text(encoding="utf-8")


@pytest.fixture
def theirs(stage: Any) -> int:
    """A matter of the first community, being handled, hot and in a topic project."""
    made = story.handling(stage)
    Case.objects.filter(pk=made).update(voices=9)
    actions.find_topics(house("topic-finder", rights.FIND_TOPICS))
    actions.open_topic(stage.actor("wu"), title="路灯", case_ids=(made,))
    return made


def _outsiders(cast: Any) -> list[Actor]:
    """何, and somebody who holds every right but elsewhere, or for another unit."""
    everything = (
        "cases.export",
        "cases.contacts",
        "cases.bulk",
        "cases.track",
        "cases.public",
        "cases.watch",
        "cases.hand_out",
        "cases.partner",
        "cases.redact",
        "cases.originals",
        "cases.erase_ask",
        "cases.forget",
        "cases.topics",
        "cases.find_topics",
        *RIGHTS,
    )
    purposes = frozenset({"case-handling", "audit"})
    beside = tuple(Grant(one, cast.SECOND, purposes=purposes) for one in everything)
    for_water = tuple(Grant(one, cast.DISTRICT, "/yunhu/swj/", purposes) for one in everything)
    # A neighbour whose path begins alike but for the slash.
    alike = tuple(Grant(one, cast.FIRST[:-1] + "0/", purposes=purposes) for one in everything)
    return [
        cast.actor("he"),
        Actor("account:901", "staff", beside, "甲", "/yunhu/s001/c002/"),
        Actor("account:902", "staff", for_water, "乙", "/yunhu/swj/"),
        Actor("account:903", "staff", alike, "丙"),
        Actor("account:904", "staff", (), "丁"),
    ]


def _handed_out(case: Any) -> str:
    """The secret of a link to this matter: it opens nothing for who does not hold it as the link's bearer."""
    token = "T" * 32
    HandOut.objects.get_or_create(
        token_hash=digest(token),
        defaults={
            "case": case,
            "organisation": "甲",
            "channel": "mail",
            "at": clock.now(),
            "expires_at": clock.now() + timedelta(days=1),
        },
    )
    return token


# Every query of the porch, as somebody would use it to get at one matter: what it shows must be nothing.
LOOKS = {
    "worklist": lambda who, case: queries.worklist(who, WIDE).rows,
    "counts": lambda who, case: sum(queries.counts(who).by_state.values()),
    "matching": lambda who, case: queries.matching(who, WIDE),
    "pins": lambda who, case: queries.pins(who, BOX, WIDE),
    "rows": lambda who, case: list(queries.rows(who, WIDE)),
    "detail": lambda who, case: queries.detail(who, case.number),
    "known": lambda who, case: queries.known(who, case.number),
    "track": lambda who, case: queries.track(who, case.pk),
    "contacts": lambda who, case: queries.contacts(who, case.pk, purpose="case-handling", reason="看看"),
    "work_orders": lambda who, case: queries.work_orders(who, [case.pk]),
    "hand_outs": lambda who, case: queries.hand_outs(who, case.number).rows,
    "shared": lambda who, case: queries.shared(who, _handed_out(case)),
    "wording": lambda who, case: queries.wording(
        who, case.pk, purpose="case-handling", reason="看看", wording_id=1
    ),
    "clear_photo": lambda who, case: queries.clear_photo(
        who, case.pk, purpose="case-handling", reason="看看", file_id=1
    ),
    "moderation": lambda who, case: queries.moderation(who, case.number),
    "telling_boxes": lambda who, case: queries.telling_boxes(who, case.number, 1),
    "erasure": lambda who, case: queries.erasure(who, case.number),
    "erased": lambda who, case: queries.erased(who),
    "saved_views": lambda who, case: queries.saved_views(who),
    "looks_due": lambda who, case: queries.looks_due(who),
    "hot_topics": lambda who, case: queries.hot_topics(who).topics,
    "hot_topic": lambda who, case: queries.hot_topic(who, case.number),
    "topics": lambda who, case: queries.topics(who, "").rows,
    "topic": lambda who, case: queries.topic(who, Topic.objects.get().pk),
    "topics_of": lambda who, case: queries.topics_of(who, case.pk),
    "keys_of": lambda who, case: queries.keys_of(who, [case.number]),
    "topics_due": lambda who, case: queries.topics_due(who),
    "news_unread": lambda who, case: queries.news_unread(who),
    "to_tell": lambda who, case: queries.to_tell(who),
    "followed": lambda who, case: queries.followed(who, case.pk),
    "following": lambda who, case: queries.following(who, case.pk).follows,
    "routing_trial": lambda who, case: queries.routing_trial(who, SHIPPED_DUTIES).n,
    "likely": lambda who, case: queries.likely(
        who, queries.Asked(text=case.text, lon=case.lon, lat=case.lat, category=case.category)
    ),
    "abroad": lambda who, case: [one for one in dataclasses.astuple(queries.abroad(who, case.number)) if one],
    "stuck_abroad": lambda who, case: queries.stuck_abroad(who),
    "due_abroad": lambda who, case: queries.due_abroad(who),
    "forwardings_to_hear": lambda who, case: queries.forwardings_to_hear(who),
    "listening": lambda who, case: queries.listening(who, 1),
}
# Shown to everybody by consent of the reporter, or no read of a matter at all.
OPEN_TO_ALL = {
    *("public", "public_pins", "public_requests", "public_numbered", "public_steps", "likely_public"),
    *("public_feed", "public_story"),
    *("forwardings", "forwarding_rule", "offered_there"),
    *("bearer", "holder", "link_of", "token_of", "community_of", "suggestions", "urgency"),
    *("trial", "likely_trial", "topics_trial"),
}
BESIDE_THE_PORCH = {
    "by_area": lambda who, case: by_area.by_area(who, WIDE),
    "by_unit": lambda who, case: by_unit.by_unit(who),
    "commonest": lambda who, case: commonest.commonest(who),
    "proposals": lambda who, case: proposals.proposals(who, [case.pk]),
    "queues": lambda who, case: sum(one.count for one in queues.queues(who)),
    "find": lambda who, case: find(who, case.number, "19900000072"),
}


def test_every_query_of_the_porch_is_tried_here() -> None:
    porch = {name for name in queries.__all__ if inspect.isfunction(getattr(queries, name))}
    assert porch == set(LOOKS) | OPEN_TO_ALL


@pytest.mark.parametrize("look", sorted(LOOKS | BESIDE_THE_PORCH))
def test_an_outsider_reads_nothing(stage: Any, theirs: int, look: str) -> None:
    case = story.row(theirs)
    for who in _outsiders(stage):
        try:
            shown = (LOOKS | BESIDE_THE_PORCH)[look](who, case)
        except (NotFound, Denied) as no:
            # Whoever has the right somewhere must not learn from a refusal that the matter is there.
            told = isinstance(no, Denied) and bool(who.holding(no.facts["right"]))
            shown = ["refused, but told that it is there"] if told else []
        assert not shown, (look, who.name, shown)


@pytest.mark.parametrize("verb", [*VERBS, "warn", "escalate", "wake"])
def test_an_outsider_does_nothing(stage: Any, theirs: int, verb: str) -> None:
    case = story.row(theirs)
    other = story.report(stage, lon=stage.THERE[0], lat=stage.THERE[1]).id
    steps = Entry.objects.count()
    for who in _outsiders(stage):
        with pytest.raises(NotFound) as no:
            call(verb, who, theirs, **good(verb, case, other))
        assert no.value.code == "ledger.not_found"
        assert no.value.facts == {}
    assert Entry.objects.count() == steps
    assert story.row(theirs).version == case.version


def test_in_bulk_a_matter_of_others_is_not_found(stage: Any, theirs: int) -> None:
    mine = story.report(stage, lon=stage.THERE[0], lat=stage.THERE[1]).id
    who = _outsiders(stage)[1]
    results = {
        one[0]: one
        for one in actions.bulk(who, ids=(mine, theirs), verb="note", params={"text": "看"}).results
    }
    assert results[mine][2] is True
    assert results[theirs][1:4] == ["", False, "ledger.not_found"]
    with pytest.raises(NotFound):
        actions.bulk(who, ids=(theirs,), verb="note", params={"text": "看"})
    with pytest.raises((Denied, NotFound)):
        actions.bulk(stage.actor("he"), ids=(theirs,), verb="note", params={"text": "看"})


def test_who_may_look_but_not_act_is_denied(stage: Any, theirs: int) -> None:
    feng = stage.actor("feng")
    for verb in VERBS:
        if verb == "rate_whistle":
            continue
        with pytest.raises(Denied) as no:
            call(verb, feng, theirs, **good(verb, story.row(theirs)))
        assert no.value.code == "ledger.no_right", verb
    assert queries.detail(feng, story.row(theirs).number).possible == ()


def test_one_predicate_stands_behind_list_count_map_and_detail(stage: Any, theirs: int) -> None:
    for _ in range(3):
        story.report(stage, lon=stage.THERE[0], lat=stage.THERE[1])
    for name in stage.PEOPLE:
        who = stage.actor(name)
        if not who.holding("cases.read"):
            continue
        listed = {one.number for one in queries.worklist(who, WIDE).rows}
        assert queries.matching(who, WIDE) == len(listed) == sum(queries.counts(who).by_state.values())
        assert sum(one.count for one in queries.pins(who, BOX, WIDE)) == len(listed)
        for number in listed:
            assert queries.detail(who, number).row.number == number


def test_a_part_or_master_of_others_is_not_shown_in_the_detail(stage: Any, theirs: int) -> None:
    mine = story.report(stage, lon=stage.THERE[0], lat=stage.THERE[1]).id
    row = story.row(mine)
    type(row).objects.filter(pk=mine).update(parent_id=theirs, merged_into_id=theirs)
    shown = queries.detail(stage.actor("he"), row.number)
    assert (shown.parent, shown.master) == (None, None)
    assert queries.detail(stage.actor("lin"), story.row(theirs).number).children == ()


def test_what_is_offered_is_never_refused_for_state_hand_or_right(stage: Any) -> None:
    from django.db import transaction

    ways = (
        story.report(stage).id,
        story.to_dispatch(stage),
        story.to_sign(stage),
        story.handling(stage),
        story.to_check(stage),
        story.to_call_back(stage),
        story.closed(stage),
    )
    master = story.report(stage).id
    for case_id in ways:
        case = story.row(case_id)
        people = [stage.actor(name) for name in stage.PEOPLE] + [story.reporter(stage, case_id)]
        for who in people:
            try:
                offered = queries.detail(who, case.number).possible
            except Refused:
                offered = queries.track(who, case_id).possible if who.holding("cases.track") else ()
            for verb in offered:
                with transaction.atomic():
                    more = good(verb, case, master)
                    if verb == "merge" and master == case_id:
                        continue
                    call(verb, who, case_id, **more)
                    transaction.set_rollback(True)


def test_the_answers_of_the_queries_are_frozen(stage: Any, theirs: int) -> None:
    shown = queries.detail(stage.actor("lin"), story.row(theirs).number)
    with pytest.raises(dataclasses.FrozenInstanceError):
        shown.text = "x"
    assert shown.row.lead_unit == SQUAD
