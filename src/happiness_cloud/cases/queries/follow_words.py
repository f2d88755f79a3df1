"""What is followed and how a matter stands, in words for everybody: the public projection and nothing else."""

from __future__ import annotations

from django.utils.translation import gettext as _

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places import queries as places

from .. import terms
from ..models import Case
from ..rules.following import Target
from .public import community_of

HOUSE = house("follow-words", "institution.read", "places.read")


def public_state(state: str) -> str:
    """How it stands, said to a neighbour and not to the reporter."""
    if state == "waiting":
        return str(terms.STATES[state])
    return _("Done, the reporter is asked") if state == "to_call_back" else str(terms.PLAIN_STATES[state])


def kind_words(code: str) -> str:
    """A category, or a class of them, in plain words; "" for none that is known."""
    if not code:
        return ""
    found = institution.rulebook(HOUSE).category(code, clock.now())
    if found is not None:
        return str(found.plain or found.name)
    return next((one.name for one in institution.category_tree(HOUSE) if one.code == code), "")


def matter_words(category: str, area: str) -> str:
    """A matter in one phrase: its kind and its community."""
    where = place_words(community_of(area))
    kind = kind_words(category) or _("A matter not sorted yet")
    return f"{kind} · {where}" if where else kind


def place_words(area: str) -> str:
    """An area as people call it; "" for an unknown one."""
    told = places.names(HOUSE, [area])[area] if area else ""
    return "" if told == area else told


def target_words(target: Target) -> str:
    """What is followed, in one phrase, in the reader's language."""
    if target.case_id is not None:
        row = Case.objects.filter(pk=target.case_id).values_list("category", "area_path").first()
        return matter_words(*row) if row else _("A matter")
    kind = kind_words(target.category)
    if target.metres is not None:
        where = _("%(metres)s m around a point in %(place)s") % {
            "metres": target.metres,
            "place": _around(target.lon or 0, target.lat or 0),
        }
    else:
        where = place_words(target.area) or _("The whole district")
    return f"{where} · {kind}" if kind else where


def _around(lon: float, lat: float) -> str:
    try:
        found = places.locate(HOUSE, lon, lat).path
    except Invalid:
        found = ""
    return place_words(community_of(found)) if found else f"{lat:.3f}, {lon:.3f}"
