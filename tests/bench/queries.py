"""Counts the SQL statements of every call of a lifecycle and of every page, through the real middleware.

`python -m tests.bench.queries DATA [-v]` on a house that runs; `-v` prints the statements. Transaction
statements (BEGIN, COMMIT, savepoints) are told apart. The rules and areas kept in memory are looked after
once a second: that look is left out by asking twice and taking the smaller count.
"""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .asked import READERS, pages, seen_number
from .bench_lifecycle import CATEGORY, PEOPLE
from .figures import Figures, table
from .running import House

_FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


class Counter:
    """People signed in inside this process, and what each of their requests asks of the database."""

    def __init__(self, loud: bool = False) -> None:
        from django.test import Client

        from happiness_cloud.accounts.models import Account, Sign
        from happiness_cloud.kernel import clock

        self.loud, self.people = loud, dict[str, Any]()
        for name in {*PEOPLE.values(), *READERS.values()}:
            self.people[name] = Client()
            account = Account.objects.get(username=name)
            self.people[name].force_login(account)
            # As the sign-in page leaves it: the session is counted among those of the account.
            key = str(self.people[name].session.session_key)
            Sign.objects.create(account=account, session_key=key, at=clock.now())

    def ask(
        self, name: str, method: str, path: str, told: dict[str, Any] | None = None
    ) -> tuple[Any, Figures]:
        """One request of a person: the answer, and its statements."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            client = self.people[name]
            if method == "GET":
                answer = client.get(path)
            else:
                head = {"Idempotency-Key": secrets.token_hex(8)}
                answer = client.post(path, json.dumps(told), content_type="application/json", headers=head)
        if answer.status_code >= 300:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.content[:300]!r}")
        listed = [one["sql"] for one in caught.captured_queries]
        frame = sum(1 for one in listed if one.startswith(_FRAME))
        if self.loud:
            print(f"\n{method} {path}", *(f"    {one[:160]}" for one in listed), sep="\n")  # noqa: T201
        return answer, {"statements": len(listed) - frame, "frame": frame}


def verbs(counter: Counter) -> list[Figures]:
    """One lifecycle over the API, call by call; the second of two, since the first one warms up."""
    _one(counter)
    return _one(counter)


def _one(counter: Counter) -> list[Figures]:
    me = counter.ask(PEOPLE["worker"], "GET", "/api/v1/me")[0].json()
    area = next(one["area"] for one in me["rights"] if one["right"] == "cases.confirm")
    unit = counter.ask(PEOPLE["handler"], "GET", "/api/v1/me")[0].json()["unit"]
    told: list[Figures] = []

    def do(role: str, verb: str, path: str, words: dict[str, Any]) -> Any:
        answer, counted = counter.ask(PEOPLE[role], "POST", f"/api/v1/cases{path}", words)
        told.append({"call": verb, **counted})
        return answer.json()

    words = {"text": "梧桐路12号路灯不亮。", "area": area, "category": CATEGORY, "channel": "patrol"}
    number = do("worker", "report", "", words)["number"]
    for role, verb, words in (
        ("supervisor", "file", {"severity": "ordinary"}),
        ("dispatcher", "dispatch", {"lead": unit, "reason": "由本单位处置。"}),
        ("handler", "sign", {}),
        ("handler", "handle", {"result": "已处理。"}),
        ("supervisor", "verify", {}),
        ("agent", "call_back", {"reached": True, "solved": True, "satisfied": 5}),
        ("agent", "close", {}),
    ):
        do(role, verb, f"/{number}/{verb}", words)
    search = f"/api/v1/cases?q={quote('路灯')}"
    told.append({"call": "search", **counter.ask(PEOPLE["supervisor"], "GET", search)[1]})
    return told


def reads(counter: Counter) -> list[Figures]:
    """Every page for every reader; the smaller of two counts."""
    told: list[Figures] = []
    for reader, name in READERS.items():
        listed = counter.ask(name, "GET", "/api/v1/cases?order=newest&limit=20")[0].json()
        for page, path in pages(seen_number(listed)).items():
            counted = [counter.ask(name, "GET", path)[1]["statements"] for _ in range(3)]
            told.append({"page": page, "reader": reader, "statements": min(counted[1:])})
    return told


def count(loud: bool = False) -> tuple[list[Figures], list[Figures]]:
    """Verbs and pages; Django must stand on the house already."""
    counter = Counter(loud)
    return verbs(counter), reads(counter)


def main(data: str, *more: str) -> None:
    """Print both tables for the house on `data`."""
    House(Path(data)).settle()
    calls, listed = count("-v" in more)
    table("Statements of a lifecycle's calls", calls)
    table("Statements of a page", listed)


if __name__ == "__main__":
    main(*sys.argv[1:])
