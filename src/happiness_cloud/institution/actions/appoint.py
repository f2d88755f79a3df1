from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from happiness_cloud.kernel.errors import Denied, Invalid, NotFound
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Position
from ..queries._book import Book, book
from ..rules.positions import Held
from ._appointing import apart, fits, reseat, shaped


@dataclass(frozen=True, slots=True)
class Appointed:
    """The position that was given; `there` when the account held it already."""

    id: int
    there: bool = False


@dataclass(frozen=True, slots=True)
class AppointedMany:
    """How many positions were given, and how many were held already."""

    created: int
    there: int


@action("institution.appoint", right=rights.EDIT)
def appoint(
    deed: Deed,
    *,
    kind: str,
    area: str,
    unit: str = "",
    account_id: int = 0,
    username: str = "",
    until: date | None = None,
) -> Appointed:
    """Give an account (by id or sign-in name) a position: kind by unit by area, from today on, to `until`.

    Nobody appoints beyond his own area, nor himself. Refuses institution.unknown_role, bad_area, area_too_wide,
    needs_unit, no_unit, area_outside, incompatible (with a position held), no_account, not_yourself.
    """
    deed.require(shaped(area), *([unit] if unit else []))
    held, asked = book(), Held(kind, unit, area)
    today = held.day_of(deed.at)
    if until is not None and until < today:
        raise Invalid(
            "institution.dates_reversed", field="until", first=today.isoformat(), last=until.isoformat()
        )
    fits(held, asked, today)
    who = _staff_account(account_id, username)
    _another(deed, who)
    current = list(Position.objects.filter(_longer(today), account_id=who))
    same = next((one for one in current if (one.kind, one.unit, one.area_path) == (kind, unit, area)), None)
    if same is not None:
        deed.created(same)
        return Appointed(id=same.pk, there=True)
    apart(held, {one.kind for one in current}, kind)
    row = Position.objects.create(
        account_id=who, kind=kind, unit=unit, area_path=area, from_day=today, to_day=until
    )
    reseat()
    deed.created(row)
    deed.record(account=who, kind=kind, unit=unit, area=area)
    return Appointed(id=row.pk)


@action("institution.appoint_many", right=rights.EDIT)
def appoint_many(deed: Deed, *, posts: Sequence[tuple[int, str, str, str]]) -> AppointedMany:
    """Give many positions at once: (account id, kind, unit, area); one refusal and none is given.

    Refuses as `appoint` does, with `post` naming the place in the list (from 1).
    """
    held = book()
    today = held.day_of(deed.at)
    ids = {one[0] for one in posts}
    _all_staff(ids)
    kinds: dict[int, set[str]] = defaultdict(set)
    there: set[tuple[int, str, str, str]] = set()
    for one in Position.objects.filter(_longer(today), account_id__in=ids):
        kinds[one.account_id].add(one.kind)
        there.add((one.account_id, one.kind, one.unit, one.area_path))
    rows = []
    for number, post in enumerate(posts, start=1):
        if tuple(post) not in there:
            rows.append(_checked(deed, held, kinds, number, post, today))
            there.add((post[0], post[1], post[2], post[3]))
    Position.objects.bulk_create(rows, batch_size=1000)
    reseat()
    deed.require(_common([one[3] for one in posts]) if posts else "/")
    deed.record(created=len(rows))
    return AppointedMany(created=len(rows), there=len(posts) - len(rows))


def _checked(
    deed: Deed,
    held: Book,
    kinds: dict[int, set[str]],
    number: int,
    post: tuple[int, str, str, str],
    today: date,
) -> Position:
    account_id, kind, unit, area = post
    deed.require(shaped(area), *([unit] if unit else []))
    _another(deed, account_id)
    try:
        fits(held, Held(kind, unit, area), today)
        apart(held, kinds[account_id], kind)
    except (Invalid, NotFound) as refused:
        refused.facts["post"] = number
        raise
    kinds[account_id].add(kind)
    return Position(account_id=account_id, kind=kind, unit=unit, area_path=area, from_day=today)


def _another(deed: Deed, account_id: int) -> None:
    if deed.actor.id == f"account:{account_id}":
        raise Denied("institution.not_yourself")


def _staff_account(account_id: int, username: str) -> int:
    told = {"username": username} if username else {"pk": account_id}
    found: int | None = _open_accounts().filter(**told).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("institution.no_account", field="username", account=username or account_id)
    return found


def _all_staff(ids: set[int]) -> None:
    found = set(_open_accounts().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    if ids - found:
        raise NotFound("institution.no_account", account=min(ids - found))


def _open_accounts() -> QuerySet[Any]:
    """Staff accounts, locked when read, so that two appointments at once cannot pass the pairs by each other."""
    rows: QuerySet[Any] = apps.get_model("accounts.Account")._default_manager.select_for_update(of=("self",))
    return rows.filter(kind="staff", is_active=True)


def _longer(day: date) -> Q:
    return Q(to_day__isnull=True) | Q(to_day__gte=day)


def _common(areas: Sequence[str]) -> str:
    """The smallest area that holds all of them."""
    parts = [area.strip("/").split("/") for area in areas]
    shared = []
    for column in zip(*parts, strict=False):
        if len(set(column)) > 1:
            break
        shared.append(column[0])
    return "/" + "".join(f"{part}/" for part in shared)
