"""The lifecycle of a matter as one table. A model pack may leave stages out; it cannot invent a move.

Stages after the standard flow (collection, filing, dispatch, handling, feedback, verification,
evaluation) with the acceptance, signing, adjudication and call-back that practice added.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from happiness_cloud.kernel.errors import NotNow

MAIN_PATH = (
    "registered",
    "to_confirm",
    "to_file",
    "to_dispatch",
    "to_sign",
    "handling",
    "to_check",
    "to_call_back",
    "closed",
)
ASIDE = ("waiting", "suspended", "disputed")
ENDED = frozenset({"closed", "answered", "refused", "merged", "void"})
OPEN = (*MAIN_PATH[:-1], *ASIDE)
STATES = (*MAIN_PATH, *ASIDE, "answered", "refused", "merged", "void")

# A pack may leave these out; the others every matter needs.
OPTIONAL = frozenset({"to_confirm", "to_file", "to_sign", "to_check", "to_call_back"})

SAME = "="  # the state stays as it is
BACK = "<"  # back to the state remembered when the matter stepped aside
_BEFORE_WORK = ("registered", "to_confirm", "to_file", "to_dispatch", "to_sign")
_AT_WORK = ("handling", "waiting", "suspended")


@dataclass(frozen=True, slots=True)
class Move:
    """`verb` takes a matter from one of `sources` to `target`; `right` is needed, `needs` must be given."""

    verb: str
    sources: tuple[str, ...]
    target: str
    right: str
    needs: tuple[str, ...] = ()


MOVES: tuple[Move, ...] = (
    Move("report", ("",), "registered", "cases.report"),
    Move("register", ("registered",), "to_confirm", "cases.register"),
    Move("answer", ("registered",), "answered", "cases.answer", ("reason",)),
    Move("refuse", ("registered", "to_confirm", "to_file"), "refused", "cases.refuse", ("reason", "instead")),
    Move("confirm", ("to_confirm",), "to_file", "cases.confirm"),
    Move("not_found", ("to_confirm",), "refused", "cases.confirm", ("reason",)),
    Move("merge", (*_BEFORE_WORK, *_AT_WORK), "merged", "cases.merge", ("master",)),
    Move("unmerge", ("merged",), BACK, "cases.merge", ("reason",)),
    Move("file", ("to_file",), "to_dispatch", "cases.file", ("severity",)),
    Move("dispatch", ("to_dispatch",), "to_sign", "cases.dispatch", ("lead",)),
    Move("take", ("registered", "to_file", "to_dispatch"), "handling", "cases.take"),
    Move("sign", ("to_sign",), "handling", "cases.sign"),
    Move("send_back", ("to_sign", "handling"), "to_dispatch", "cases.return", ("reason",)),
    Move("dispute", ("to_sign", "handling"), "disputed", "cases.return", ("reason",)),
    Move("adjudicate", ("disputed",), "to_sign", "cases.adjudicate", ("lead", "reason")),
    Move("contact", ("to_sign", *_AT_WORK, "to_check"), SAME, "cases.contact"),
    # Also after the end: what was written without network and comes late is not lost, and a note moves nothing.
    Move("note", STATES, SAME, "cases.note", ("text",)),
    Move("ask", ("registered", "to_confirm", "to_file", "handling"), "waiting", "cases.ask", ("text",)),
    Move("reply", ("waiting",), BACK, "cases.reply", ("text",)),
    Move("suspend", ("handling",), "suspended", "cases.suspend", ("reason",)),
    Move("resume", ("suspended", "waiting"), BACK, "cases.suspend"),
    Move("ask_extension", ("handling",), SAME, "cases.extend_ask", ("reason", "amount")),
    Move("decide_extension", ("handling", *ASIDE), SAME, "cases.extend_decide", ("granted",)),
    Move("whistle", (*_BEFORE_WORK, *_AT_WORK), SAME, "cases.whistle", ("units", "arrive_by", "reason")),
    Move("arrive", (*_BEFORE_WORK, *_AT_WORK), SAME, "cases.contact"),
    Move("rate_whistle", STATES, SAME, "cases.whistle", ("stars",)),
    Move("hand_up", ("to_dispatch", "handling"), "to_dispatch", "cases.hand_up", ("reason",)),
    Move("hand_down", ("to_dispatch",), "to_dispatch", "cases.hand_down", ("reason", "means")),
    Move("split", ("to_dispatch", "handling"), SAME, "cases.split", ("text",)),
    Move("handle", ("handling",), "to_check", "cases.handle", ("result",)),
    Move("verify", ("to_check",), "to_call_back", "cases.check", ("other_hand",)),
    Move("rework", ("to_check",), "handling", "cases.check", ("other_hand", "reason")),
    Move("call_back", ("to_call_back",), SAME, "cases.call_back"),
    Move("rate", ("to_call_back", "closed"), SAME, "cases.rate", ("reporter",)),
    Move("close", ("to_call_back",), "closed", "cases.close"),
    Move("reopen", ("closed", "answered", "refused"), "to_dispatch", "cases.reopen", ("reason",)),
    Move("urge", OPEN, SAME, "cases.urge"),
    Move("supervise", OPEN, SAME, "cases.supervise", ("reason",)),
    Move("correct", OPEN, SAME, "cases.register"),
    Move("void", OPEN, "void", "cases.void", ("reason",)),
)
BY_VERB: dict[str, Move] = {move.verb: move for move in MOVES}


def after(state: str, verb: str, stages: Iterable[str] = MAIN_PATH, back: str = "") -> str:
    """The state after `verb` in `state`, under a pack that uses `stages`; `back` is the remembered state.

    Raises NotNow("cases.wrong_state") when the table has no such move.
    """
    move = BY_VERB[verb]
    if state not in move.sources:
        raise NotNow("cases.wrong_state", state=state, verb=verb, possible=list(allowed(state)))
    if move.target == SAME:
        return state
    if move.target == BACK:
        return back or "handling"
    return _used(move.target, frozenset(stages))


def allowed(state: str) -> tuple[str, ...]:
    """The verbs the table has for this state, whoever may use them."""
    return tuple(move.verb for move in MOVES if state in move.sources)


def edges(stages: Iterable[str] = MAIN_PATH) -> tuple[tuple[str, str, str], ...]:
    """Every (verb, from, to) under a pack: for diagrams and for checking a pack's soundness."""
    used = frozenset(stages)
    found: list[tuple[str, str, str]] = []
    for move in MOVES:
        for source in move.sources:
            if source in OPTIONAL and source not in used:
                continue
            found.extend((move.verb, source, target) for target in _targets(move, source, used))
    return tuple(found)


def _targets(move: Move, source: str, used: frozenset[str]) -> tuple[str, ...]:
    if move.target == SAME:
        return (source,)
    if move.target != BACK:
        return (_used(move.target, used),)
    if source == "merged":
        return tuple(one for one in BY_VERB["merge"].sources if one not in OPTIONAL or one in used)
    entered = "suspend" if source == "suspended" else "ask"
    return tuple(one for one in BY_VERB[entered].sources if one not in OPTIONAL or one in used)


def _used(target: str, used: frozenset[str]) -> str:
    """`target`, or the next stage of the main path that the pack uses."""
    while target in OPTIONAL and target not in used:
        target = MAIN_PATH[MAIN_PATH.index(target) + 1]
    return target
