"""Lifecycles that begin at given rates, whether the house keeps up or not: 1, 15, 1, 25, 2, 35, 10 a second.

The profile is that of DIGIT's published load test. Walkers wait for their turn; one that finds no answer in time, or is
told to come later and does not succeed then, counts as an error. A call that is refused for the moment (429, 503)
is repeated after what its Retry-After says, up to five times, as a client should; such refusals are counted apart.
"""

from __future__ import annotations

import queue
import time
from typing import Any

from .bench_lifecycle import CALLS, Walker, cast_of, where
from .callers import Caller, Failed
from .figures import Figures, share, times
from .running import House

RATES = (1, 15, 1, 25, 2, 35, 10)
SLOTS = 400
IDLE = 10.0
Sample = tuple[float, float]


class Patient(Caller):
    """A caller that comes again when it is told to."""

    tries = 5
    refused = 0
    used = 0.0

    def ask(
        self, method: str, path: str, body: bytes | None = None, told: dict[str, str] | None = None
    ) -> None:
        """One request, repeated while it is refused for the moment."""
        if time.monotonic() - self.used > IDLE:
            # The house closes a connection that nobody has used for a while.
            self.line.close()
        for _ in range(self.tries):
            super().ask(method, path, body, told)
            self.used = time.monotonic()
            if self.status not in (429, 503):
                return
            self.refused += 1
            time.sleep(float(self.later or 1))


class Slot(Walker):
    """Walks one matter whenever one is due."""

    def __init__(
        self, number: int, cast: dict[str, Caller], unit: str, area: str, due: queue.Queue[float]
    ) -> None:
        super().__init__(number, cast, unit, area, 0.0)
        self.people = {role: _twin(one) for role, one in cast.items()}
        self.due, self.samples = due, list[Sample]()
        self.finished: list[Sample] = []

    def run(self) -> None:
        """Until there is nothing more to come."""
        while (begins := self.due.get()) > 0:
            try:
                self.walk()
            except (Failed, OSError) as wrong:
                self.faults.append(str(wrong)[:200])
                self.people = {role: _twin(one) for role, one in self.people.items()}
            now = time.monotonic()
            self.finished.append((now, now - begins))
            for one in self.people.values():
                self.samples += [(now, spent) for _, spent in one.seconds]
                one.seconds.clear()


def _twin(one: Caller) -> Caller:
    twin = Patient(one.port)
    twin.jar = one.jar
    return twin


def load(house: House, phase: float) -> list[Figures]:
    """Each rate for `phase` seconds; a line a phase, and how long it took to be as quick as before after it."""
    cast = cast_of(house)
    unit, area = where(cast)
    due: queue.Queue[float] = queue.Queue()
    slots = [Slot(at, cast, unit, area, due) for at in range(SLOTS)]
    for one in slots:
        one.start()
    began = time.monotonic()
    edges = [began + at * phase for at in range(len(RATES) + 1)]
    for rate, start in zip(RATES, edges, strict=False):
        for at in range(int(rate * phase)):
            time.sleep(max(0.0, start + at / rate - time.monotonic()))
            due.put(time.monotonic())
    time.sleep(max(0.0, edges[-1] - time.monotonic()))
    for _ in slots:
        due.put(-1.0)
    for one in slots:
        one.join(60)
    return _told(slots, edges)


def _told(slots: list[Slot], edges: list[float]) -> list[Figures]:
    samples = sorted(sample for one in slots for sample in one.samples)
    finished = sorted(sample for one in slots for sample in one.finished)
    faults = [fault for one in slots for fault in one.faults]
    base = share([spent for at, spent in samples if at < edges[1]], 0.95)
    lines: list[Figures] = []
    for rate, start, end in zip(RATES, edges, edges[1:], strict=False):
        inside = [spent for at, spent in samples if start <= at < end]
        whole = [spent for at, spent in finished if start <= at < end]
        lines.append(
            {
                "rate": rate,
                "begun": int(rate * (end - start)),
                "ended": len(whole),
                "calls": len(inside),
                **times(inside),
                "worst_ms": round(max(inside, default=0.0) * 1000),
                "story_p95_ms": times(whole)["p95_ms"],
                "quick_again_s": _recovered(samples, start, end, base),
            }
        )
    refused = sum(one.refused for slot in slots for one in slot.people.values() if isinstance(one, Patient))
    every: list[Any] = [spent for _, spent in samples]
    lines.append(
        {
            "rate": "all",
            "begun": sum(int(line["begun"]) for line in lines),
            "ended": len(finished),
            "calls": len(every),
            **times(every),
            "errors": len(faults),
            "error_share": round(len(faults) / max(len(finished), 1), 4),
            "refused_for_now": refused,
            "first_error": faults[0] if faults else "",
        }
    )
    return lines


def _recovered(samples: list[Sample], start: float, end: float, base: float) -> float | None:
    """Seconds from the begin of a phase until the 95th percentile of a second is at most twice that of the calm begin."""
    for second in range(int(end - start)):
        spent = [one for at, one in samples if start + second <= at < start + second + 1]
        if len(spent) >= CALLS and share(spent, 0.95) <= 2 * base:
            return float(second)
    return None
