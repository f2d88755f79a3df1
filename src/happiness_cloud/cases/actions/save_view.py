from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import SavedView
from ..queries import Filter

NAME_LIMIT = 60
MOST = 40


@dataclass(frozen=True, slots=True)
class Kept:
    """The view that was kept."""

    id: int
    name: str
    version: int = 0


@action("cases.save_view", right=rights.READ)
def save_view(deed: Deed, *, name: str, query: str) -> Kept:
    """Keep a filter under a name, for oneself; the same name again replaces the filter.

    Only the words of `Filter` are kept. Errors: Invalid for an empty or long name, NotNow beyond `MOST` views.
    """
    anywhere(deed)
    words = " ".join(name.split())
    if not words or len(words) > NAME_LIMIT:
        raise Invalid("cases.bad_view_name", field="name", limit=NAME_LIMIT)
    mine = SavedView.objects.filter(owner=deed.actor.id)
    row = mine.select_for_update().filter(name=words).first()
    if row is None:
        if mine.count() >= MOST:
            raise NotNow("cases.too_many_views", limit=MOST)
        row = SavedView(owner=deed.actor.id, name=words, created_at=deed.at)
    else:
        row.version += 1
    row.query = _known_words(query)
    row.save()
    deed.created(row)
    return Kept(id=row.pk, name=row.name, version=row.version)


def anywhere(deed: Deed) -> None:
    """A view belongs to its owner and to no area: whoever reads anywhere may keep one."""
    grants = deed.actor.holding(deed.right)
    grant = next((one for one in grants if not one.subject), None)
    deed.require(grant.area if grant else EVERYWHERE, *((grant.unit,) if grant and grant.unit else ()))


def _known_words(query: str) -> str:
    told = QueryDict(mutable=True)
    told.update(Filter.read(QueryDict(query[:2000]).dict()).words())
    return told.urlencode()
