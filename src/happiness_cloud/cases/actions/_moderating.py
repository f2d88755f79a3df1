"""What the verbs of moderation share: the guard, the words of a part, the photos of a matter."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import NotFound, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case, Evidence, Remark
from ..queries._parts import ANSWER, COLUMNS
from ._asking import ANSWER_LIMIT
from ._finding import found_by_its_words
from ._moving import Moved
from .report import title_of

# Photos belong to no unit: whoever may moderate the matter has the house do it.
HOUSE = house("cases.moderation", "files.read", "files.cover", "files.uncover", "files.erase", "post.forget")


def moderates(verb: str, right: str) -> Callable[[Any], Callable[..., Any]]:
    """The door for a verb of moderation: on a matter in whatever state, as long as it is not erased."""
    door = action(f"cases.{verb}", on="cases.Case", right=right, see=rights.READ)

    def wrap(step: Callable[..., None]) -> Callable[..., Any]:
        @functools.wraps(step)
        def guarded(deed: Deed, case: Case, **params: Any) -> Any:
            if case.erased_at is not None:
                raise NotNow("cases.erased")
            # Also where only a remark or a photo changes: who read the matter before must read it again.
            case.moderated_at = deed.at
            step(deed, case, **params)
            return Moved(id=case.pk, number=case.number, state=case.state, version=case.version)

        # So that a kept answer comes back as what it was.
        guarded.__annotations__ = {**step.__annotations__, "return": Moved}
        return door(guarded)

    return wrap


def write(case: Case, part: str, words: str) -> None:
    """Put words in place of a part; the title and the terms for search follow."""
    if part in COLUMNS:
        setattr(case, part, words[: COLUMNS[part]])
    elif part.startswith(ANSWER):
        given = case.place_note["answers"]
        code = sorted(given)[int(part.removeprefix(ANSWER))]
        case.place_note = {**case.place_note, "answers": {**given, code: words[:ANSWER_LIMIT]}}
    else:
        Remark.objects.filter(case=case, pk=int(part.partition(":")[2])).update(text=words)
    if part == "text":
        case.title = title_of(words)
    if part in ("text", "address"):
        found_by_its_words(case)


def photo(case: Case, file_id: int) -> Evidence:
    """A photo of this matter, locked with it. Raises NotFound."""
    found = Evidence.objects.filter(case=case, file_id=file_id).first()
    if found is None:
        raise NotFound("ledger.not_found")
    return found
