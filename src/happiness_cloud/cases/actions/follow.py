from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from happiness_cloud.accounts import actions as accounts
from happiness_cloud.kernel import ids
from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Follow, Follower
from ..rules.following import (
    HOUR,
    MOST_FOLLOWED,
    OFTEN,
    PER_ADDRESS,
    PER_NETWORK,
    UNCONFIRMED,
    Target,
    mail_of,
)
from ._following import hash_of, known, sealed, send_confirmation, send_overview


@dataclass(frozen=True, slots=True)
class Asked:
    """A mail is on its way; the link in it is good for so many days. Said to everybody alike."""

    days: int


@action("cases.follow", right=rights.FOLLOW, keeps=False)
def follow(
    deed: Deed,
    *,
    address: str,
    target: Target,
    often: str = "daily",
    language: str = "zh-hans",
    network: str = "",
) -> Asked:
    """Ask for news of something by mail; it begins when the link in the mail is used (double opt-in).

    The answer is the same whether the address is known or not. `network` is the network address that asks.
    Errors: Invalid for no address or target, NotFound for a matter that is not public, TooMany.
    """
    deed.require(EVERYWHERE)
    mail = mail_of(address)
    if often not in OFTEN:
        raise Invalid("cases.bad_often", field="often", known=list(OFTEN))
    wanted = known(target, deed.at)
    slow_enough(deed, mail, network)
    follower = _follower(deed, mail, language)
    row = Follow.objects.filter(follower=follower, key=wanted.key).exclude(state="ended").first()
    full = row is None and follower.follows.exclude(state="ended").count() >= MOST_FOLLOWED
    if full or (row is not None and row.state == "active"):
        send_overview(follower)
        deed.record(what=wanted.what)
        return Asked(UNCONFIRMED.days)
    token = ids.token(28)
    row = row or _new(follower, wanted)
    row.often, row.asked_at, row.confirm_hash = often, deed.at, ids.digest(token)
    row.save()
    deed.created(row)
    deed.record(what=row.what)
    send_confirmation(follower, row, token)
    return Asked(UNCONFIRMED.days)


def slow_enough(deed: Deed, mail: str, network: str) -> None:
    """Count what is asked for, for the address and from where; TooMany beyond."""
    for kind, who, most in (
        ("follow-network", network, PER_NETWORK),
        ("follow-address", hash_of(mail), PER_ADDRESS),
    ):
        if who:
            accounts.count_try(
                kind, who, most=most, seconds=HOUR, at=deed.at, code="cases.too_many_follow_mails"
            )


def _follower(deed: Deed, mail: str, language: str) -> Follower:
    """The follower with this address, locked; made when there is none. The first spelling stays."""
    mine = Follower.objects.select_for_update().filter(address_hash=hash_of(mail))
    found = mine.first()
    if found is not None:
        return found
    salt = ids.token(20)
    made = Follower(
        address_sealed=sealed(mail, salt),
        address_hash=hash_of(mail),
        salt=salt,
        language=language,
        created_at=deed.at,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as wrong:
        # Somebody asked with the same address at this very moment.
        found = mine.first()
        if found is None:
            raise NotNow("ledger.busy", seconds=2) from wrong
        return found
    return made


def _new(follower: Follower, wanted: Target) -> Follow:
    return Follow(
        follower=follower,
        what=wanted.what,
        key=wanted.key,
        case_id=wanted.case_id,
        area_path=wanted.area,
        category=wanted.category,
        lon=wanted.lon,
        lat=wanted.lat,
        metres=wanted.metres,
        salt=ids.token(20),
    )
