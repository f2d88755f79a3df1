"""The forwarder of the house: goes to other servers with a matter, and comes back with what happened to it there.

It talks outside every transaction. What it is about to do is written down before (`set_out`), what came of it after.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from typing import Any

from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Later, NotFound, NotNow

from . import actions, exchange, queries, rights, wire
from .queries.forwardings import Followed, Round
from .rules import forwarding
from .rules.forwarding import Outcome, ends_there
from .rules.georeport import Misshapen, Standing

log = logging.getLogger("happiness_cloud.cases")
FORWARDER = house("forwarder", rights.CARRY)
# After these nothing else is tried with the same server in this round.
SILENT = frozenset({"away", "slow", "unnamed", "busy", "broken_off"})


def carry(forwarded_id: int) -> str:
    """One try to bring a matter to the other side, or to learn its number there; tells what kept it back."""
    try:
        errand = actions.set_out(FORWARDER, forwarded_id)
    except (NotFound, NotNow):
        # Somebody else is on it, or it is not its time any more.
        return ""
    if errand is None:
        return ""
    try:
        done = exchange.carry(errand)
    except Exception:
        # What we did not think of must not keep a matter on its way for ever.
        log.exception("forwarding %s failed", forwarded_id)
        done = Outcome(problem="failed", unclear=True)
    actions.come_back(
        FORWARDER,
        forwarded_id,
        number=done.number,
        token=done.token,
        problem=done.problem,
        unclear=done.unclear,
        said=done.said,
        looked=done.looked,
    )
    return done.problem


def carry_due() -> None:
    """Try what is due, and what a try that died has left; a server that is silent is left for this round."""
    silent: set[int] = set()
    for forwarded_id, rule_id in queries.due_abroad(FORWARDER):
        if rule_id not in silent and carry(forwarded_id) in SILENT:
            silent.add(rule_id)


def listen() -> None:
    """A round with every server at which there is something of ours."""
    for rule_id in queries.forwardings_to_hear(FORWARDER):
        try:
            listen_to(rule_id)
        except Later:
            raise
        except Exception:
            # One server must not keep us from hearing the others.
            log.exception("listening by rule %s failed", rule_id)
            actions.listened(FORWARDER, rule_id, problem="failed")


def listen_to(rule_id: int) -> None:
    """A round with one server. What fails is written down with its rule; the next round begins where this one did."""
    now = queries.listening(FORWARDER, rule_id)
    told: dict[int, int] = {}
    stands: dict[int, tuple[datetime | None, str]] = {}
    problem = ""
    try:
        known = _updates(now)
        for standing in exchange.standings(now.there, now.looked_at):
            mine = now.followed[standing.number]
            if (standing.expected_at, standing.notes) != (mine.expected_at, mine.notes):
                stands[mine.id] = (standing.expected_at, standing.notes)
            status, notes = known.get(mine.id, (mine.status or "open", mine.notes))
            if status != "done" and forwarding.is_news(standing, status, notes, now.tells_updates, now.until):
                _stands(mine, standing)
        problem = _tell(now, told)
    except wire.NotHeard as wrong:
        problem = wrong.problem
    except Misshapen:
        problem = "misshapen"
    looked_at = [] if problem else [now.followed[one].id for one in now.looked_at]
    until = None if problem else now.until
    actions.listened(
        FORWARDER,
        rule_id,
        until=until,
        problem=problem,
        looked_at=looked_at,
        told=told,
        stands=stands,
    )


def _updates(now: Round) -> dict[int, tuple[str, str]]:
    """Hear the updates; how the matters that had one stand after them: status ("done" when it is closed), notes."""
    known: dict[int, tuple[str, str]] = {}
    if now.tells_updates:
        for one in exchange.updates(now.there, now.since, now.until):
            mine = now.followed.get(one.number)
            if mine is not None and _heard(mine, one.key, one.status, one.words, at=one.at):
                closed = ends_there(one.status)
                known[mine.id] = ("done" if closed else "open", one.words or mine.notes)
    return known


def _stands(mine: Followed, now: Standing) -> None:
    """A standing that is not as it was is an update too, for servers that tell none."""
    when = now.updated_at.isoformat() if now.updated_at else ""
    words = hashlib.sha256(now.notes.encode()).hexdigest()[:16]
    key = f"standing:{now.status}:{when}:{words}"
    _heard(mine, key, now.status, now.notes, at=now.updated_at, expected=now.expected_at)


def _heard(mine: Followed, update: str, status: str, words: str, **more: Any) -> bool:
    """Whether this was news: windows overlap on purpose, and what was told before is left."""
    try:
        actions.hear(
            FORWARDER, mine.case_id, forwarded=mine.id, update=update, status=status, words=words, **more
        )
    except NotNow:
        return False
    return True


def _tell(now: Round, told: dict[int, int]) -> str:
    """Tell our public notes in their order; at the first that is not taken the rest waits. What kept it back."""
    for one in now.sayings:
        problem = exchange.tell(now.there, one.number, one.key, one.words, False, one.at)
        if problem:
            return problem
        told[one.forwarded_id] = one.remark
    return ""
