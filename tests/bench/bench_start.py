"""How long `happiness up` takes until /health/ answers: the first time, again, and after a crash."""

from __future__ import annotations

import time

from .figures import Figures
from .running import House


def first(house: House, demo: str) -> Figures:
    """On an empty folder, sample district included; the house runs afterwards."""
    house.demo = demo
    house.start()
    return {"start": f"first, with the {demo} sample", "seconds": round(house.seconds, 2)}


def again(house: House) -> list[Figures]:
    """Stopped and started, then killed and started; the house runs afterwards."""
    began = time.monotonic()
    house.stop()
    told: list[Figures] = [{"start": "stop by Ctrl-C", "seconds": round(time.monotonic() - began, 2)}]
    house.start()
    told.append({"start": "warm", "seconds": round(house.seconds, 2)})
    house.kill()
    house.start()
    told.append({"start": "after kill -9 of the supervisor", "seconds": round(house.seconds, 2)})
    return told
