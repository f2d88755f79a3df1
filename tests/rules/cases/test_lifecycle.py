"""The table of moves: every state against every verb, and random walks that always come to an end."""

from __future__ import annotations

import random

import pytest

from happiness_cloud.cases import terms
from happiness_cloud.cases.rules.lifecycle import (
    BY_VERB,
    ENDED,
    MAIN_PATH,
    MOVES,
    OPTIONAL,
    STATES,
    after,
    allowed,
    edges,
)
from happiness_cloud.kernel.errors import NotNow

VERBS = sorted(verb for verb in BY_VERB if verb != "report")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_moves_a_matter_only_from_the_states_of_the_table(state: str, verb: str) -> None:
    move = BY_VERB[verb]
    if state in move.sources:
        assert after(state, verb, back="handling") in STATES
    else:
        with pytest.raises(NotNow) as refused:
            after(state, verb)
        assert refused.value.code == "cases.wrong_state"
        assert verb not in refused.value.facts["possible"]


def test_every_state_and_verb_has_words() -> None:
    assert set(terms.STATES) == set(STATES) == set(terms.PLAIN_STATES)
    assert set(terms.VERBS) == set(BY_VERB)
    assert set(terms.ENDED) == ENDED


def test_every_verb_stands_once_in_the_table() -> None:
    assert len(BY_VERB) == len(MOVES)


def test_a_stage_the_pack_leaves_out_is_passed_over() -> None:
    short = [
        stage for stage in MAIN_PATH if stage not in ("to_confirm", "to_file", "to_sign", "to_call_back")
    ]
    assert after("registered", "register", short) == "to_dispatch"
    assert after("to_dispatch", "dispatch", short) == "handling"
    assert after("to_check", "verify", short) == "closed"


def test_a_matter_that_waits_goes_back_to_where_it_stood() -> None:
    assert after("waiting", "reply", back="to_file") == "to_file"
    assert after("merged", "unmerge", back="to_sign") == "to_sign"


@pytest.mark.parametrize("left_out", [(), ("to_confirm",), ("to_file", "to_sign"), tuple(OPTIONAL)])
def test_from_every_state_a_close_can_be_reached(left_out: tuple[str, ...]) -> None:
    stages = [stage for stage in MAIN_PATH if stage not in left_out]
    table = [(source, target) for _, source, target in edges(stages) if source]
    closing = set(ENDED)
    while True:
        more = {source for source, target in table if target in closing} | closing
        if more == closing:
            break
        closing = more
    reachable = {"registered"} | {target for _, target in table}
    assert reachable <= closing


def test_ten_thousand_random_walks_end_closed() -> None:
    chance = random.Random(20261122)
    for _ in range(10_000):
        stages = [one for one in MAIN_PATH if one not in OPTIONAL or chance.random() < 0.8]
        state, back, steps = "registered", "", 0
        while state not in ENDED:
            steps += 1
            # After many steps the walker hurries, as people do: only verbs that change the state.
            verbs = [
                verb for verb in allowed(state) if steps < 60 or after(state, verb, stages, back) != state
            ]
            verb = chance.choice(verbs)
            was, state = state, after(state, verb, stages, back)
            if state in ("waiting", "suspended") and was != state:
                back = was
            assert steps < 4_000
        assert state in ENDED
