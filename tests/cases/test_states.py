"""Every state against every verb, through the door."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from happiness_cloud.cases.models import Case
from happiness_cloud.cases.rules.lifecycle import BY_VERB, STATES
from happiness_cloud.kernel.errors import NotNow, Refused
from happiness_cloud.ledger.models import Entry

from . import story
from .everybody import SQUAD, VERBS, allmighty, call, good, put


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_refused_for_the_state_exactly_where_the_table_says(stage: Any, verb: str) -> None:
    case_id, other = story.report(stage).id, story.report(stage).id
    for state in STATES:
        with transaction.atomic():
            case = put(case_id, state, master=other)
            if verb == "ask_extension":
                Case.objects.filter(pk=case_id).update(extension=None)
            steps = Entry.objects.filter(subject_id=str(case_id)).count()
            actor = allmighty(case_id)
            try:
                call(verb, actor, case_id, version=case.version, **good(verb, case, other))
                refused = None
            except Refused as no:
                refused = no
            written = Entry.objects.filter(subject_id=str(case_id)).count() - steps
            now = story.row(case_id)
            transaction.set_rollback(True)
        if state in BY_VERB[verb].sources:
            assert refused is None, (state, verb, refused)
            assert written == 1
            # A step is always a new version, but for those that are kept beside the matter alone.
            moved = now.version - case.version
            assert moved == 1 or (moved == 0 and verb in BESIDE), (state, verb, moved)
        else:
            assert isinstance(refused, NotNow), (state, verb, refused)
            assert refused.code == "cases.wrong_state"
            assert refused.facts["state"] == state
            assert verb not in refused.facts["possible"]
            assert set(refused.facts["possible"]) <= set(BY_VERB)
            assert (now.version, written) == (case.version, 0)


# Words, calls and parts have rows of their own; the matter itself may stay as it is.
BESIDE = {
    "note",
    "urge",
    "supervise",
    "correct",
    "contact",
    "arrive",
    "rate_whistle",
    "whistle",
    "split",
    "hand_up",
}


def test_the_state_is_told_before_anything_else_is_asked(stage: Any) -> None:
    case_id = story.closed(stage)
    with pytest.raises(NotNow) as no:
        call("hand_down", allmighty(), case_id, means="")
    assert no.value.code == "cases.wrong_state"


@pytest.mark.parametrize("verb", VERBS)
def test_a_matter_that_is_not_there_is_not_there_for_any_verb(stage: Any, verb: str) -> None:
    for row_id in (10**30, -1, "abc", None, "1\x00", 0):
        with pytest.raises(Refused) as no:
            call(verb, allmighty(unit=SQUAD), row_id, **good(verb, Case()))
        assert no.value.code == "ledger.not_found"
