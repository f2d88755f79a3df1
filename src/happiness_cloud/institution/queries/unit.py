"""An organisation as other rooms see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ._language import told


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that serves; `depth` 0 is the district itself."""

    path: str
    kind: str
    line: str
    area: str
    zh: str
    en: str
    duty_zh: str
    duty_en: str
    takes_matters: bool
    valid_from: date | None
    valid_to: date | None
    id: int
    version: int

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return told(self.zh, self.en)

    @property
    def duty(self) -> str:
        """What it does, in the reader's language."""
        return told(self.duty_zh, self.duty_en)

    @property
    def depth(self) -> int:
        """How far below the district it stands."""
        return self.path.count("/") - 2

    def serves(self, day: date) -> bool:
        """Whether it is there on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
