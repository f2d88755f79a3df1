"""Hot topics and topic projects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status
from pydantic import Field

from happiness_cloud.facade.shapes import Shape
from happiness_cloud.kernel.errors import Invalid

from .. import actions, queries
from ._asked import Strict
from ._request import STAFF, IdempotencyKey, IfMatch, actor, at_the_door, keys, tagged, version_of
from ._shapes import AREA, NUMBER, UNIT, Matter

router = Router(tags=["Topics"])
NUMBERS = Field(min_length=1, max_length=500, description="Numbers of matters.", examples=[[NUMBER]])


class HotOne(Shape):
    """A hot topic, as far as the actor sees its matters."""

    number: str = Field(description="Its oldest matter; the topic is read by it.", examples=[NUMBER])
    title: str
    heat: float = Field(description="People and votes, fading, times the trend.", examples=[12.4])
    matters: int
    open: int
    people: int = Field(description="Different people who spoke of it.")
    last_week: int
    week_before: float = Field(description="People in an average week of the four before.")
    trend: float = Field(description="From 0.5 to 2; 1 is as many as before.")
    weeks: list[int] = Field(description="People a week, the last one last.")
    words: list[str] = Field(description="What tells it from all others.", examples=[["搅拌站", "噪音"]])
    places: list[str]
    since: datetime
    until: datetime
    project: int | None = Field(description="The topic project that follows it.")


class HotList(Shape):
    """The hot topics, hottest first."""

    at: datetime | None = Field(description="When they were found; null: not yet.")
    n: int = Field(description="Among how many matters.")
    topics: list[HotOne]


class HotWhole(Shape):
    """A hot topic and its matters."""

    topic: HotOne
    matters: list[Matter]


class Project(Shape):
    """A topic project; the figures are of the matters the actor sees."""

    id: int
    title: str
    state: str = Field(examples=["open"])
    lead_unit: str = Field(examples=[UNIT])
    area_path: str = Field(description="The smallest area that holds all matters.", examples=[AREA])
    opened_at: datetime
    closed_at: datetime | None
    matters: int
    open: int
    overdue: int
    voices: int
    version: int = Field(description="Also the ETag; send it back in If-Match.")


class ProjectList(Shape):
    """One page of topic projects, newest first."""

    rows: list[Project]
    next: str | None


class ProjectStep(Shape):
    """Something that happened to the project, or (`ended`) the end of a matter of it."""

    at: datetime
    verb: str = Field(examples=["topic_add"])
    who: str
    reason: str
    numbers: list[str]


class ProjectWhole(Shape):
    """Everything about a topic project."""

    row: Project
    note: str
    closing: str
    matters: list[Matter]
    steps: list[ProjectStep]
    alike: list[Matter] = Field(description="Hot matters like these that are not in it.")


class Stands(Shape):
    """How a topic project stands after a verb."""

    id: int
    state: str
    matters: int
    version: int


class Opening(Strict):
    """A topic project to open."""

    title: str = Field(min_length=1, max_length=80, examples=["搅拌站扰民"])
    numbers: list[str] = NUMBERS
    note: str = Field("", max_length=2000)
    lead: str = Field("", max_length=200, description="The unit that leads.", examples=[UNIT])


class Named(Strict):
    """Matters to put in or to take out."""

    numbers: list[str] = NUMBERS


class Closing(Strict):
    """Why it is closed; needed while matters are open."""

    reason: str = Field("", max_length=1000)


class Which(Shape):
    """Which topic projects."""

    state: Literal["open", "closed"] = "open"
    cursor: str = Field("", max_length=200, description="`next` of the page before.")
    limit: int = Field(30, ge=1, le=100)


class HotWords(Shape):
    """Where, and how many."""

    area: str = Field("", max_length=200, description="An area's path: everything inside it.")
    limit: int = Field(50, ge=1, le=200)


@router.get(
    "/hot", response=HotList, operation_id="listHotTopics", summary="List hot topics", openapi_extra=STAFF
)
def hot(request: HttpRequest, words: Query[HotWords]) -> queries.HotTopics:
    """What many people speak of at one place, hottest first; found anew every ten minutes, not by this call."""
    if "\x00" in words.area:
        raise Invalid("cases.bad_filter", name="area", field="area")
    found: queries.HotTopics = queries.hot_topics(actor(request), words.area, words.limit)
    return found


@router.get(
    "/hot/{number}",
    response=HotWhole,
    operation_id="readHotTopic",
    summary="Read a hot topic",
    openapi_extra=STAFF,
)
def hot_one(request: HttpRequest, number: str) -> dict[str, object]:
    """The hot topic that a matter stands in, and its matters."""
    if "\x00" in number:
        raise Invalid("cases.bad_filter", name="number", field="number")
    topic, matters = queries.hot_topic(actor(request), number)
    return {"topic": topic, "matters": matters}


@router.get(
    "", response=ProjectList, operation_id="listTopics", summary="List topic projects", openapi_extra=STAFF
)
def listed(request: HttpRequest, which: Query[Which]) -> queries.TopicList:
    """The topic projects the actor may see, newest first."""
    found: queries.TopicList = queries.topics(actor(request), which.state, which.cursor, which.limit)
    return found


@router.get(
    "/{int:topic_id}",
    response=ProjectWhole,
    operation_id="readTopic",
    summary="Read a topic project",
    openapi_extra=STAFF,
)
def one(request: HttpRequest, response: HttpResponse, topic_id: int) -> queries.TopicPage:
    """A topic project with its matters, what happened, and what is like it."""
    found: queries.TopicPage = queries.topic(actor(request), topic_id)
    tagged(response, found.row.version)
    return found


@router.post(
    "",
    response={201: Stands},
    operation_id="openTopic",
    summary="Open a topic project",
    openapi_extra=STAFF,
)
def opened(
    request: HttpRequest, response: HttpResponse, body: Opening, idempotency_key: IdempotencyKey = None
) -> Status[actions.TopicStands]:
    """Open a topic project over matters, from a hot topic or chosen."""
    asker = actor(request)
    told = actions.open_topic(
        asker,
        title=body.title,
        note=body.note,
        lead=body.lead,
        case_ids=keys(asker, body.numbers),
        **at_the_door(request, idempotency_key),
    )
    response["Location"] = f"{request.path}/{told.id}"
    tagged(response, told.version)
    return Status(201, told)


@router.post(
    "/{int:topic_id}/add", response=Stands, operation_id="addToTopic", summary="Add", openapi_extra=STAFF
)
def add(
    request: HttpRequest,
    response: HttpResponse,
    topic_id: int,
    body: Named,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> actions.TopicStands:
    """Put more matters into an open topic project."""
    told = {"case_ids": keys(actor(request), body.numbers)}
    return _kept(actions.topic_add, request, response, topic_id, if_match, idempotency_key, told)


@router.post(
    "/{int:topic_id}/remove",
    response=Stands,
    operation_id="removeFromTopic",
    summary="Remove",
    openapi_extra=STAFF,
)
def remove(
    request: HttpRequest,
    response: HttpResponse,
    topic_id: int,
    body: Named,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> actions.TopicStands:
    """Take matters out of an open topic project."""
    told = {"case_ids": keys(actor(request), body.numbers)}
    return _kept(actions.topic_remove, request, response, topic_id, if_match, idempotency_key, told)


@router.post(
    "/{int:topic_id}/close", response=Stands, operation_id="closeTopic", summary="Close", openapi_extra=STAFF
)
def close(
    request: HttpRequest,
    response: HttpResponse,
    topic_id: int,
    body: Closing,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> actions.TopicStands:
    """Close a topic project; while matters of it are open only with a reason."""
    return _kept(actions.topic_close, request, response, topic_id, if_match, idempotency_key, {}, body.reason)


def _kept(
    verb: Callable[..., actions.TopicStands],
    request: HttpRequest,
    response: HttpResponse,
    topic_id: int,
    if_match: str | None,
    key: str | None,
    told: dict[str, Any],
    reason: str = "",
) -> actions.TopicStands:
    """Do one thing to a topic project at the version the caller has seen; how it stands then."""
    done: actions.TopicStands = verb(
        actor(request),
        topic_id,
        version=version_of(if_match),
        **at_the_door(request, key, reason),
        **told,
    )
    tagged(response, done.version)
    return done
