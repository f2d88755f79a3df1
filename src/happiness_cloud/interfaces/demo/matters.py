"""Ninety days of matters as a stream: what, where, who, and the way each has gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from typing import Any, NamedTuple

from happiness_cloud.interfaces.demo import world
from happiness_cloud.interfaces.demo.buildings import Spot
from happiness_cloud.interfaces.demo.chance import Chance, Wheel
from happiness_cloud.interfaces.demo.paths import Doing, Way, decks
from happiness_cloud.interfaces.demo.people import CHEN, CHEN_AREA, ROOT_UNIT, Resident, residents
from happiness_cloud.interfaces.demo.scales import SCALES
from happiness_cloud.interfaces.demo.texts import Template, Topic, drawn, grammar, weights

_DAY = world.DAY
_PLATE = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_NUMERALS = ("两", "三", "四", "五", "六", "七", "八", "十")
_SEEN = {
    "resident": Wheel(
        ("web", "hotline", "phone", "counter", "patrol", "letter", "media"), (46, 26, 10, 6, 9, 1, 2)
    ),
    "patrol": Wheel(("patrol", "web", "hotline", "phone", "device", "superior"), (56, 22, 12, 4, 4, 2)),
}
_VOICE = {
    "web": "resident", "hotline": "operator", "phone": "operator", "counter": "operator", "patrol": "patrol",
    "letter": "letter", "media": "letter", "superior": "letter", "device": "device",
}  # fmt: skip
_ENDING = frozenset(("close", "answer", "refuse", "not_found", "merge", "void"))
# A report of the evening is joined the next morning: the first one must still be open then.
_TIME_TO_JOIN = 64800
_NO_FACTS: Mapping[str, Any] = {}
_tuple = tuple.__new__


class Step(NamedTuple):
    """One step of a matter's way: the verb, when, by which kind of position (or resident), words and facts."""

    verb: str
    at: datetime
    by: str
    note: str
    facts: Mapping[str, Any]


class Reporter(NamedTuple):
    """Who reported. `kind` is resident, anonymous, grid_worker or device; empty strings where unknown."""

    kind: str
    name: str
    phone: str


@dataclass(slots=True)
class MatterSpec:
    """A matter with its whole story. `serial` counts from 1, `day_serial` from 1 on each local day.

    `lon`, `lat` are WGS84 with 7 decimals, inside the grid; `severity` is urgent, ordinary or complex;
    `same_as` is the serial of the matter this one repeats, 0 for none; `picture` names a scene of pictures.py.
    """

    serial: int
    day_serial: int
    reported_at: datetime
    channel: str
    standard: str
    category: str
    severity: str
    grid_path: str
    lon: float
    lat: float
    address: str
    title: str
    text: str
    language: str
    reporter: Reporter
    state: str
    story: list[Step]
    same_as: int
    picture: str


class _Scene(NamedTuple):
    """What a repeated report shares with the first one."""

    topic: Topic
    grid: world.GridPlaces
    spot: Spot
    near: str
    serial: int
    ends: int


