"""The pages and calls that are measured, and by whom they are asked for."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

# Sample people: a supervisor of the whole district, a handler bound to his unit, a community worker.
READERS = {"supervisor": "wubo", "handler": "sunjianjun", "community worker": "lina"}
_BOX = "114.2,30.5,114.4,30.7"


def pages(number: str) -> dict[str, str]:
    """Name -> address; `number` is a matter the reader may see."""
    return {
        "desk": "/desk/",
        "worklist": "/cases/",
        "worklist, open": "/cases/?state=open",
        "worklist, newest": "/cases/?order=newest",
        "search": f"/cases/?q={quote('路灯')}",
        "matter": f"/cases/{number}/",
        "map": "/map/",
        "map areas": "/cases/areas/?colour=1",
        "map pins": f"/cases/pins/?bbox={_BOX}",
    }


def seen_number(page: dict[str, Any]) -> str:
    """The number of a matter on a page of the API's list."""
    rows = page["rows"]
    return str(rows[len(rows) // 2]["number"]) if rows else ""
