from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Content
from ..queries._districts import districts
from ..queries._known import known_now
from ..rules.documents import KINDS, read
from . import _publishing as publishing


@dataclass(frozen=True, slots=True)
class Published:
    """The new version; `notes` are findings that do not keep it out. `number` 0: the text was in force already."""

    kind: str
    key: str
    number: int
    edition: int
    notes: list[dict[str, Any]] = field(default_factory=list)


@action("institution.publish", right=rights.PUBLISH)
def publish(
    deed: Deed, *, kind: str, body: str, name: str = "", valid_from: date | None = None, filename: str = ""
) -> Published:
    """Make an edited text (YAML) the next version of a piece of the rules; earlier versions stay.

    `name`, when given, is the key that is meant: it must be the one the text gives itself. `valid_from`
    overrides the text's own day. Rules hold in every district, so the right is asked for in each; what positions
    may do is for the operator of the house alone, or who publishes could give rights to himself.
    Raises Invalid with `findings` (code, file, line, path, mend); then nothing is changed.
    """
    for area in (EVERYWHERE,) if kind == "positions" else districts():
        deed.require(area)
    if kind not in KINDS:
        raise Invalid("institution.unknown_kind", field="kind", kind=kind[:40])
    document = read(kind, body, filename or f"{name or kind}.yaml", deed.at.date(), known_now())
    if name and name != document.key:
        raise Invalid("institution.other_key", field="name", key=name[:60], says=document.key)
    if valid_from is not None:
        if document.valid_to is not None and document.valid_to < valid_from:
            raise Invalid(
                "institution.dates_reversed",
                field="valid_from",
                first=valid_from.isoformat(),
                last=document.valid_to.isoformat(),
            )
        document = replace(document, valid_from=valid_from)
    digest = publishing.digest_of(body)
    newest = Content.objects.filter(kind=kind, key=document.key).order_by("-number").first()
    if newest and (newest.digest, newest.valid_from) == (digest, document.valid_from):
        deed.created(newest)
        return Published(kind, document.key, 0, newest.edition)
    row = publishing.store(deed, kind, document, digest, publishing.next_edition(), shipped=False)
    deed.created(row)
    deed.record(kind=kind, key=row.key, number=row.number, edition=row.edition)
    return Published(kind, row.key, row.number, row.edition, [dict(one) for one in document.notes])
