"""A report that is being written: kept in the session between the three steps, sealed, so Back loses nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from django.http import HttpRequest

from happiness_cloud.kernel.cipher import CannotOpen
from happiness_cloud.kernel.ids import token
from happiness_cloud.ledger.vault import cipher

KEPT, SENT = "cases.draft", "cases.sent"


@dataclass(slots=True)
class Draft:
    """What was told so far. `photos` are (file id, claim, name); `key` makes a second sending harmless."""

    key: str = field(default_factory=lambda: token(24))
    text: str = ""
    category: str = ""
    # To the questions of whatever kind was chosen meanwhile, by their codes.
    answers: dict[str, str] = field(default_factory=dict)
    photos: list[tuple[int, str, str]] = field(default_factory=list)
    lon: float | None = None
    lat: float | None = None
    # Where the photo says it was taken: offered, never taken for granted.
    photo_lon: float | None = None
    photo_lat: float | None = None
    area: str = ""
    side: str = ""
    address: str = ""
    # The number of an open matter that this one repeats, as the reporter says.
    same_as: str = ""
    name: str = ""
    phone: str = ""
    wants_reply: bool = True
    public: bool = False

    @property
    def placed(self) -> bool:
        """Whether it is known where."""
        return bool(self.area) or self.lon is not None


def read(request: HttpRequest) -> Draft:
    """The draft of this visitor, or a new one."""
    sealed = request.session.get(KEPT, "")
    try:
        told = json.loads(cipher().open(sealed, KEPT)) if sealed else {}
        draft = Draft(**told)
    except (CannotOpen, ValueError, TypeError):
        return Draft()
    draft.photos = [(int(one[0]), str(one[1]), str(one[2])) for one in draft.photos]
    return draft


def keep(request: HttpRequest, draft: Draft) -> None:
    """Keep the draft. What people write about may name persons: it is sealed."""
    request.session[KEPT] = cipher().seal(json.dumps(asdict(draft)), KEPT)


def sent(request: HttpRequest, case_id: int, number: str) -> None:
    """The draft became a matter: forget it, remember the matter for the page that thanks."""
    request.session.pop(KEPT, None)
    request.session[SENT] = {"id": case_id, "number": number}


def last_sent(request: HttpRequest) -> dict[str, str | int]:
    """The matter this visitor sent last: `id` and `number`, or nothing."""
    told: dict[str, str | int] = request.session.get(SENT, {})
    return told
