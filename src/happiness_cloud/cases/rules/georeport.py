"""Open311 GeoReport v2 as its client speaks it: what is sent as a form, what answers mean. No network here.

Answers come from strangers. They are read strictly where something follows from them (identifiers, status, moments)
and forgivingly in shape: a list at the root or under its name, a single thing where a list should be, numbers for
words. Source: wiki.open311.org/GeoReport_v2, and mySociety's extension for updates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

JSON, XML = "json", "xml"
# What the root and an entry of each list are called.
SERVICES, DEFINITION = ("services", "service"), ("service_definition", "")
REQUESTS, UPDATES = ("service_requests", "request"), ("service_request_updates", "request_update")
ERRORS, ENDPOINTS = ("errors", "error"), ("endpoints", "endpoint")
STATUSES = ("open", "closed")
DESCRIPTION, WORDS, IDENTIFIER = 4000, 2000, 100
_IDENTIFIER = re.compile(r"[\w.:\-]{1,100}", re.ASCII)
_MOST_ROWS = 5000
Row = dict[str, Any]


class Misshapen(Exception):
    """An answer that does not say what it should."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a service asks for beyond words and place; `values` are (key, name) where there is a choice."""

    code: str
    name: str
    required: bool
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a report there: its number, or a token that will give one; both "" is no answer."""

    number: str
    token: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request stands there."""

    number: str
    status: str
    notes: str
    words: str
    updated_at: datetime | None
    expected_at: datetime | None


