"""What the API answers about what is shown and kept of a matter."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from happiness_cloud.facade.shapes import Shape

from ._shapes import AREA, NUMBER


class TellingPlace(Shape):
    """A place in the words that tells who somebody is; `shown` is masked."""

    kind: str = Field(examples=["phone"])
    start: int
    end: int
    before: str
    shown: str = Field(examples=["1****"])
    after: str


class WordsPart(Shape):
    """A part of the matter that holds words, masked."""

    part: str = Field(examples=["text"])
    verb: str = Field(description="The step it belongs to.", examples=["report"])
    text: str
    public: bool = Field(description="Whether the reporter reads it.")
    at: datetime
    hits: list[TellingPlace]


class ShownPhoto(Shape):
    """A photo of the matter, and whether the public sees it."""

    file_id: int
    role: str = Field(examples=["before"])
    public: bool
    caption: str


class EarlierWording(Shape):
    """What stood in a part before it was covered: kept until, or how that ended."""

    id: int
    part: str
    at: datetime
    keep_until: datetime
    ended: str = Field(description="Empty while it is kept; restored, over, dropped, erased.")


class ErasureWish(Shape):
    """That the matter be erased: on which ground, and how it stands."""

    basis: str = Field(examples=["withdrawn"])
    state: str = Field(description="asked, declined or done")
    asked_at: datetime
    done_at: datetime | None
    counts: dict[str, int]


class Moderated(Shape):
    """What the public sees of a matter, and what can be done about it."""

    number: str = Field(examples=[NUMBER])
    state: str
    category: str
    area_path: str = Field(description="The community, as the public is told.", examples=[AREA])
    lon: float | None
    lat: float | None
    public: bool
    hidden: bool
    erased_at: datetime | None
    parts: list[WordsPart]
    photos: list[ShownPhoto]
    wordings: list[EarlierWording]
    wish: ErasureWish | None
    version: int


class OriginalWords(Shape):
    """What stood in a part before it was covered."""

    words: str
