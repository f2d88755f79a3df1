"""What the API says about following."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from happiness_cloud.facade.shapes import Shape


class FollowAsked(Shape):
    """A mail is on its way; said to everybody alike."""

    days: int = Field(description="For how many days the link in it is good.", examples=[7])


class FollowState(Shape):
    """How a follow stands now."""

    id: int
    state: str = Field(description="waiting, active or ended", examples=["active"])
    often: str = Field(examples=["daily"])


class Stopped(Shape):
    """How many follows were ended."""

    count: int


class Follow(Shape):
    """One thing that is followed."""

    id: int
    what: str = Field(description="case, area, category or near", examples=["area"])
    matter: str
    area: str
    category: str
    lon: float | None = Field(description="To a hundred metres.")
    lat: float | None
    within: int | None = Field(description="Metres around the point.")
    often: str
    confirmed_at: datetime | None


class Following(Shape):
    """All that an address follows, newest first."""

    address: str = Field(description="Masked.", examples=["c****@example.org"])
    follows: list[Follow]


class Feeds(Shape):
    """The addresses of the two feeds."""

    atom: str
    rss: str
