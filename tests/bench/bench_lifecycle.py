"""Whole matters over HTTP, from report to close and search, by signed-in people through the full door.

One lifecycle is nine calls of the API, each with its own idempotency key where it changes something:
report (grid worker on patrol), file (supervisor), dispatch (dispatcher), sign, handle (handler), verify
(supervisor), call back, close (call-back agent), search (supervisor).
"""

from __future__ import annotations

import random
import resource
import secrets
import threading
import time
from collections import defaultdict
from typing import Any
from urllib.parse import quote

from . import cpu
from .callers import Caller, Failed
from .figures import Figures, times
from .running import House

PEOPLE = {
    "worker": "linxiaoyan",
    "supervisor": "wubo",
    "dispatcher": "zhaoguoqiang",
    "handler": "sunjianjun",
    "agent": "zhengjie",
}
# A matter whose handling needs no photograph.
CATEGORY = "51001"
CALLS = 9
_PLACES = ["梧桐路", "东湖路", "清泉路", "云湖大道", "文昌街", "向阳巷", "平安里", "长青路"]
_THINGS = ["路灯不亮", "井盖松动", "垃圾未清", "噪音扰民", "物业不作为", "电梯停运", "树枝挡路", "积水严重"]


class Walker(threading.Thread):
    """One after the other until the time is up; every person of the cast has a connection of its own."""

    def __init__(self, number: int, cast: dict[str, Caller], unit: str, area: str, until: float) -> None:
        super().__init__(daemon=True)
        self.people = {role: one.as_other() for role, one in cast.items()}
        self.unit, self.area, self.until = unit, area, until
        self.chance = random.Random(number)
        self.done, self.faults = 0, list[str]()

    def run(self) -> None:
        """Walk."""
        while time.monotonic() < self.until:
            try:
                self.walk()
                self.done += 1
            except (Failed, OSError) as wrong:
                self.faults.append(str(wrong))
                if len(self.faults) > 20:
                    return

    def walk(self) -> None:
        """One matter from report to search. Raises Failed or OSError where it goes no further."""
        place, thing = self.chance.choice(_PLACES), self.chance.choice(_THINGS)
        door = self.chance.randint(1, 999)
        one = self.people
        told = one["worker"].do(
            "report",
            "/cases",
            {
                "text": f"{place}{door}号门口{thing}，请尽快处理。",
                "area": self.area,
                "address": f"{place}{door}号",
                "category": CATEGORY,
                "channel": "patrol",
            },
            secrets.token_hex(8),
        )
        number = told["number"]

        def do(role: str, verb: str, told: dict[str, Any]) -> None:
            one[role].do(verb, f"/cases/{number}/{verb}", told, secrets.token_hex(8))

        do("supervisor", "file", {"severity": "ordinary"})
        do("dispatcher", "dispatch", {"lead": self.unit, "reason": "由本单位统一处置。"})
        do("handler", "sign", {})
        do("handler", "handle", {"result": "已到现场处理完毕。"})
        do("supervisor", "verify", {})
        do("agent", "call_back", {"reached": True, "solved": True, "satisfied": 5})
        do("agent", "close", {})
        one["supervisor"].read("search", f"/cases?limit=20&q={quote(place)}+{door}%E5%8F%B7")


def cast_of(house: House) -> dict[str, Caller]:
    """Everybody signed in."""
    words = house.sign_ins()
    return {role: Caller(house.port).sign_in(name, words[name]) for role, name in PEOPLE.items()}


def where(cast: dict[str, Caller]) -> tuple[str, str]:
    """The unit that handles and the area that is reported from."""
    rights = cast["worker"].read("me", "/me")["rights"]
    area: str = next(one["area"] for one in rights if one["right"] == "cases.confirm")
    return cast["handler"].read("me", "/me")["unit"], area


def load(house: House, seconds: float, walkers: int) -> Figures:
    """Walk for `seconds` with `walkers` at once; lifecycles a second, and what each call took."""
    cast = cast_of(house)
    unit, area = where(cast)
    # Every web process reads its rules and areas before the clock starts.
    _walk_all(cast, unit, area, 3.0, walkers)
    parts, own, began = cpu.parts(house.pid), _own_seconds(), time.monotonic()
    everybody = _walk_all(cast, unit, area, seconds, walkers)
    took = time.monotonic() - began
    used = {name: value - parts.get(name, 0.0) for name, value in cpu.parts(house.pid).items()}
    used["driver"] = _own_seconds() - own
    calls: dict[str, list[float]] = defaultdict(list)
    for walker in everybody:
        for caller in walker.people.values():
            for name, value in caller.seconds:
                calls[name].append(value)
    faults = [one for walker in everybody for one in walker.faults]
    every = [value for values in calls.values() for value in values]
    done = sum(walker.done for walker in everybody)
    return {
        "lifecycles": done,
        "seconds": round(took, 1),
        "walkers": walkers,
        "lifecycles_per_s": round(done / took, 2),
        "calls_per_s": round(len(every) / took, 1),
        "errors": len(faults),
        "first_error": faults[0] if faults else "",
        # What one lifecycle costs, whoever else uses the machine.
        "cpu_ms": {name: round(value * 1000 / max(done, 1), 1) for name, value in used.items()},
        "driver_share": round(used["driver"] / max(sum(used.values()), 0.001), 3),
        **times(every),
        "calls": {name: {"n": len(values), **times(values)} for name, values in calls.items()},
    }


def _walk_all(cast: dict[str, Caller], unit: str, area: str, seconds: float, walkers: int) -> list[Walker]:
    until = time.monotonic() + seconds
    everybody = [Walker(at, cast, unit, area, until) for at in range(walkers)]
    for one in everybody:
        one.start()
    for one in everybody:
        one.join(seconds + 60)
    return everybody


def _own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
