"""What the verbs of following share: the address, the target, and the mails to followers."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import Invalid, NotFound
from happiness_cloud.ledger.vault import cipher
from happiness_cloud.places import queries as places
from happiness_cloud.post import actions as post

from ..models import Case, Follow, Follower, News
from ..queries.follow_links import confirm_link, mine_link, stop_all_link, stop_link
from ..queries.follow_words import matter_words, public_state, target_words
from ..queries.follows import target_of
from ..queries.public_name import name_of
from ..queries.public_requests import SHOWN
from ..rules.following import UNCONFIRMED, Target, folded
from ._moving import HOUSE

# Of so many signs a mail consists at most, the lines under the news apart.
_ROOM = 3000
ONE_CLICK = "List-Unsubscribe=One-Click"


def known(target: Target, at: datetime) -> Target:
    """A target that is there and public. Raises Invalid, NotFound."""
    if target.case_id is not None:
        if not Case.objects.filter(pk=target.case_id, public=True, state__in=SHOWN).exists():
            raise NotFound("cases.no_public_matter")
        return target
    if target.area:
        places.standing(HOUSE, target.area)
    if target.category:
        book = institution.rulebook(HOUSE)
        classes = {one.code for one in institution.category_tree(HOUSE)}
        if book.category(target.category, at) is None and target.category not in classes:
            raise Invalid("cases.unknown_category", field="category", value=target.category)
    elif target.what == "category":
        raise Invalid("cases.nothing_to_follow", field="area")
    return target


def hash_of(address: str) -> str:
    """What an address is found by."""
    return cipher().blind(folded(address), "mail")


def sealed(address: str, salt: str) -> str:
    """An address as its row keeps it."""
    return cipher().seal(address, f"cases.Follower:{salt}")


def send_confirmation(follower: Follower, follow: Follow, token: str) -> None:
    """Ask whoever reads the mail to confirm; nothing else is sent before."""
    with translation.override(follower.language):
        what = target_words(target_of(follow))
        text = _(
            "Somebody, we hope you, asked for news of:\n%(what)s\n\nOpen this page and press its button to "
            "receive it:\n%(link)s\n\nIf it was not you, do nothing. Nothing more is sent, and after "
            "%(days)s days the address is erased."
        ) % {"what": what, "link": confirm_link(token), "days": UNCONFIRMED.days}
        subject = _("Please confirm: news of %(what)s") % {"what": what}
    _send(follower, "confirm", subject, text)


def send_overview(follower: Follower) -> None:
    """Lead somebody who follows already to the page of all that the address follows."""
    with translation.override(follower.language):
        subject = _("What you follow")
        text = _(
            "Here is the page of all that this address follows. There you can change or stop it:\n%(link)s\n\n"
            "If you did not ask for this mail, do nothing."
        ) % {"link": mine_link(follower.pk, follower.salt)}
    _send(follower, "confirm", subject, text)


def send_news(follower: Follower, news: list[News]) -> None:
    """One mail with these news: what everybody may see, and how to stop it with one click."""
    follows = {one.follow_id: one.follow for one in news}
    follow = next(iter(follows.values())) if len(follows) == 1 else None
    # A mail about one follow ends that one; one that gathers several ends them all.
    stop = (
        stop_link(follow.pk, follow.salt) if follow is not None else stop_all_link(follower.pk, follower.salt)
    )
    with translation.override(follower.language):
        lines = _listed(news)
        why = (
            _("You get this because you follow: %(what)s") % {"what": target_words(target_of(follow))}
            if follow is not None
            else _("You get this because you follow several things.")
        )
        foot = _("%(why)s\nStop it: %(stop)s\nAll you follow: %(mine)s") % {
            "why": why,
            "stop": stop,
            "mine": mine_link(follower.pk, follower.salt),
        }
        subject = (
            _first(news[0]) if len(news) == 1 else _("News of what you follow (%(n)s)") % {"n": len(news)}
        )
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": ONE_CLICK}
    _send(follower, "news", subject, f"{lines}\n-- \n{foot}", headers)


def _listed(news: list[News]) -> str:
    told = ""
    for at, one in enumerate(news):
        moment = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M")
        line = f"{_first(one)}\n{moment}\n{public_link(name_of(one.case_id))}\n\n"
        if len(told) + len(line) > _ROOM:
            left = len(news) - at
            return told + _("And %(n)s more: %(link)s") % {"n": left, "link": public_link()} + "\n\n"
        told += line
    return told


def _first(one: News) -> str:
    """The news in one line. Only columns of the public projection are loaded."""
    matter = matter_words(one.case.category, one.case.area_path)
    state = _("new") if one.what == "new" else public_state(one.state)
    return f"{matter}: {state}"


def public_link(name: str = "") -> str:
    """The address of a matter's public page, or of the list of what is public."""
    return f"{settings.PUBLIC_URL}/nearby/{name}/" if name else f"{settings.PUBLIC_URL}/nearby/"


def with_public_parts(rows: QuerySet[News]) -> QuerySet[News]:
    """News with their follow, and of the matter nothing but what everybody may see."""
    return rows.select_related("follow", "case").only(
        *("follower_id", "case_id", "entry_id", "what", "state", "often", "at", "told_at"),
        *("follow__what", "follow__case_id", "follow__area_path", "follow__category", "follow__salt"),
        *("follow__lon", "follow__lat", "follow__metres"),
        *("case__category", "case__area_path"),
    )


def _send(
    follower: Follower, kind: str, subject: str, text: str, headers: dict[str, str] | None = None
) -> None:
    post.send(
        HOUSE,
        channel="mail",
        to=cipher().open(follower.address_sealed, f"cases.Follower:{follower.salt}"),
        kind=kind,
        subject=subject,
        text=text,
        about=f"cases.Follower:{follower.pk}",
        language=follower.language,
        headers=headers,
    )
