"""How long it takes to match what happened with who follows it, and to send the mails.

Followers are made up in the database (a third each of areas, kinds and points, seed 7, some of them several), facts
are real reports of a minute. All of it happens in one transaction of this process, so the house's own worker does
not do the work meanwhile.
"""

from __future__ import annotations

import random
import time
from datetime import timedelta

from .figures import Figures, times

MAILS = 300


def measure(followers: int, facts: int) -> Figures:
    """Report `facts` matters, let `followers` addresses follow, match, and send the first mails."""
    from django.db import transaction

    from happiness_cloud.cases import actions, queries
    from happiness_cloud.cases.models import Follow, News
    from happiness_cloud.kernel import clock
    from happiness_cloud.kernel.access import house
    from happiness_cloud.ledger import actions as ledger

    chance, teller = random.Random(7), house("news", "cases.tell")
    since = clock.now()
    reporting = _reported(chance, facts)
    ledger.seal(house("seal-keeper", "ledger.seal"))
    with transaction.atomic():
        _followed(chance, followers, since - timedelta(seconds=1))
        _from(since)
        began, news, pieces = time.perf_counter(), 0, []
        more = True
        while more:
            piece = time.perf_counter()
            done = actions.gather_news(teller)
            pieces.append(time.perf_counter() - piece)
            news, more = news + done.news, done.more
        matched = time.perf_counter() - began
        told = []
        for follower_id in queries.to_tell(teller)[:MAILS]:
            one = time.perf_counter()
            actions.tell_news(teller, follower_id)
            told.append(time.perf_counter() - one)
        figures: Figures = {
            "followers": followers,
            "follows": Follow.objects.filter(state="active").count(),
            "facts": facts,
            "news": news,
            "matched_s": round(matched, 2),
            "pieces": len(pieces),
            "mails": len(told),
            **{f"mail_{name}": one for name, one in times(told).items()},
            "told": News.objects.exclude(told_at=None).count(),
            "reports_per_s": round(facts / reporting),
        }
        transaction.set_rollback(True)
    return figures


def _reported(chance: random.Random, facts: int) -> float:
    """Real reports where matters lie already; the seconds they took."""
    from happiness_cloud.cases import actions
    from happiness_cloud.cases.models import Case
    from happiness_cloud.interfaces.seats import VISITOR

    spots = list(
        Case.objects.exclude(lon=None).exclude(category="").values_list("lon", "lat", "category")[:4000]
    )
    began = time.perf_counter()
    for n in range(facts):
        lon, lat, kind = chance.choice(spots)
        actions.report(VISITOR, text=f"第{n}件", lon=lon, lat=lat, category=kind)
    return time.perf_counter() - began


def _followed(chance: random.Random, followers: int, since: object) -> None:
    from happiness_cloud.cases.actions._following import hash_of, sealed
    from happiness_cloud.cases.models import Case, Follow, Follower
    from happiness_cloud.cases.rules.following import RADII, Target

    spots = list(Case.objects.exclude(lon=None).values_list("lon", "lat", "area_path", "category")[:4000])
    people = Follower.objects.bulk_create(
        Follower(
            address_sealed=sealed(f"n{n}@example.org", f"bench{n}"),
            address_hash=hash_of(f"n{n}@example.org"),
            salt=f"bench{n}",
            created_at=since,
        )
        for n in range(followers)
    )
    follows: dict[tuple[int, str], Follow] = {}
    for n, person in enumerate(people):
        for way in {n % 3, chance.randrange(3)}:
            lon, lat, area, kind = chance.choice(spots)
            levels = area.strip("/").split("/")
            # People follow what is close: the grid, one kind in the community, some streets. The sample is small:
            # with wider ones each of them would get a good part of all that happens.
            depth = 3 if way == 1 else 4
            place = "/" + "/".join(levels[:depth]) + "/"
            target = (
                Target.around(lon, lat, RADII[0])
                if way == 2
                else Target(area=place, category=kind if way == 1 else "")
            )
            follows[person.pk, target.key] = Follow(
                follower=person,
                what=target.what,
                key=target.key,
                area_path=target.area,
                category=target.category,
                lon=target.lon,
                lat=target.lat,
                metres=target.metres,
                often=chance.choice(("now", "daily")),
                state="active",
                salt="bench",
                confirm_hash=f"bench{person.pk}:{target.key}"[:64],
                asked_at=since,
                confirmed_at=since,
            )
    Follow.objects.bulk_create(follows.values())


def _from(since: object) -> None:
    """Read from the first of the reports on."""
    from happiness_cloud.cases.models import Mark
    from happiness_cloud.cases.queries.news_waiting import NEWS
    from happiness_cloud.ledger.models import Entry

    first = Entry.objects.filter(at__gte=since, verb="cases.report").order_by("pk")[0].pk
    Mark.objects.update_or_create(name=NEWS, defaults={"up_to": first - 1})
