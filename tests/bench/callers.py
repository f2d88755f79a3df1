"""Somebody signed in at the house, over one kept connection: the cheapest HTTP client Python has."""

from __future__ import annotations

import json
import re
import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

_FORM_KEY = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Failed(Exception):
    """An answer that was not expected."""


class Caller:
    """A browser without a screen: cookies, one connection, the seconds each call took by name."""

    def __init__(self, port: int) -> None:
        self.port, self.jar = port, dict[str, str]()
        self.line = HTTPConnection("127.0.0.1", port, timeout=30)
        self.seconds: list[tuple[str, float]] = []
        self.status, self.body, self.place = 0, b"", ""
        # What a refusal says of when to come again.
        self.later = ""

    def sign_in(self, name: str, password: str) -> Caller:
        """By the sign-in page, as a person does."""
        self.ask("GET", "/sign-in/")
        found = _FORM_KEY.search(self.body.decode())
        told = {
            "username": name,
            "password": password,
            "csrfmiddlewaretoken": found.group(1) if found else "",
        }
        self.ask(
            "POST",
            "/sign-in/",
            urlencode(told).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        if self.status != 302:
            raise Failed(f"sign-in of {name}: {self.status}")
        self.seconds.clear()
        return self

    def as_other(self) -> Caller:
        """The same person at another connection."""
        twin = Caller(self.port)
        twin.jar = self.jar
        return twin

    def ask(
        self, method: str, path: str, body: bytes | None = None, told: dict[str, str] | None = None
    ) -> None:
        """One request; the answer stands in `status` and `body`."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        self.line.request(method, path, body, {"Cookie": cookies, **(told or {})})
        answer = self.line.getresponse()
        self.body, self.status = answer.read(), answer.status
        self.place = answer.getheader("Location") or ""
        self.later = answer.getheader("Retry-After") or ""
        for cookie in answer.msg.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.jar[name] = value

    def page(self, name: str, path: str) -> None:
        """A page, timed. Raises Failed."""
        began = time.perf_counter()
        self.ask("GET", path)
        self._timed(name, began, f"GET {path}")

    def read(self, name: str, path: str) -> Any:
        """Read over the API, timed. Raises Failed."""
        self.page(name, f"/api/v1{path}")
        return json.loads(self.body)

    def do(self, name: str, path: str, told: dict[str, Any], key: str = "") -> Any:
        """Do over the API, timed. Raises Failed."""
        body = json.dumps(told).encode()
        heads = {"Content-Type": "application/json", "X-CSRFToken": self.jar.get("csrftoken", "")}
        if key:
            heads["Idempotency-Key"] = key
        began = time.perf_counter()
        self.ask("POST", f"/api/v1{path}", body, heads)
        self._timed(name, began, f"POST {path}")
        return json.loads(self.body)

    def _timed(self, name: str, began: float, what: str) -> None:
        self.seconds.append((name, time.perf_counter() - began))
        if not 200 <= self.status < 300:
            raise Failed(f"{what}: {self.status} {self.body[:200].decode(errors='replace')}")
