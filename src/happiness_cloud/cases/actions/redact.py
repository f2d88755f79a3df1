from __future__ import annotations

from datetime import timedelta

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Case, Wording
from ..queries._parts import bind_of, parts_of
from ..rules import redaction
from ._moderating import moderates, write
from ._moving import reasoned, rulebook


@moderates("redact", rights.REDACT)
def redact(
    deed: Deed,
    case: Case,
    *,
    part: str,
    spans: tuple[tuple[int, int], ...] = (),
    words: tuple[str, ...] = (),
    wording: str = "",
) -> None:
    """Cover telling places in the words of a matter (遮盖), or give a part another wording.

    `part` is `text`, `address`, `result`, `rating_words`, `answer:0` or `remark:7`. `spans` are places that `rules.redaction`
    finds in it, `words` are covered wherever they stand in the part, `wording` replaces the whole. The same words
    standing in another part (a result is also a remark) are covered there too. What stood there is kept sealed as
    long as the pack says. Errors: Invalid for an unknown part or place, for nothing to cover, and for a mask sent back.
    """
    reasoned(deed)
    listed = parts_of(case)
    before = next((one.text for one in listed if one.part == part), None)
    if before is None:
        raise Invalid("cases.no_such_part", field="part", part=part[:40])
    after = _reworded(before, wording) if wording.strip() else _covered(before, spans, words)
    if not after or after == before:
        raise Invalid("cases.nothing_to_cover", field="words")
    days = rulebook(case).pack.originals_days
    alike = [one.part for one in listed if one.text == before]
    for one in alike:
        Wording.objects.create(
            case=case,
            part=one,
            sealed=cipher().seal(before, bind_of(case, one)) if days else "",
            at=deed.at,
            keep_until=deed.at + timedelta(days=days),
            ended="" if days else "dropped",
        )
        write(case, one, after)
    deed.record(parts=alike, covered=after.count(redaction.COVER) - before.count(redaction.COVER))


def _reworded(before: str, wording: str) -> str:
    redaction.no_mask_written_back(wording, before)
    if len(wording) > len(before) + 200:
        raise Invalid("cases.text_too_long", field="words", length=len(wording), limit=len(before) + 200)
    return wording.replace("\x00", "").strip()


def _covered(before: str, spans: tuple[tuple[int, int], ...], words: tuple[str, ...]) -> str:
    known = {(one.start, one.end) for one in redaction.found(before)}
    chosen = [(int(start), int(end)) for start, end in spans]
    if not set(chosen) <= known:
        # The words have moved on since they were looked at.
        raise Invalid("cases.bad_span", field="spans")
    for one in words:
        there = redaction.places_of(before, one)
        if not there:
            raise Invalid("cases.words_not_there", field="words")
        chosen += there
    return redaction.covered(before, chosen)
