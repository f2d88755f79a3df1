from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Model

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Content
from ..queries._known import known_now
from ..rules.documents import Known, read
from . import _publishing as publishing

SHIPPED = Path(__file__).resolve().parents[1] / "reference"
# What others refer to comes first.
_FILES = (
    ("categories", "categories/*.yaml"),
    ("positions", "positions.yaml"),
    ("organisations", "organisations.yaml"),
    ("deadlines", "deadlines.yaml"),
    ("duties", "duties.yaml"),
    ("pack", "packs/*.yaml"),
    ("calendar", "calendars/*.yaml"),
    ("practice", "practice.yaml"),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: new versions stored, files known before, and keys that the district keeps its own of."""

    edition: int
    stored: list[str] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)


@action("institution.load_reference", right=rights.PUBLISH)
def load_reference(deed: Deed, folder: str = "") -> Loaded:
    """Take over the reference files of the release (or a folder like it); done again it changes nothing.

    What the district has published itself stays in force: the shipped file is then named in `kept`.
    Raises Invalid with every finding of the first file that is wrong; then nothing is changed.
    """
    deed.require(EVERYWHERE)
    place = Path(folder) if folder else SHIPPED
    known = set(Content.objects.values_list("kind", "digest"))
    stored: list[str] = []
    kept: list[str] = []
    unchanged, edition = 0, 0
    last: Model | None = None
    for kind, pattern in _FILES:
        for file in sorted(place.glob(pattern)):
            text = _text(file)
            digest = publishing.digest_of(text)
            if (kind, digest) in known:
                unchanged += 1
                continue
            document = read(kind, text, str(file.relative_to(place)), deed.at.date(), _known(kind))
            if _own(kind, document.key):
                kept.append(f"{kind}/{document.key}")
                continue
            edition = edition or publishing.next_edition()
            last = publishing.store(deed, kind, document, digest, edition, shipped=True)
            stored.append(f"{kind}/{document.key}")
    deed.record(stored=stored, kept=kept, edition=edition)
    if last is not None:
        deed.created(last)
    return Loaded(edition=edition, stored=stored, unchanged=unchanged, kept=kept)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Invalid("institution.unreadable", file=file.name) from wrong


def _known(kind: str) -> Known:
    return known_now() if kind in ("deadlines", "duties", "practice") else Known()


def _own(kind: str, key: str) -> bool:
    """Whether the version that counts was published by the district itself."""
    newest = Content.objects.filter(kind=kind, key=key).order_by("-number").first()
    return newest is not None and not newest.shipped
