"""What the API answers about matters. Codes and paths stay as they are; words for them are told elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from happiness_cloud.facade.shapes import Shape

NUMBER = "HC-20261122-990106-000042"
AREA = "/990106/001/002/003/"
UNIT = "/yunhu/cgj/sz2/"


class Matter(Shape):
    """A matter in a list; personal numbers in free text are masked."""

    number: str = Field(examples=[NUMBER])
    title: str = Field(examples=["The street lamp is out"])
    state: str = Field(description="Where it stands in the lifecycle.", examples=["handling"])
    category: str = Field(description="A code of `GET /categories`, or empty.", examples=["06010"])
    severity: str = Field(examples=["ordinary"])
    channel: str = Field(examples=["web"])
    area_path: str = Field(description="The grid it lies in.", examples=[AREA])
    address: str = Field(examples=["Wutong Road 12"])
    lead_unit: str = Field(description="The unit that leads, or empty.", examples=[UNIT])
    due_at: datetime | None = Field(description="When the whole matter is due.")
    stage_due_at: datetime | None = Field(description="When the present stage is due.")
    reported_at: datetime
    ended_at: datetime | None
    voices: int = Field(description="How many reports were joined in it.", examples=[1])
    urged: int
    reworks: int
    returns: int
    supervised: bool
    stars: int | None = Field(description="The reporter's own rating, by the tracking link.")
    call_stars: int | None = Field(
        description="How satisfied the reporter was, as the call-back agent heard it."
    )
    on_time: bool | None
    lon: float | None = Field(description="WGS84", examples=[114.301])
    lat: float | None = Field(description="WGS84", examples=[30.602])
    version: int = Field(description="Also the ETag; send it back in If-Match.", examples=[3])


class MatterPage(Shape):
    """One page of matters, in order; `next` is the cursor of the following one, null at the end."""

    rows: list[Matter]
    next: str | None = Field(description="Also in the Link header, as rel=next.")


class Standing(Shape):
    """How the open matters of the actor stand."""

    by_state: dict[str, int] = Field(examples=[{"to_dispatch": 4, "handling": 31}])
    overdue: int = Field(examples=[2])
    matching: int = Field(description="How many fit the filter, counted up to 10,000.", examples=[35])


class MapPin(Shape):
    """One matter on the map, or a cluster of `count`."""

    lon: float
    lat: float
    count: int
    overdue: int
    number: str
    state: str
    category: str


class Step(Shape):
    """One thing that happened, from the ledger; words are masked."""

    at: datetime
    verb: str = Field(examples=["dispatch"])
    who: str
    who_kind: str
    unit: str
    reason: str
    words: str
    public: bool
    before: str
    after: str
    facts: dict[str, Any]


class Running(Shape):
    """One clock of the matter."""

    stage: str = Field(examples=["overall"])
    started: datetime
    amount: float
    unit: str = Field(examples=["working days"])
    due: datetime | None
    ended: datetime | None
    source: str = Field(description="Which row of the deadline table gave the time.")


class Convening(Shape):
    """A unit that was whistled for."""

    unit: str
    by_unit: str
    kind: str
    called_at: datetime
    arrive_by: datetime
    arrived_at: datetime | None
    stars: int | None


class Answered(Shape):
    """A question of the duty directory and what was answered, as kept and in the reader's language."""

    code: str = Field(examples=["bags"])
    question: str = Field(examples=["How many bags"])
    answer: str = Field(examples=["few"])
    words: str = Field(examples=["One or two"])


class WholeMatter(Shape):
    """Everything about one matter as staff see it, masked, with what can be done now."""

    row: Matter
    text: str
    hidden: bool = Field(description="Whether something in the text is masked; see contact-look.")
    happened_at: datetime | None
    assist_units: list[str]
    why: list[dict[str, Any]] = Field(description="Why this unit leads.")
    answers: list[Answered] = Field(description="To questions that routing asks; masked like the text.")
    border: list[str] = Field(description="Grids on both sides when the place is close to a border.")
    pack: str = Field(description="The rules it was registered under.", examples=["yunhu@1"])
    level: str
    bound: bool = Field(description="Whether an adjudication binds the leading unit.")
    clocks: list[Running]
    extension: dict[str, Any] | None
    result: str
    outcome: str
    solved: bool | None
    rating_words: str
    call_solved: bool | None = Field(description="Whether it is solved, as the call-back agent heard it.")
    calls: list[dict[str, Any]]
    public: bool
    reporter_kind: str
    has_contact: bool
    convened: list[Convening]
    parent: Matter | None
    children: list[Matter]
    master: Matter | None
    merged: list[Matter]
    timeline: list[Step]
    possible: list[str] = Field(
        description="The verbs this actor can use now: `POST /cases/{number}/{verb}`.",
        examples=[["handle", "note"]],
    )


