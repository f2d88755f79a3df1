"""Who calls the API in these tests: keys of partners over a small town, and a way to speak to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from happiness_cloud.accounts import actions as accounts
from happiness_cloud.cases.rules.lifecycle import MOVES
from happiness_cloud.institution import actions as institution
from happiness_cloud.kernel.access import Actor, Grant, house
from tests.places.cast import SHAPES, build_town, names_of

TOWN = "/990106/"
HERE, THERE = "/990106/001/001/", "/990106/001/002/"
SPOT, OTHER_SPOT = (114.305, 30.605), (114.305, 30.615)
KINDS = {6: "district", 9: "subdistrict", 12: "community", 15: "grid"}
PURPOSES = ("case-handling",)
READING = (
    "cases.read",
    "cases.export",
    "cases.contacts",
    "cases.bulk",
    "cases.topics",
    "places.read",
    "institution.read",
)
# A key that may do everything in its area but what only the reporter may.
ALL = (
    *READING,
    "cases.report_for",
    "cases.hand_out",
    "files.add",
    *sorted({one.right for one in MOVES} - {"cases.rate"}),
)
KEYRING = Actor(
    "house:keyring",
    "house",
    tuple(Grant(right, "/", purposes=frozenset(PURPOSES)) for right in ("accounts.keys", *ALL)),
)


def lay_the_ground() -> None:
    """The small town with its units and the shipped rules."""
    build_town()
    maker = house("tests", "institution.read", "institution.edit", "institution.publish")
    institution.load_reference(maker)
    areas = [(_path(code), KINDS[len(code)], *names_of(code)) for code in SHAPES]
    institution.found_district(maker, areas=areas, root_segment="yunhu")


def _path(code: str) -> str:
    ends = [end for end in (6, 9, 12, 15) if end <= len(code)]
    return "/" + "/".join(code[start:end] for start, end in zip([0, *ends], ends, strict=False)) + "/"


@dataclass
class Caller:
    """Somebody at the API; `token` "" is a visitor."""

    token: str = ""
    language: str = "en"

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Read."""
        return Client().get(f"/api/v1{path}", headers=self._headers(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Do; `body` as JSON."""
        return self.send(path, json.dumps(body if body is not None else {}), **headers)

    def send(self, path: str, raw: Any, kind: str = "application/json", **headers: str) -> HttpResponse:
        """Do; `raw` as it is."""
        client = Client()
        # A fault of ours must come out as an answer, not as an exception.
        client.raise_request_exception = False
        return client.post(f"/api/v1{path}", raw, content_type=kind, headers=self._headers(headers))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        told = {
            "accept-language": self.language,
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        return {**told, "authorization": f"Bearer {self.token}"} if self.token else told


def key(*rights: str, area: str = TOWN, unit: str = "") -> Caller:
    """The holder of a key with these rights (all of them when none is named)."""
    made = accounts.make_key(
        KEYRING, name="tests", rights=rights or ALL, area=area, unit=unit, purposes=PURPOSES
    )
    return Caller(made.token)


VISITOR = Caller()


def reported(by: Caller = VISITOR, at: tuple[float, float] = SPOT, **more: Any) -> dict[str, Any]:
    """A matter that was reported."""
    answer = by.post("/cases", {"text": "路灯不亮，请来看看。", "lon": at[0], "lat": at[1], **more})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()
