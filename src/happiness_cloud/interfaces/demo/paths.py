"""The ways a matter can go: sequences of verbs with who does them, when they work and how long they take."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from happiness_cloud.interfaces.demo.names import book

# Working windows: opens, closes (seconds of the day), last weekday (Monday is 0).
_ALWAYS, _LONG, _FIELD, _DESK = (0, 86399, 6), (25200, 75600, 6), (28800, 64800, 5), (30600, 62400, 4)

# Verb: (who, window, minutes at least, minutes at most, whether severity stretches it).
_VERBS: dict[str, tuple[str, tuple[int, int, int], int, int, bool]] = {
    "register": ("intake", _LONG, 1, 45, False),
    "answer": ("intake", _LONG, 1, 20, False),
    "refuse": ("intake", _LONG, 10, 90, False),
    "confirm": ("grid_worker", _LONG, 15, 110, True),
    "not_found": ("grid_worker", _LONG, 20, 120, False),
    "merge": ("intake", _LONG, 5, 60, False),
    "file": ("supervisor", _LONG, 3, 30, False),
    "dispatch": ("dispatcher", _LONG, 3, 35, False),
    "take": ("committee", _FIELD, 5, 60, False),
    "sign": ("unit_lead", _FIELD, 10, 110, True),
    "send_back": ("unit_lead", _FIELD, 20, 150, False),
    "dispute": ("unit_lead", _FIELD, 20, 150, False),
    "adjudicate": ("adjudicator", _DESK, 60, 220, False),
    "contact": ("handler", _LONG, 5, 90, True),
    "note": ("handler", _FIELD, 60, 600, True),
    "ask": ("handler", _FIELD, 20, 240, False),
    "reply": ("resident", _LONG, 30, 1400, False),
    "suspend": ("unit_lead", _FIELD, 60, 900, False),
    "resume": ("unit_lead", _FIELD, 1500, 9000, False),
    "ask_extension": ("handler", _FIELD, 300, 1200, False),
    "decide_extension": ("dispatcher", _DESK, 30, 240, False),
    "whistle": ("committee", _FIELD, 60, 400, False),
    "arrive": ("unit_lead", _FIELD, 40, 180, False),
    "rate_whistle": ("committee", _DESK, 240, 900, False),
    "hand_up": ("committee", _DESK, 60, 500, False),
    "hand_down": ("dispatcher", _DESK, 60, 500, False),
    "split": ("dispatcher", _DESK, 10, 60, False),
    "handle": ("handler", _FIELD, 60, 2000, True),
    "verify": ("grid_worker", _LONG, 30, 230, False),
    "rework": ("grid_worker", _LONG, 30, 230, False),
    "call_back": ("call_back", _FIELD, 30, 900, False),
    "rate": ("resident", _LONG, 5, 1500, False),
    "close": ("supervisor", _DESK, 5, 240, False),
    "reopen": ("resident", _LONG, 600, 14000, False),
    "urge": ("resident", _LONG, 900, 2500, False),
    "supervise": ("overseer", _DESK, 900, 2500, False),
    "void": ("supervisor", _DESK, 10, 300, False),
}
_AFTER = {
    "register": "to_confirm", "answer": "answered", "refuse": "refused", "confirm": "to_file",
    "not_found": "refused", "merge": "merged", "file": "to_dispatch", "dispatch": "to_sign", "take": "handling",
    "sign": "handling", "send_back": "to_dispatch", "dispute": "disputed", "adjudicate": "to_sign",
    "ask": "waiting", "reply": "handling", "suspend": "suspended", "resume": "handling", "hand_up": "to_dispatch",
    "handle": "to_check", "verify": "to_call_back", "rework": "handling", "close": "closed",
    "reopen": "to_dispatch", "void": "void",
}  # fmt: skip
_STRETCH = {"urgent": 0.3, "ordinary": 1.0, "complex": 3.0}

_START = "register confirm file dispatch sign"
_WORK = f"{_START} contact"
_END = "verify call_back close"
_HAPPY = "verify call_back rate+ close"
# How old matters ended: (weight, verbs). `rate+` is a kind rating, `rate-` an unkind one.
_ENDED = (
    (300, f"{_WORK} handle {_HAPPY}"),
    (150, f"{_WORK} handle {_END}"),
    (70, f"{_START} handle {_END}"),
    (60, f"{_WORK} note handle verify call_back close rate+"),
    (45, f"{_WORK} handle verify call_back rate- close"),
    (55, "take contact handle verify call_back rate+ close"),
    (25, "take handle verify call_back close"),
    (60, "answer"),
    (28, "refuse"),
    (22, "register not_found"),
    (9, "register void"),
    (30, f"register confirm file dispatch send_back dispatch sign contact handle {_HAPPY}"),
    (12, f"register confirm file dispatch send_back dispatch dispute adjudicate sign contact handle {_END}"),
    (36, f"{_WORK} handle rework handle {_HAPPY}"),
    (7, f"{_WORK} handle rework supervise handle rework handle verify call_back rate- close"),
    (26, f"{_WORK} ask reply handle {_HAPPY}"),
    (18, f"{_WORK} suspend resume handle {_END}"),
    (15, f"{_WORK} ask_extension decide_extension+ handle {_END}"),
    (5, f"{_WORK} ask_extension decide_extension- handle verify call_back rate- close"),
    (9, f"{_WORK} whistle arrive handle {_HAPPY} rate_whistle"),
    (6, f"register confirm file hand_up dispatch sign contact handle {_END}"),
    (5, f"register confirm file hand_up hand_down dispatch sign handle {_END}"),
    (5, f"register confirm file dispatch sign split contact handle {_END}"),
    (16, f"{_WORK} urge handle {_HAPPY}"),
    (14, f"{_WORK} handle verify call_back rate- close reopen dispatch sign contact handle {_HAPPY}"),
    (4, f"{_WORK} note suspend"),
)
# Where matters of the last day, of the four days before, of the ten days before those may stand.
_TODAY = (
    (3, ""), (2, "register"), (2, "register confirm"), (2, "register confirm file"),
    (2, "register confirm file dispatch"), (2, _WORK), (1, "answer"), (1, "refuse"), (1, f"{_WORK} handle"),
)  # fmt: skip
_DAYS = (
    (3, _WORK), (2, f"{_WORK} note"), (2, f"{_WORK} ask"), (2, f"{_WORK} handle"), (2, f"{_WORK} handle verify"),
    (2, f"{_WORK} suspend"), (2, "register confirm file dispatch send_back"), (1, "register confirm"),
    (2, "register confirm file dispatch send_back dispatch dispute"), (2, f"{_WORK} handle rework"), (1, "register"),
    (1, f"{_WORK} ask_extension"), (2, "register confirm file dispatch"), (1, f"{_WORK} handle verify call_back"),
    (1, "register confirm file hand_up"), (9, f"{_WORK} handle {_HAPPY}"), (5, f"{_WORK} handle {_END}"),
    (1, "register void"), (1, f"{_WORK} whistle"), (2, "answer"), (1, "refuse"), (3, "take contact"),
    (1, "register confirm file dispatch send_back dispatch dispute adjudicate"),
)  # fmt: skip
_WEEKS = (
    (3, f"{_WORK} urge"), (3, f"{_WORK} note supervise"), (3, f"{_WORK} suspend"), (2, f"{_WORK} ask"),
    (2, f"{_WORK} handle rework supervise"), (2, f"{_WORK} handle verify call_back rate- close reopen"),
    (1, f"{_WORK} ask_extension decide_extension+"), (1, f"{_WORK} handle verify call_back"),
    (1, "register confirm file dispatch send_back dispatch dispute"), (45, f"{_WORK} handle {_HAPPY}"),
    (25, f"{_WORK} handle {_END}"), (4, f"{_WORK} handle rework handle {_HAPPY}"), (5, "answer"), (2, "refuse"),
    (1, "register void"), (5, "take contact handle verify call_back rate+ close"),
)  # fmt: skip


class Doing(NamedTuple):
    """One step to come: delay is `low` to `low + span` seconds, moved into the window of whoever does it."""

    verb: str
    by: str
    opens: int
    closes: int
    last_day: int
    low: float
    span: float
    words: tuple[tuple[str, Mapping[str, Any]], ...]


class Way(NamedTuple):
    """A whole path for one severity: its steps, the state it ends in, and whether a resident must take part.

    `silent` is the same way without the steps that need a known reporter (contact, rating).
    """

    steps: tuple[Doing, ...]
    state: str
    resident: bool
    silent: tuple[Doing, ...]


def after(state: str, verb: str) -> str:
    """The state after a verb, as in the lifecycle of cases (the tests hold the two together)."""
    return _AFTER.get(verb, state)


@cache
def _words(token: str) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    content = book("steps")
    verb = token.rstrip("+-")
    if verb == "rate":
        stars = (5, 5, 5, 4, 4) if token.endswith("+") else (3, 2, 1)
        return tuple((text, {"stars": star}) for star in stars for text in content["ratings"][star])
    if verb == "call_back":
        kinds = ((True, True, True), (True, True, True), (True, True, False), (False, None, None))
        return tuple(
            ("" if reached else "三次未接通", {"reached": reached, "solved": solved, "satisfied": satisfied})
            for reached, solved, satisfied in kinds
        )
    if verb == "decide_extension":
        granted = token.endswith("+")
        return (("同意延期" if granted else "理由不足，不同意延期", {"granted": granted}),)
    if verb == "rate_whistle":
        return tuple(
            (text, {"stars": star}) for star, text in ((5, "到场及时"), (4, "配合良好"), (2, "到场较晚"))
        )
    if verb in content["reasons"]:
        return tuple((text, {"reason": code}) for code, text in content["reasons"][verb])
    return tuple((text, {}) for text in content["notes"].get(verb, ("",)))


def _way(tokens: str, severity: str) -> Way:
    steps, state = [], "registered"
    for token in tokens.split():
        verb = token.rstrip("+-")
        by, (opens, closes, last), low, high, stretched = _VERBS[verb]
        factor = 60.0 * (_STRETCH[severity] if stretched else 1.0)
        steps.append(Doing(verb, by, opens, closes, last, low * factor, (high - low) * factor, _words(token)))
        state = after(state, verb)
    silent = tuple(step for step in steps if step.verb not in ("contact", "rate"))
    return Way(
        tuple(steps), state, any(step.by == "resident" or step.verb == "ask" for step in silent), silent
    )


def _deck(rows: tuple[tuple[int, str], ...]) -> tuple[dict[str, Way], ...]:
    """One entry for every card of the deck: the way by severity."""
    ways = [{severity: _way(tokens, severity) for severity in _STRETCH} for _, tokens in rows]
    return tuple(way for way, (weight, _) in zip(ways, rows, strict=True) for _ in range(weight))


class Decks(NamedTuple):
    """Cards by age of the matter: under a day, under five days, under two weeks, older."""

    today: tuple[dict[str, Way], ...]
    days: tuple[dict[str, Way], ...]
    weeks: tuple[dict[str, Way], ...]
    ended: tuple[dict[str, Way], ...]
    asked: tuple[dict[str, Way], ...]
    joined: tuple[dict[str, Way], ...]


@cache
def decks() -> Decks:
    """Every way that the sample uses. `asked` is for questions, `joined` for repeated reports."""
    asked = _deck(((12, "answer"), (2, "refuse")))
    joined = _deck(((2, "merge"), (3, "register merge"), (1, "register confirm merge")))
    return Decks(_deck(_TODAY), _deck(_DAYS), _deck(_WEEKS), _deck(_ENDED), asked, joined)
