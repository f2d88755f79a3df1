"""Another server on this machine: it speaks Open311 as well or as badly as a test wants, and remembers what it got."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

NOW = "2026-11-20T09:00:00+08:00"


@dataclass
class OtherSide:
    """What it knows, and how it behaves. `fails` are the next answers to a report, used up one by one."""

    address: str = ""
    forms: tuple[str, ...] = ("json", "xml")
    fails: list[str] = field(default_factory=list)
    tokens: bool = False
    number_after: int = 0
    tells_updates: bool = True
    tells_words: bool = True
    knows_keys: bool = False
    services: dict[str, str] = field(default_factory=lambda: {"W1": "Water", "W2": "Leak"})
    attributes: list[dict[str, Any]] = field(default_factory=list)
    requests: dict[str, dict[str, str]] = field(default_factory=dict)
    updates: list[dict[str, str]] = field(default_factory=list)
    posts: list[dict[str, str]] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    reads_fail: str = ""

    @property
    def endpoint(self) -> str:
        return f"{self.address}/open311/v2"

    def close(self, number: str, notes: str = "Repaired") -> None:
        """Somebody there closes a request."""
        self.requests[number] |= {"status": "closed", "status_notes": notes, "updated_datetime": NOW}


@contextmanager
def running(side: OtherSide | None = None) -> Iterator[OtherSide]:
    """The server, for as long as it lasts."""
    side = side or OtherSide()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(side))
    server.daemon_threads = True
    side.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield side
    finally:
        server.shutdown()
        server.server_close()


def _handler(side: OtherSide) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *told: Any) -> None:
            """Nothing is logged."""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            side.asked.append(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            what, _, form = parts.path.removeprefix("/open311/v2/").rpartition(".")
            if side.reads_fail:
                _misbehave(self, side.reads_fail)
            elif form not in side.forms or what.endswith("discovery"):
                _answer(self, 404, b"nothing")
            else:
                _told(self, form, *_read(side, what, query))

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            body = {name: values[0] for name, values in parse_qs(raw).items()}
            what, _, form = self.path.removeprefix("/open311/v2/").rpartition(".")
            if what == "servicerequestupdates":
                side.told.append(body)
                return _told(self, form, 200, "service_request_updates", [{"update_id": body["update_id"]}])
            fails = side.fails.pop(0) if side.fails else ""
            if fails not in ("slow_before", "500_before", "401", "400"):
                side.posts.append(body)
                number = _taken(side, body, self.headers.get("Idempotency-Key", ""))
            if fails:
                return _misbehave(self, fails)
            if side.tokens:
                return _told(self, form, 200, "service_requests", [{"token": f"T{number}"}])
            return _told(self, form, 200, "service_requests", [{"service_request_id": number}])

    return Handler


def _taken(side: OtherSide, body: dict[str, str], key: str) -> str:
    if side.knows_keys and key in side.keys:
        return side.keys[key]
    number = str(700 + len(side.requests))
    side.keys[key] = number
    side.requests[number] = {
        "service_request_id": number,
        "status": "open",
        "status_notes": "",
        "service_code": body.get("service_code", ""),
        "requested_datetime": NOW,
        "updated_datetime": NOW,
        "description": body.get("description", "") if side.tells_words else "",
    }
    return number


def _read(side: OtherSide, what: str, query: dict[str, str]) -> tuple[int, str, Any]:
    kind, _, which = what.partition("/")
    if kind == "services" and which:
        return 200, "service_definition", {"service_code": which, "attributes": side.attributes}
    if kind == "services":
        told = [
            {"service_code": one, "service_name": name, "metadata": "true", "type": "realtime"}
            for one, name in side.services.items()
        ]
        return 200, "services", told
    if kind == "tokens":
        side.number_after -= 1
        number = which.removeprefix("T") if side.number_after < 0 else ""
        return 200, "service_requests", [{"service_request_id": number, "token": which}]
    if kind == "servicerequestupdates":
        return (200, "service_request_updates", side.updates) if side.tells_updates else (404, "errors", [])
    if kind == "requests" and which:
        found = side.requests.get(which)
        return (200, "service_requests", [found]) if found else (404, "errors", [{"code": "404"}])
    wanted = query.get("service_request_id", "").split(",") if "service_request_id" in query else None
    return (
        200,
        "service_requests",
        [one for number, one in side.requests.items() if wanted is None or number in wanted],
    )


def _misbehave(handler: BaseHTTPRequestHandler, how: str) -> None:
    """Everything a server should not do."""
    if how in ("slow", "slow_before"):
        time.sleep(1.6)
        handler.close_connection = True
    elif how == "drop":
        handler.close_connection = True
        handler.connection.shutdown(2)
    elif how == "huge":
        _answer(handler, 200, b"[" + b'"x",' * 800_000 + b'"x"]')
    elif how == "drip":
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(40):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)
    elif how == "redirect":
        handler.send_response(302)
        handler.send_header("Location", "http://127.0.0.1:1/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
    elif how == "bomb":
        _answer(
            handler,
            200,
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><service_requests>&b;</service_requests>',
        )
    elif how.startswith("says "):
        _answer(handler, 200, how.removeprefix("says ").encode())
    elif how == "400":
        _answer(
            handler,
            400,
            json.dumps([{"code": 400, "description": "service_code 13800000000 is off"}]).encode(),
        )
    else:
        _answer(handler, int(how[:3]), b"oh no")


def _told(handler: BaseHTTPRequestHandler, form: str, status: int, root: str, content: Any) -> None:
    if form == "json":
        _answer(handler, status, json.dumps(content).encode())
    else:
        _answer(handler, status, f"<{root}>{_xml(root, content)}</{root}>".encode())


_ENTRIES = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
}


def _xml(name: str, told: Any) -> str:
    if isinstance(told, list):
        return "".join(f"<{_ENTRIES[name]}>{_xml(_ENTRIES[name], one)}</{_ENTRIES[name]}>" for one in told)
    if isinstance(told, dict):
        return "".join(f"<{key}>{_xml(key, value)}</{key}>" for key, value in told.items())
    return escape(str(told).lower() if isinstance(told, bool) else str(told))


def _answer(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    try:
        handler.wfile.write(body)
    except OSError:
        handler.close_connection = True
