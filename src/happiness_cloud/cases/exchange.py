"""What is said to another server, in which order, and what is made of its answers. Writes nothing down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from . import wire
from .rules import georeport
from .rules.forwarding import Errand, Offer, Outcome, There

# Numbers asked after in one call, and pages of updates read in one round.
AT_ONCE, PAGES, PAGE_SIZE = 50, 10, 1000
_NEVER_TAKEN = (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429)


def offered(there: There) -> Offer:
    """What the other side offers for one service. Raises NotHeard, Misshapen."""
    form = _form(there)
    services = georeport.services(_body(_get(there, "services", form)), form)
    answer = _get(there, f"services/{there.service_code}", form) if there.service_code in services else None
    asked = georeport.attributes(answer.body, form) if answer and answer.status == 200 else ()
    news = wire.get(f"{there.endpoint}/servicerequestupdates.{form}", _who(there))
    return Offer(
        form=form,
        services=services,
        attributes=asked,
        updates=news.status == 200 and _readable(news.body, form),
    )


def carry(errand: Errand) -> Outcome:
    """Send one report, or find out what came of it: looked for first when an earlier try ended unclear."""
    try:
        if errand.token:
            return _asked_after(errand)
        if errand.looks_first:
            found = _looked_for(errand)
            if found is not None:
                return found
        return _sent(errand)
    except wire.NotHeard as wrong:
        return Outcome(problem=wrong.problem, unclear=errand.looks_first)
    except georeport.Misshapen:
        return Outcome(problem="misshapen", unclear=errand.looks_first)


def standings(there: There, numbers: Sequence[str]) -> Iterator[georeport.Standing]:
    """How requests stand there, many at once; by themselves where the server cannot. Raises NotHeard, Misshapen."""
    for start in range(0, len(numbers), AT_ONCE):
        wanted = numbers[start : start + AT_ONCE]
        answer = _get(there, "requests", there.form, service_request_id=",".join(wanted))
        found = georeport.standings(answer.body, there.form) if answer.status == 200 else ()
        told = {one.number: one for one in found if one.number in wanted}
        yield from told.values()
        for number in wanted:
            if number not in told:
                answer = _get(there, f"requests/{number}", there.form)
                if answer.status == 200:
                    alone = georeport.standings(answer.body, there.form)
                    yield from (one for one in alone if one.number == number)


def updates(there: There, since: datetime, until: datetime) -> Iterator[georeport.Update]:
    """What happened there in a span of time, page by page. Raises NotHeard, Misshapen."""
    seen: set[str] = set()
    for page in range(1, PAGES + 1):
        answer = _get(
            there,
            "servicerequestupdates",
            there.form,
            start_date=_told(since),
            # What happens in this very second belongs to it.
            end_date=_told(until + timedelta(seconds=1)),
            page=str(page) if page > 1 else "",
        )
        found = georeport.updates(_body(answer), there.form)
        fresh = [one for one in found if one.key not in seen]
        yield from fresh
        seen.update(one.key for one in fresh)
        # A server that knows no pages tells the first one again.
        if len(found) < PAGE_SIZE or not fresh:
            return


def tell(there: There, number: str, key: str, words: str, done: bool, at: datetime) -> str:
    """Push an update of ours; "" when it was taken, else why not."""
    fields = [
        ("jurisdiction_id", there.jurisdiction),
        ("api_key", there.key),
        ("service_request_id", number),
        ("update_id", key),
        ("updated_datetime", _told(at)),
        ("status", "CLOSED" if done else "OPEN"),
        ("description", words[: georeport.WORDS]),
    ]
    url = f"{there.endpoint}/servicerequestupdates.{there.form}"
    try:
        answer = wire.post(url, [one for one in fields if one[1]], key)
    except wire.NotHeard as wrong:
        return wrong.problem
    return "" if answer.status == 200 else _problem(answer.status)


def _sent(errand: Errand) -> Outcome:
    there = errand.there
    fields = georeport.form_of(errand.report, there.service_code, there.jurisdiction, there.key)
    try:
        answer = wire.post(f"{there.endpoint}/requests.{there.form}", fields, errand.report.reference)
    except wire.NotHeard as wrong:
        return Outcome(problem=wrong.problem, unclear=wrong.sent)
    if answer.status not in (200, 201):
        said = georeport.complaint(answer.body, there.form)
        return Outcome(problem=_problem(answer.status), unclear=answer.status not in _NEVER_TAKEN, said=said)
    try:
        told = georeport.receipt(answer.body, there.form)
    except georeport.Misshapen:
        # It said yes, in words that nobody understands.
        return Outcome(problem="misshapen", unclear=True)
    return Outcome(number=told.number, token="" if told.number else told.token)


def _looked_for(errand: Errand) -> Outcome | None:
    """What is known of an earlier try; None when it can be sent again."""
    there = errand.there
    since = errand.since - timedelta(days=1)
    answer = _get(there, "requests", there.form, start_date=_told(since), service_code=there.service_code)
    found = georeport.standings(_body(answer), there.form)
    number, told = georeport.with_reference(found, errand.report.reference)
    if number:
        return Outcome(number=number, looked=True)
    return None if told or there.safe_to_repeat else Outcome(problem="unclear", unclear=True)


def _asked_after(errand: Errand) -> Outcome:
    answer = _get(errand.there, f"tokens/{errand.token}", errand.there.form)
    if answer.status != 200:
        return Outcome(token=errand.token, problem=_problem(answer.status))
    return Outcome(number=georeport.number_of(answer.body, errand.there.form), token=errand.token)


def _form(there: There) -> str:
    """JSON where the other side answers in it, else XML, which every server must speak."""
    # Discovery stands beside the version or inside it, and many have none.
    for root in (there.endpoint, there.endpoint.rpartition("/")[0]):
        answer = wire.get(f"{root}/discovery.xml", {})
        if answer.status == 200:
            try:
                return georeport.form_wanted(answer.body, georeport.XML, there.endpoint)
            except georeport.Misshapen:
                continue
    answer = _get(there, "services", georeport.JSON)
    try:
        georeport.services(answer.body, georeport.JSON)
    except georeport.Misshapen:
        return georeport.XML
    return georeport.JSON


def _get(there: There, what: str, form: str, **query: str) -> wire.Heard:
    return wire.get(f"{there.endpoint}/{what}.{form}", _who(there) | query)


def _who(there: There) -> dict[str, str]:
    # Reading needs no key anywhere in the specification: it must not stand in logs of addresses.
    return {"jurisdiction_id": there.jurisdiction} if there.jurisdiction else {}


def _body(answer: wire.Heard) -> bytes:
    if answer.status != 200:
        raise wire.NotHeard(_problem(answer.status), sent=False)
    return answer.body


def _readable(body: bytes, form: str) -> bool:
    try:
        georeport.updates(body, form)
    except georeport.Misshapen:
        return False
    return True


def _problem(status: int) -> str:
    if 300 <= status < 400:
        return "redirect"
    if status in (401, 403):
        return "not_allowed"
    if status in (429, 503):
        return "busy"
    return "refused" if 400 <= status < 500 else "failed"


def _told(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
