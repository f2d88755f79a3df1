"""A public matter as everybody may see it: its kind, its community, the states it came into. No words of anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from happiness_cloud.institution import queries as institution

from ... import queries, terms
from ...queries.follow_words import kind_words, place_words, public_state
from . import _followed, _frame
from .words import Entry

_ICONS = {"green": "check", "grey": "clock", "violet": "split", "amber": "clock"}


@require_safe
def matter(request: HttpRequest, name: str) -> HttpResponse:
    """One public matter; that of a merged one is the matter it became part of."""
    story = queries.public_story(_frame.HOUSE, name)
    shown = story.matter
    if story.name != name:
        return redirect("cases-public-matter", name=story.name)
    tone = terms.TONES[shown.state]
    lead = institution.unit_names(_frame.HOUSE, [shown.lead_unit]).get(shown.lead_unit, "")
    told = {
        "matter": shown,
        "kind": kind_words(shown.category),
        "where": place_words(shown.area_path),
        "lead": lead,
        "tone": tone,
        "words": public_state(shown.state),
        "entries": [_entry(one) for one in story.steps],
        "follow_url": f"{reverse('cases-follow')}?matter={story.name}",
        "feeds": _followed.feeds(matter=story.name),
    }
    return _frame.show(request, "matter", told)


def _entry(step: queries.PublicStep) -> Entry:
    tone = terms.TONES[step.state]
    return Entry(step.at, public_state(step.state), "", tone, _ICONS.get(tone, "play"))