@dataclass(frozen=True, slots=True)
class Update:
    """What happened to a request there; `key` is theirs and never the same twice."""

    key: str
    number: str
    status: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a matter: never more than this."""

    reference: str
    words: str
    lat: float | None
    lon: float | None
    address: str
    attributes: tuple[tuple[str, str], ...] = ()
    name: str = ""
    phone: str = ""
    mail: str = ""
    media: str = ""


def form_of(report: Report, service_code: str, jurisdiction: str, key: str) -> list[tuple[str, str]]:
    """The report as the fields of a form. Our reference ends the words, so that it can be looked for there."""
    tag = f"\n[{report.reference}]"
    told = [
        ("jurisdiction_id", jurisdiction),
        ("api_key", key),
        ("service_code", service_code),
        ("description", report.words[: DESCRIPTION - len(tag)] + tag),
        ("lat", "" if report.lat is None else f"{report.lat:.6f}"),
        ("long", "" if report.lon is None else f"{report.lon:.6f}"),
        ("address_string", report.address),
        ("last_name", report.name),
        ("phone", report.phone),
        ("email", report.mail),
        ("media_url", report.media),
        *((f"attribute[{code}]", value) for code, value in report.attributes),
    ]
    return [(name, value) for name, value in told if value]


def rows(raw: bytes, form: str, kind: tuple[str, str]) -> list[Row]:
    """The entries of an answer. Raises Misshapen."""
    root, entry = kind
    try:
        text = raw.decode("utf-8-sig")
        found = _from_json(text, root) if form == JSON else _from_xml(text, root, entry)
    except (UnicodeDecodeError, ValueError, RecursionError, ElementTree.ParseError) as wrong:
        raise Misshapen(root) from wrong
    if len(found) > _MOST_ROWS or not all(isinstance(one, dict) for one in found):
        raise Misshapen(root)
    return found


def services(raw: bytes, form: str) -> dict[str, str]:
    """The services on offer: code -> name. Raises Misshapen."""
    told = {_text(one, "service_code"): _text(one, "service_name") for one in rows(raw, form, SERVICES)}
    if not told or "" in told:
        raise Misshapen("services")
    return told


def attributes(raw: bytes, form: str) -> tuple[Attribute, ...]:
    """What a service asks for. Raises Misshapen."""
    found = rows(raw, form, DEFINITION)
    inner = found[0].get("attributes") if found else None
    return tuple(_attribute(one) for one in _listed(inner, "attribute"))


def receipt(raw: bytes, form: str) -> Receipt:
    """What came back for a report, or for a token. Raises Misshapen when neither number nor token is told."""
    found = rows(raw, form, REQUESTS)
    one = found[0] if found else {}
    told = Receipt(_identifier(one, "service_request_id"), _identifier(one, "token"))
    if not told.number and not told.token:
        raise Misshapen("service_request_id")
    return told


def number_of(raw: bytes, form: str) -> str:
    """The number behind a token; "" while there is none. Raises Misshapen."""
    return next((_identifier(one, "service_request_id") for one in rows(raw, form, REQUESTS)), "")


def standings(raw: bytes, form: str) -> tuple[Standing, ...]:
    """How requests stand. What has no number or a status that is none is left out. Raises Misshapen."""
    told = []
    for one in rows(raw, form, REQUESTS):
        number, status = _identifier(one, "service_request_id"), _text(one, "status").lower()
        if number and status in STATUSES:
            words = [_text(one, name) for name in ("status_notes", "description")]
            times = [moment_of(_text(one, name)) for name in ("updated_datetime", "expected_datetime")]
            told.append(Standing(number, status, words[0][:WORDS], words[1], times[0], times[1]))
    return tuple(told)


def updates(raw: bytes, form: str) -> tuple[Update, ...]:
    """What happened. What has no key, number or moment is left out. Raises Misshapen."""
    told = []
    for one in rows(raw, form, UPDATES):
        key, number = _identifier(one, "update_id"), _identifier(one, "service_request_id")
        at = moment_of(_text(one, "updated_datetime"))
        if key and number and at:
            words = _text(one, "description")[:WORDS]
            told.append(Update(key, number, _text(one, "status").lower()[:40], at, words))
    return tuple(told)


def complaint(raw: bytes, form: str) -> str:
    """What an answer of errors says first, shortened; "" when it cannot be read."""
    try:
        found = rows(raw, form, ERRORS)
    except Misshapen:
        return ""
    return _text(found[0], "description")[:300] if found else ""


def form_wanted(raw: bytes, form: str, endpoint: str) -> str:
    """The form that a discovery offers at this endpoint: JSON where it can, else XML. Raises Misshapen."""
    found = rows(raw, form, ("discovery", ""))
    for one in _listed(found[0].get("endpoints") if found else None, "endpoint"):
        if _text(one, "url").rstrip("/") == endpoint.rstrip("/"):
            told = one.get("formats")
            named = _listed_words(told, "format")
            return JSON if any("json" in word for word in named) else XML
    raise Misshapen("endpoints")


def with_reference(found: Iterable[Standing], reference: str) -> tuple[str, bool]:
    """The number of the request that carries our reference, and whether words are told there at all."""
    listed = list(found)
    number = next((one.number for one in listed if f"[{reference}]" in one.words), "")
    return number, any(one.words for one in listed)


def moment_of(text: str) -> datetime | None:
    """A moment with its zone; None for anything else, also without a zone."""
    try:
        told = datetime.fromisoformat(text.strip())
        return told.astimezone(UTC) if told.tzinfo and 1990 <= told.year <= 2200 else None
    except (ValueError, OverflowError):
        return None


def unmet(asked: Iterable[Attribute], given: dict[str, str]) -> tuple[list[str], list[str], list[str]]:
    """Required attributes without a value; values for attributes that are not asked; values that are no choice."""
    known = {one.code: one for one in asked}
    missing = [code for code, one in known.items() if one.required and not given.get(code)]
    unknown = [code for code in given if code not in known]
    bad = [
        code
        for code, value in given.items()
        if code in known and known[code].values and value not in dict(known[code].values)
    ]
    return missing, unknown, bad


def _from_json(text: str, root: str) -> list[Any]:
    told = json.loads(text)
    if isinstance(told, dict) and isinstance(told.get(root), list | dict):
        told = told[root]
    return told if isinstance(told, list) else [told]


def _from_xml(text: str, root: str, entry: str) -> list[Any]:
    # No document of this protocol has one, and what one can do is not wanted.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Misshapen(root)
    top = ElementTree.fromstring(text)  # noqa: S314 -- size is bounded, documents with types were refused above
    if top.tag != root:
        raise Misshapen(root)
    return [_plain(one) for one in top if one.tag == entry] if entry else [_plain(top)]


def _plain(element: ElementTree.Element, depth: int = 0) -> Any:
    """An element as JSON would have it: a list where children repeat, words at the leaves."""
    if not len(element) or depth > 8:
        return (element.text or "").strip()
    told: Row = {}
    for child in element:
        value = _plain(child, depth + 1)
        if child.tag in told:
            kept = told[child.tag]
            told[child.tag] = [*kept, value] if isinstance(kept, list) else [kept, value]
        else:
            told[child.tag] = value
    return told


def _listed(told: Any, entry: str) -> list[Row]:
    """The things of a list, which in XML stands under the name of its entry, alone when there is one."""
    if isinstance(told, dict):
        told = told.get(entry, [])
    found = told if isinstance(told, list) else [told]
    return [one for one in found if isinstance(one, dict)]


def _listed_words(told: Any, entry: str) -> list[str]:
    if isinstance(told, dict):
        told = told.get(entry, [])
    found = told if isinstance(told, list) else [told]
    return [one for one in found if isinstance(one, str)]


def _attribute(one: Row) -> Attribute:
    code = _text(one, "code")
    if not code:
        raise Misshapen("attribute")
    choices = [(_text(value, "key"), _text(value, "name")) for value in _listed(one.get("values"), "value")]
    required = one.get("required") in (True, "true")
    # What only shows words to people asks for nothing.
    shown = one.get("variable") in (False, "false")
    return Attribute(code[:60], _text(one, "description")[:200], required and not shown, tuple(choices))


def _text(one: Row, name: str) -> str:
    value = one.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return "".join(sign for sign in str(value) if sign.isprintable() or sign == "\n").strip()


def _identifier(one: Row, name: str) -> str:
    """A number or key that may stand in an address; "" for anything else."""
    told = _text(one, name)
    return told if _IDENTIFIER.fullmatch(told) else ""