class Attached(Shape):
    """A photo or document of a matter; the links end after a while."""

    id: int
    role: str = Field(description="before, after, check or paper")
    kind: str = Field(examples=["picture"])
    name: str
    media_type: str = Field(examples=["image/jpeg"])
    bytes_size: int
    full: str = Field(description="Signed address; empty when the file was removed.")
    thumb: str


class Moved(Shape):
    """Where the matter stands after a verb."""

    number: str = Field(examples=[NUMBER])
    state: str = Field(examples=["handling"])
    version: int = Field(examples=[4])


class Opened(Shape):
    """The matter that was opened. The tracking link is told to its reporter alone."""

    number: str = Field(examples=[NUMBER])
    state: str = Field(examples=["registered"])
    area_path: str = Field(examples=[AREA])
    border: list[str]
    version: int
    track: str | None = Field(
        description="Where the reporter follows it over this API; null for staff and partners.",
        examples=[f"/api/v1/track/{NUMBER}/abcdefghijklmnopqrstuvwx"],
    )


class BulkResult(Shape):
    """What became of one matter of a bulk order."""

    number: str
    done: bool
    code: str = Field(
        description="Why not, as a stable code; empty when done.", examples=["cases.wrong_state"]
    )
    facts: dict[str, Any]


class BulkResults(Shape):
    """One result for each matter, in the order asked."""

    results: list[BulkResult]


class ContactLook(Shape):
    """Who reported, in clear. The look is written into the book."""

    name: str
    phone: str
    kind: str
    text: str


class PublicMatter(Shape):
    """A matter as everybody may see it."""

    category: str
    state: str
    area_path: str = Field(description="The community, not the grid.", examples=["/990106/001/002/"])
    reported_at: datetime
    ended_at: datetime | None
    on_time: bool | None


class PublicMatters(Shape):
    """One page of public matters, newest first."""

    rows: list[PublicMatter]
    next: str | None


class LikelyMatter(Shape):
    """An open matter that is probably what is about to be reported; no words but the asker's own."""

    number: str = Field(examples=[NUMBER])
    category: str
    state: str
    area_path: str = Field(description="The community, not the grid.", examples=["/990106/001/002/"])
    reported_at: datetime
    voices: int
    score: float = Field(description="How like, 0 to 1.", examples=[0.82])
    metres: int | None = Field(description="How far apart, to a hundred metres.", examples=[100])
    shared: list[str] = Field(
        description="Words of the asker, of the list of categories, that the other says too."
    )


class Picture(Shape):
    """A photo the reporter may see; the links end after a while."""

    full: str
    thumb: str


class TrackStep(Shape):
    """One thing the reporter is told of."""

    at: datetime
    verb: str
    words: str
    mine: bool = Field(description="Whether the reporter did it.")


class Tracked(Shape):
    """A matter as its reporter sees it."""

    number: str = Field(examples=[NUMBER])
    state: str
    text: str
    category: str
    address: str
    area_path: str
    lead_unit: str
    promised: datetime | None
    reported_at: datetime
    ended_at: datetime | None
    voices: int
    outcome: str
    stars: int | None
    solved: bool | None
    answers: list[Answered]
    call_stars: int | None = Field(description="What you told us by phone, as our agent wrote it down.")
    call_solved: bool | None
    reached: int = Field(description="How far along the main path, from 0.")
    steps: list[TrackStep]
    before: list[Picture]
    after: list[Picture]
    possible: list[str] = Field(examples=[["rate", "reopen"]])
    master: str = Field(description="The number of the matter it was joined with, or empty.")
    version: int


class TakenIn(Shape):
    """The file that was taken in. Its claim attaches it to a report or a step within a day."""

    claim: str = Field(examples=["12.claim.1795392000~…"])
    kind: str = Field(examples=["picture"])
    media_type: str = Field(examples=["image/jpeg"])
    name: str
    width: int | None
    height: int | None
    taken_at: str | None = Field(description="What the photo said of itself before that was removed from it.")
    lon: float | None
    lat: float | None
