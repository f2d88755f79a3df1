"""What the addresses of webhooks take and answer."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, Field

from happiness_cloud.facade.shapes import Shape, Strict

from .. import actions

PICKS = Field(description="Verbs, or whole rooms.", examples=[["cases.*"]], max_length=100)


class NewReceiver(Strict):
    """Who is to hear of what."""

    title: str = Field(min_length=1, max_length=80, examples=["City platform"])
    url: str = Field(min_length=1, max_length=500, examples=["https://platform.example/hooks"])
    area: str = Field(max_length=200, examples=["/990106/"])
    picks: list[str] = PICKS
    contact: str = Field("", max_length=254, description="Told by mail when it is given up.")


class ReceiverChange(Strict):
    """What is to be otherwise; what is left out stays."""

    title: str | None = Field(None, max_length=80)
    url: str | None = Field(None, max_length=500)
    picks: list[str] | None = Field(None, max_length=100)
    contact: str | None = Field(None, max_length=254)


class Rotation(Strict):
    """How long the old secret stays good."""

    days: int = Field(1, ge=0, le=actions.MOST_DAYS, examples=[1])


class Resumption(Strict):
    """Whether what happened during the pause is left out."""

    skip: bool = False


class Nothing(Strict):
    """No members."""


class Span(Strict):
    """Which part of the past."""

    since: AwareDatetime = Field(examples=["2026-11-22T08:00:00+08:00"])
    until: AwareDatetime | None = Field(None, description="Not included; now when left out.")
    picks: list[str] = Field(default_factory=list, max_length=100, description="Only these; all when empty.")


class HealthShape(Shape):
    """How a receiver stands."""

    heard_at: datetime | None
    failing_since: datetime | None
    quiet_until: datetime | None
    waiting: int
    dead: int


class ReplayShape(Shape):
    """A replay that runs."""

    id: int
    since: datetime | None
    until: datetime | None
    counted: int
    made: int


class ReceiverShape(Shape):
    """A receiver, without its secret."""

    id: int
    title: str
    url: str = Field(description="The host only, for those who may not change it.")
    area: str
    picks: list[str]
    state: str = Field(examples=["active"])
    paused_for: str = Field(description="hand, gone or failing.")
    old_secret_until: datetime | None
    created_at: datetime
    contact: str
    version: int
    health: HealthShape
    replay: ReplayShape | None


class ReceiversShape(Shape):
    """Newest first; `older` is the `before` of the next page."""

    lines: list[ReceiverShape]
    older: int | None


class Secret(Shape):
    """A receiver's secret, told this once."""

    id: int
    secret: str = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
    old_until: str = ""


class AttemptShape(Shape):
    """One try."""

    at: datetime
    status: int = Field(description="0: no answer.")
    problem: str
    answer: str = Field(description="Its beginning, personal numbers masked.")
    ms: int


class DeliveryShape(Shape):
    """One entry on its way to one receiver."""

    id: int
    endpoint_id: int
    message_id: str = Field(examples=["evt_4711"])
    verb: str
    subject: str
    happened_at: datetime
    replay: bool
    state: str = Field(examples=["waiting"])
    tries: int
    next_try_at: datetime | None
    ended_at: datetime | None
    attempts: list[AttemptShape]
    version: int


class DeliveriesShape(Shape):
    """Newest first; `older` is the `before` of the next page."""

    lines: list[DeliveryShape]
    older: int | None


class CountShape(Shape):
    """What a replay would tell; `count` is one more than `most` when there are too many."""

    count: int
    most: int
    since: datetime
    until: datetime


class Replaying(Shape):
    """The replay that began."""

    replay_id: int
    count: int


class Pinged(Shape):
    """The test on its way."""

    delivery_id: int


class Done(Shape):
    """It is done."""

    done: bool = True