class _Stream:
    """The state of one run: draws, grammar, decks in hand, reports still to be repeated."""

    def __init__(self, seed: int, scale: str, end: int) -> None:
        self.end, self.total = end, SCALES[scale].matters
        self.unit = Chance(seed, "matters").unit
        self.grids = world.busy(seed, world.places(seed, scale))
        self.grammar = grammar()
        self.people = residents(seed)
        self.wet = world.weather(seed, end // _DAY - 95, end // _DAY)
        topics = self.grammar.topics
        self.topics = {
            (wet, night): Wheel(topics, weights(wet, night)) for wet in range(4) for night in (False, True)
        }
        chance = Chance(seed, "decks")
        self.decks = [chance.shuffled(deck) for deck in decks()]
        self.turns = [0] * len(self.decks)
        self.coming: list[tuple[int, int, _Scene]] = []

    def card(self, deck: int) -> dict[str, Way]:
        """The next card of a deck; when all are played it starts again, so none is ever missing."""
        cards = self.decks[deck]
        turn = self.turns[deck]
        self.turns[deck] = turn + 1
        return cards[turn % len(cards)]

    def scene(self, at: int, serial: int) -> tuple[_Scene, bool]:
        """What happens at `at`: a report of something already known, or something new."""
        while self.coming and self.coming[0][0] <= at:
            known = heappop(self.coming)[2]
            if at + _TIME_TO_JOIN < known.ends:
                return known, True
        unit = self.unit
        hour = at % _DAY // 3600
        topic = self.topics[self.wet[at // _DAY], hour < 6 or hour >= 21].at(unit())
        grid = self.grids.at(unit())
        places = topic.places
        kind = places[int(unit() * len(places))]
        spots, near = grid.spots[kind], self.grammar.near[kind]
        share = unit()
        # A third of what happens in a grid happens at its hot spot.
        spot = spots[0 if share < 0.33 else int(unit() * len(spots))]
        return _Scene(topic, grid, spot, near[int(unit() * len(near))], serial, 0), False

    def way(self, scene: _Scene, at: int, severity: str, repeated: bool) -> Way:
        """The way this matter goes, by its age."""
        age = self.end - at
        if repeated:
            deck = 5
        elif scene.topic.only and age > _DAY:
            deck = 4
        else:
            deck = 0 if age <= _DAY else 1 if age <= 5 * _DAY else 2 if age <= 14 * _DAY else 3
        return self.card(deck)[severity] if age > 900 else _NOT_YET

    def timed(self, steps: tuple[Doing, ...], at: int) -> list[int]:
        """When each step is done: in working hours, one after another, none after the end."""
        unit, out, now = self.unit, [], at
        for _, _, opens, closes, last_day, low, span, _ in steps:
            now += int(low + unit() * span) + 1
            second = now % _DAY
            if second < opens:
                now += opens - second + second % 1800
            elif second > closes:
                now += _DAY - second + opens + second % 1800
            if last_day < 6:
                off = (now // _DAY + 3) % 7 - last_day
                if off > 0:
                    now += (7 - last_day - off) * _DAY
            out.append(now)
        if out and now >= self.end:
            # Too long for its age: the same steps in the time there was, a second apart at least.
            room, whole = self.end - at - len(out) - 2, now - at
            out = [at + (one - at) * room // whole + k + 1 for k, one in enumerate(out)]
        return out

    def repeats(self, scene: _Scene, at: int, steps: tuple[Doing, ...], done: list[int]) -> None:
        """Now and then others report the same thing while it is open."""
        if self.unit() > 0.05:
            return
        ends = next(
            (local for step, local in zip(steps, done, strict=True) if step.verb in _ENDING), self.end
        )
        room = ends - at - _TIME_TO_JOIN
        if room < 3600:
            return
        known = scene._replace(ends=ends)
        for k in range(1 + int(self.unit() * 4)):
            due = at + 600 + int(self.unit() * min(room, 200000))
            heappush(self.coming, (due, scene.serial * 8 + k, known))


_NOT_YET = Way((), "registered", False, ())


def matters(seed: int, scale: str, until: datetime) -> Iterator[MatterSpec]:
    """The matters of the 90 days before `until` (an aware moment), by time of report; nothing is kept.

    Every state of a matter occurs; a step never lies at or after `until`.
    """
    end = world.seconds(until)
    stream = _Stream(seed, scale, end)
    serial = 0
    for part in world.calendar(stream.total, end, stream.wet):
        for number, at in enumerate(world.times(part, Chance(seed, "times", part.day)), 1):
            serial += 1
            yield _matter(stream, serial, number, at)


def _matter(stream: _Stream, serial: int, number: int, at: int) -> MatterSpec:
    unit = stream.unit
    scene, repeated = stream.scene(at, serial)
    topic, grid, spot, near, _, _ = scene
    share = unit()
    severity = (
        "urgent" if share < topic.severities[0] else "ordinary" if share < topic.severities[1] else "complex"
    )
    way = stream.way(scene, at, severity, repeated)
    channel = _SEEN["resident" if repeated else topic.seen].at(unit())
    if channel in ("patrol", "device") and (way.resident or topic.only):
        channel = "web"
    reporter = _reporter(stream, grid, channel, way.resident)
    steps = way.steps if reporter.phone else way.silent
    done = stream.timed(steps, at)
    if not repeated:
        stream.repeats(scene, at, steps, done)
    title, text, language = _words(stream, scene, channel, reporter, at)
    return MatterSpec(
        serial, number, world.moment(at), channel, topic.standard, topic.code, severity, grid.path,
        round(spot.x + (unit() * 2.0 - 1.0) * spot.reach_x) / 1e7,
        round(spot.y + (unit() * 2.0 - 1.0) * spot.reach_y) / 1e7,
        f"{grid.lead}{spot.zh}{near}", title, text, language, reporter, way.state,
        _story(stream, scene, steps, done, at, reporter, repeated), scene.serial if repeated else 0, topic.picture,
    )  # fmt: skip


def _reporter(stream: _Stream, grid: world.GridPlaces, channel: str, needed: bool) -> Reporter:
    if channel in ("patrol", "device"):
        return Reporter("grid_worker" if channel == "patrol" else "device", "", "")
    unit = stream.unit
    if not needed and unit() < 0.12:
        return Reporter("anonymous", "", "")
    if grid.path == CHEN_AREA and unit() < 0.2:
        return Reporter("resident", CHEN.name, CHEN.phone)
    one: Resident = stream.people[int(unit() * len(stream.people))]
    return Reporter("resident", one.name, one.phone)


def _words(stream: _Stream, scene: _Scene, channel: str, reporter: Reporter, at: int) -> tuple[str, str, str]:
    """Title, text and language."""
    unit, book, topic = stream.unit, stream.grammar, scene.topic
    hour = at % _DAY // 3600
    part = (
        "morning"
        if 5 <= hour < 10
        else "noon"
        if 10 <= hour < 15
        else "evening"
        if 15 <= hour < 20
        else "night"
    )
    when, days, number = book.when[part], book.days, int(unit() * 8)
    slots = {
        "place": scene.spot.zh + scene.near,
        "place_en": scene.spot.en,
        "community": scene.grid.community,
        "when": when[int(unit() * len(when))],
        "days": days[int(unit() * len(days))],
        "n": _NUMERALS[number],
        "years": _NUMERALS[int(unit() * 8)],
        "floor": str(2 + int(unit() * 9)),
        "deadline": book.deadline[int(unit() * len(book.deadline))],
        "phone": reporter.phone or "1990000" + str(1000 + int(unit() * 9000)),
        "plate": f"云Y·0{_PLATE[int(unit() * 34)]}{int(unit() * 900) + 100}",
    }
    if topic.english and channel == "web" and unit() < 0.06:
        slots["n"] = str(number + 2)
        text = topic.english[int(unit() * len(topic.english))].format_map(slots)
        return text.split(".")[0][:60], text, "en"
    voice = _VOICE[channel]
    wishes: tuple[Template, ...] = book.patrol_wishes if voice in ("patrol", "device") else book.wishes
    detail = drawn(topic.detail, unit)
    more = drawn(topic.detail, unit) if unit() < 0.35 else ""
    text = (
        f"{drawn(book.openings[voice], unit)}{drawn(topic.what, unit)}{'。' if unit() < 0.5 else '，'}"
        f"{detail}{'' if more[:2] == detail[:2] else more}{drawn(wishes, unit)}"
    )
    return drawn(topic.titles, unit).format_map(slots), text.format_map(slots), "zh"


def _story(
    stream: _Stream,
    scene: _Scene,
    steps: tuple[Doing, ...],
    done: list[int],
    at: int,
    reporter: Reporter,
    repeated: bool,
) -> list[Step]:
    unit, stamp, zone = stream.unit, datetime.fromtimestamp, world.ZONE
    by = reporter.kind if reporter.kind in ("grid_worker", "device") else "resident"
    out = [Step("report", stamp(at - world.OFFSET, zone), by, "", _NO_FACTS)]
    for (verb, who, _, _, _, _, _, words), local in zip(steps, done, strict=True):
        if verb == "handle":
            ways = scene.topic.done
            note, facts = ways[int(unit() * len(ways))].replace("{n}", _NUMERALS[local % 8]), _NO_FACTS
        else:
            note, facts = words[int(unit() * len(words))]
            if verb == "dispatch" or verb == "adjudicate":
                facts = {**facts, "lead": _lead(scene)}
            elif repeated and verb == "merge":
                facts = {"master": scene.serial}
        # The plain tuple constructor: half of all time here would go into the named one.
        out.append(_tuple(Step, (verb, stamp(local - world.OFFSET, zone), who, note, facts)))
    return out


def _lead(scene: _Scene) -> str:
    """The unit path of the owner: a department, or the office of the place."""
    lead = scene.topic.lead
    if lead[0] != "@":
        return f"{ROOT_UNIT}{lead}/"
    _, _, street, community, _, _ = scene.grid.path.split("/")
    return f"{ROOT_UNIT}s{street}/" if lead == "@subdistrict" else f"{ROOT_UNIT}s{street}/c{community}/"
