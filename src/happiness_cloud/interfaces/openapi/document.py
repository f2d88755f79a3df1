"""What the OpenAPI document says beyond the addresses: the rules of the whole, refusals, ways to sign in."""

from __future__ import annotations

from typing import Any

TITLE = "Happiness Cloud"
ABOUT = """Matters of a district, from report to evaluation.

**Who asks.** A key (`Authorization: Bearer hc_…`) or the session cookie of a signed-in browser, which must send
`X-CSRFToken` with every POST. Without either, a visitor may report and read what is public. A matter outside
the caller's rights is not found (404).

**Verbs.** `possible` of a matter names what can be done now; each is `POST /cases/{number}/{verb}`. Send the ETag in
`If-Match`: when the matter has moved on, 409 tells in `changed` what happened since. Send an `Idempotency-Key` with each
POST: sent again, it gets the first answer and changes nothing.

**Lists** are paged by cursor: follow `next` of the answer or the Link header until there is none.

**Refusals** are `application/problem+json` (RFC 9457) in the language of `Accept-Language` (zh-Hans, en). `code` is stable;
`errors` names each place at fault.

**Places** are WGS84 in degrees unless a `datum` says otherwise; **moments** are ISO 8601 with a zone."""
INFO = {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
TAGS = [
    {"name": "Reporting", "description": "Opening a matter; anybody may."},
    {"name": "Tracking", "description": "A matter by the link of its reporter."},
    {"name": "Public", "description": "What everybody may see."},
    {"name": "Matters", "description": "Reading matters inside the caller's rights."},
    {"name": "Verbs", "description": "Every move of the lifecycle."},
    {
        "name": "Partners",
        "description": "Matters handed out to partners beside the house by a link that ends.",
    },
    {"name": "Moderation", "description": "What the public sees, what is covered, what is erased."},
    {"name": "Topics", "description": "What many speak of, and the projects that follow it."},
    {"name": "Files", "description": "Photos and documents."},
    {"name": "Areas", "description": "The tree of areas, and the grid of a point."},
    {"name": "Rules", "description": "Categories and units in force."},
    {"name": "Webhooks", "description": "Systems that are told what happens; see docs/rooms/webhooks.md."},
    {"name": "Who am I", "description": "The caller and its rights."},
]
_SCHEMES = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "hc_<prefix>_<secret>",
        "description": "A key, shown once when made.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "happiness_session",
        "description": "A signed-in browser; POST needs X-CSRFToken.",
    },
}
_PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": "RFC 9457 problem details; further members carry the facts of the sentence.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:happiness-cloud:cases.wrong_state"]},
        "title": {"type": "string", "examples": ["Not now"]},
        "status": {"type": "integer", "examples": [409]},
        "detail": {
            "type": "string",
            "description": "What happened and what to do, in the reader's language.",
        },
        "code": {"type": "string", "description": "Stable.", "examples": ["cases.wrong_state"]},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Misfit"}},
        "changed": {
            "type": "array",
            "description": "With ledger.moved_on: what happened since, oldest first.",
            "items": {"type": "object", "additionalProperties": True},
        },
        "seconds": {"type": "integer", "description": "As in Retry-After."},
    },
    "additionalProperties": True,
}
_MISFIT = {
    "title": "Misfit",
    "type": "object",
    "required": ["place", "in", "detail"],
    "properties": {
        "place": {"type": "string", "examples": ["reporter.phone"]},
        "in": {"type": "string", "enum": ["body", "query", "path", "header", "form", "file"]},
        "detail": {"type": "string"},
    },
}
_TOLD = {
    "400": "What was sent could not be read.",
    "401": "Not for visitors, or the key is not known.",
    "403": "Visible, but not allowed to this caller.",
    "404": "Not there, or not for this caller.",
    "409": "Not in this state, or somebody was faster (`changed`).",
    "413": "Too large.",
    "415": "Not JSON, or not a form with a file.",
    "422": "Something needs mending (`errors`).",
    "429": "Too many at once; see Retry-After.",
    "503": "Back in a moment; see Retry-After.",
}
_READING = ("401", "404", "422", "503")
_RETRY = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """The document with refusals for every address and the ways to sign in."""
    schema["components"]["schemas"].update(Problem=_PROBLEM, Misfit=_MISFIT)
    schema["components"]["securitySchemes"] = _SCHEMES
    schema["components"]["responses"] = {f"Refused{code}": _refusal(code) for code in _TOLD}
    # A document says the same wherever it is served; addresses in it are whole.
    schema["servers"] = [{"url": "/", "description": "This house"}]
    for address in schema["paths"].values():
        for method, operation in address.items():
            codes = _TOLD if method == "post" else _READING
            responses = {str(code): told for code, told in operation["responses"].items()}
            responses.update(
                {
                    code: responses.get(code, {"$ref": f"#/components/responses/Refused{code}"})
                    for code in codes
                }
            )
            operation["responses"] = dict(sorted(responses.items()))
            _with_headers(operation, method)
    return schema


def _with_headers(operation: dict[str, Any], method: str) -> None:
    """What stands beside a good answer: the ETag of a matter, the Link of a list."""
    told: dict[str, Any] = {}
    tag = operation["tags"][0]
    if (
        operation["operationId"] == "readCase"
        or tag == "Tracking"
        or (tag in ("Verbs", "Moderation") and method == "post")
    ):
        told["ETag"] = {"description": "Begins with the version.", "schema": {"type": "string"}}
    if operation["operationId"] == "listCases":
        told["Link"] = {"description": "The next page, as rel=next.", "schema": {"type": "string"}}
    if told and operation["operationId"] != "bulkCases":
        operation["responses"]["200"]["headers"] = told


def _refusal(code: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": _TOLD[code],
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return {**told, "headers": _RETRY} if code in ("429", "503") else told
