"""The links in mails to followers: capabilities, computed from the operator's secret and stored nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

from happiness_cloud.kernel.access import Actor, Grant, with_grants
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.kernel.ids import digest, same
from happiness_cloud.ledger.book import refusing_when_busy

from .. import rights
from ..models import Follow, Follower

_STOP, _MINE = "stop", "mine"


def stop_link(follow_id: int, salt: str) -> str:
    """The address that ends one follow, for a page and for RFC 8058 alike."""
    return f"{settings.PUBLIC_URL}/follow/stop/{_key(_STOP, follow_id, salt)}/"


def mine_link(follower_id: int, salt: str) -> str:
    """The address of everything that an address follows."""
    return f"{settings.PUBLIC_URL}/follow/mine/{_key(_MINE, follower_id, salt)}/"


def stop_all_link(follower_id: int, salt: str) -> str:
    """The address that ends everything an address follows."""
    return f"{settings.PUBLIC_URL}/follow/stop-all/{_key(_MINE, follower_id, salt)}/"


def confirm_link(token: str) -> str:
    """The address of the page with the button that begins a follow."""
    return f"{settings.PUBLIC_URL}/follow/confirm/{token}/"


def confirmer(actor: Actor, token: str) -> tuple[Actor, int]:
    """The actor who holds the link of a confirmation mail, and the key of the follow. NotFound for others."""
    with refusing_when_busy():
        found = Follow.objects.filter(confirm_hash=digest(token)).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("cases.bad_follow_link")
    return _able(actor, f"cases.Follow:{found}"), found


def stopper(actor: Actor, key: str) -> tuple[Actor, int]:
    """The actor who holds the link that ends one follow, and its key. NotFound for others."""
    found = _opened(_STOP, key)
    return _able(actor, f"cases.Follow:{found}"), found


def holder(actor: Actor, key: str) -> tuple[Actor, int]:
    """The actor who holds the link to all that an address follows, and the key of the follower.

    What it may do, it may do to each of these. NotFound for others.
    """
    found = _opened(_MINE, key)
    alive = Follow.objects.filter(follower_id=found).exclude(state="ended").values_list("pk", flat=True)
    return _able(actor, f"cases.Follower:{found}", *(f"cases.Follow:{one}" for one in alive)), found


def _able(actor: Actor, *subjects: str) -> Actor:
    return with_grants(actor, *(Grant(rights.HOLD_FOLLOW, "", subject=one) for one in subjects))


def _key(kind: str, row_id: int, salt: str) -> str:
    mac = hmac.new(settings.LINK_SECRET.encode(), f"{kind}:{row_id}:{salt}".encode(), hashlib.sha256).digest()
    return f"{row_id}-{base64.b32encode(mac[:15]).decode().lower()}"


def _opened(kind: str, key: str) -> int:
    """The row that a key opens; an unknown one and a wrong secret are told alike."""
    number, _, _ = key.partition("-")
    row_id = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    rows = Follow.objects if kind == _STOP else Follower.objects
    with refusing_when_busy():
        salt = rows.filter(pk=row_id).values_list("salt", flat=True).first()
    if not same(_key(kind, row_id, salt or ""), key) or salt is None:
        raise NotFound("cases.bad_follow_link")
    return row_id
