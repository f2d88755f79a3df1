"""How these tests speak Open311, and the types that a strict client holds the answers against."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from django.http import HttpResponse
from django.test import Client

from happiness_cloud.accounts import actions as accounts
from tests.doors.cast import ALL, KEYRING, PURPOSES

ROOT = "/open311/v2"
HERE = {"lat": "30.605", "long": "114.305"}
LITTER = "06010"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", re.ASCII)
IDENTIFIER = re.compile(r"[\w\-]+", re.ASCII)
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
# Discovery has them as the public validator demands: the kind alone.
BARE = {"json": "application/json", "xml": "text/xml"}


def get(path: str, root: str = ROOT, language: str = "en", **query: Any) -> HttpResponse:
    """Read; a fault of ours must come out as an answer, not as an exception."""
    client = Client()
    client.raise_request_exception = False
    return client.get(f"{root}/{path}", query, headers={"accept-language": language})


def json_of(path: str, **query: Any) -> Any:
    """A good answer in JSON."""
    answer = get(f"{path}.json", **query)
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == (BARE if path == "discovery" else TYPES)["json"]
    return answer.json()


def xml_of(path: str, **query: Any) -> ElementTree.Element:
    """A good answer in XML, well-formed."""
    answer = get(f"{path}.xml", **query)
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == (BARE if path == "discovery" else TYPES)["xml"]
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return ElementTree.fromstring(answer.content)  # noqa: S314


def post(
    path: str = "requests.json", body: Any = None, kind: str = "", root: str = ROOT, **more: Any
) -> HttpResponse:
    """Send a form, or `body` as it is."""
    client = Client(**more)
    client.raise_request_exception = False
    raw = body if isinstance(body, str | bytes) else urlencode(body or {})
    return client.post(
        f"{root}/{path}",
        raw,
        content_type=kind or "application/x-www-form-urlencoded; charset=utf-8",
        headers={"accept-language": "en"},
    )


def sent(**more: str) -> str:
    """The number of a request that was taken in."""
    answer = post(body={"service_code": LITTER, "description": "垃圾没有人收", **HERE, **more})
    assert answer.status_code == 200, answer.content.decode()
    number: str = answer.json()[0]["service_request_id"]
    return number


def fault(answer: HttpResponse, status: int, *words: str) -> None:
    """The errors of the specification, with this status and these words in the first of them."""
    assert answer.status_code == status, answer.content.decode()[:400]
    if answer["Content-Type"] == TYPES["json"]:
        told = [(one["code"], one["description"]) for one in answer.json()]
    else:
        assert answer["Content-Type"] == TYPES["xml"]
        root = ElementTree.fromstring(answer.content)  # noqa: S314
        assert (root.tag, {one.tag for one in root}) == ("errors", {"error"})
        told = [(int(one.findtext("code") or 0), one.findtext("description") or "") for one in root]
    assert told[0][0] == status
    for word in words:
        assert any(word in sentence for _, sentence in told), told


def key(*rights: str) -> str:
    """A key of a partner with these rights (all of them when none is named)."""
    token: str = accounts.make_key(
        KEYRING, name="tests", rights=rights or ALL, area="/990106/", unit="", purposes=PURPOSES
    ).token
    return token
