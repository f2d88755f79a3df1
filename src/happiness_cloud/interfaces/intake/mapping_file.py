"""Reading a mapping, gathering every mistake with its line before refusing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from . import mapping as the
from .tables import Shape
from .yaml_lines import Findings, Section, nearest, opened

_TOP = (
    *(
        "mapping",
        "title",
        "source",
        "file",
        "zone",
        "language",
        "id",
        "reported",
        "text",
        "category",
        "channel",
    ),
    *(
        "severity",
        "place",
        "closed",
        "due",
        "on_time",
        "result",
        "reporter",
        "keep",
        "take",
        "leave",
        "public",
    ),
)
_FILE = ("encoding", "delimiter", "sheet", "items", "header")
_MOMENT = ("column", "formats", "days_after_report", "when", "slack_seconds", "optional")
_TEXT = ("columns", "join", "cut", "unless", "optional")
_TABLE = ("column", "values", "words", "default", "optional")
_CONDITION = ("column", "is", "is_not", "filled")
_DATUMS = ("wgs84", "gcj02", "bd09")
_LANGUAGES = ("zh-hans", "en")
_ISO = ("iso", "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_NAME = set("abcdefghijklmnopqrstuvwxyz0123456789-")


class _Reader:
    """One mapping file being read."""

    def __init__(
        self, root: Section, findings: Findings, channels: Collection[str], severities: Collection[str]
    ):
        self.root, self.findings = root, findings
        self.channels, self.severities = channels, severities
        self.uses: dict[str, the.Column] = {}
        self.codes: list[tuple[str, int]] = []

    def use(self, name: str, line: int, optional: bool = False) -> str:
        if name and (name not in self.uses or not optional):
            self.uses[name] = the.Column(name, line, optional)
        return name

    def column(
        self, section: Section, name: str = "column", needed: bool = True, optional: bool = False
    ) -> str:
        if name not in section:
            if needed:
                section.missing(name)
            return ""
        return self.use(section.text(name), section.line_of(name), optional)

    def moment(self, name: str, needed: bool = False) -> the.Moment | None:
        if name not in self.root:
            if needed:
                self.root.missing(name)
            return None
        if self.root.is_text(name):
            return the.Moment(self.use(self.root.text(name), self.root.line_of(name)))
        section = self.root.section(name, _MOMENT)
        assert section is not None  # noqa: S101 - it is there and not text
        return self.moment_in(section)

    def moment_in(self, section: Section) -> the.Moment:
        optional = section.flag("optional")
        counted = self.column(section, "days_after_report", needed=False, optional=optional)
        column = "" if counted else self.column(section, optional=optional)
        told = [one for one, _ in section.texts("formats")]
        for one, line in section.texts("formats"):
            if not _is_format(one):
                self.findings.add("bad_format", line, path=section.at("formats"), format=one[:40])
        return the.Moment(
            column,
            tuple(one for one in told if one not in _ISO),
            iso=not told or any(one in _ISO for one in told),
            counted=counted,
            when=self.conditions(section, "when"),
            slack=section.whole("slack_seconds", 0, 86_400),
        )

    def text(self, root: Section, name: str, needed: bool = False) -> the.Text | None:
        if name not in root:
            if needed:
                root.missing(name)
            return None
        section = root.section(name, _TEXT) if not _is_plain(root, name) else None
        if section is None:
            return the.Text(tuple(self.use(one, line) for one, line in root.texts(name)))
        optional = section.flag("optional")
        if "columns" not in section:
            section.missing("columns")
        return the.Text(
            tuple(self.use(one, line, optional) for one, line in section.texts("columns")),
            section.text("join", "\n"),
            cut=tuple(one for one, _ in section.texts("cut")),
            unless=frozenset(one.casefold() for one, _ in section.texts("unless")),
        )

    def table(self, name: str, known: Collection[str], default: str | None) -> the.Table:
        if name not in self.root:
            return the.Table(default=default)
        if self.root.is_text(name):
            word = self.root.choice(name, known, default or "") if known else self.root.text(name)
            self._code(name, word, self.root.line_of(name))
            return the.Table(default=word)
        section = self.root.section(name, _TABLE)
        assert section is not None  # noqa: S101 - it is there and not text
        values = {}
        for key, (word, line) in section.table("values").items():
            values[key.casefold()] = self._word(section, name, word, line, known)
        words = tuple(
            (key.casefold(), self._word(section, name, word, line, known))
            for key, (word, line) in section.table("words").items()
        )
        if "default" in section:
            default = self._word(section, name, section.text("default"), section.line_of("default"), known)
        needed = bool(values)
        column = self.column(section, needed=needed, optional=section.flag("optional"))
        return the.Table(column, values, words, default)

    def _word(self, section: Section, name: str, word: str, line: int, known: Collection[str]) -> str:
        if known and word not in known:
            mend = nearest(word, known) or ", ".join(known)
            self.findings.add("unknown_word", line, path=section.path, word=word[:60], mend=mend)
        self._code(name, word, line)
        return word

    def _code(self, name: str, word: str, line: int) -> None:
        if name == "category" and word:
            self.codes.append((word, line))

    def conditions(self, root: Section, name: str) -> tuple[the.Condition, ...]:
        found = []
        for section in root.sections(name, _CONDITION):
            column = self.column(section)
            among = [one.casefold() for one, _ in section.texts("is") or section.texts("is_not")]
            filled = section.flag("filled") if "filled" in section else None
            if not among and filled is None:
                section.missing("is")
            found.append(the.Condition(column, frozenset(among), "is_not" in section, filled))
        return tuple(found)

    def place(self) -> dict[str, Any]:
        place = self.root.section("place", ("point", "area", "prefer", "otherwise", "address"))
        if place is None:
            self.root.missing("place")
            return {}
        point = area = None
        one = place.section("point", ("lon", "lat", "datum", "optional"))
        if one is not None:
            optional = one.flag("optional")
            lon = self.column(one, "lon", optional=optional)
            lat = self.column(one, "lat", optional=optional)
            point = the.Point(lon, lat, one.choice("datum", _DATUMS, "wgs84"))
        other = place.section("area", ("column", "by", "values", "unknown", "optional"))
        if other is not None:
            values = {key.casefold(): word for key, (word, _) in other.table("values").items()}
            column = self.column(other, optional=other.flag("optional"))
            by = other.choice("by", ("name", "code", "path"), "name")
            unknown = other.choice("unknown", ("reject", "district"), "reject")
            area = the.Area(column, by, values, unknown)
        return {
            "point": point,
            "area": area,
            "prefer": place.choice("prefer", ("point", "area"), "point"),
            "otherwise": place.choice("otherwise", ("reject", "district"), "reject"),
            "address": self.text(place, "address"),
        }

    def result(self) -> tuple[the.Text | None, the.Moment | None]:
        if "result" not in self.root:
            return None, None
        section = self.root.section("result", (*_TEXT, "at")) if not _is_plain(self.root, "result") else None
        if section is None:
            return self.text(self.root, "result"), None
        text = the.Text(
            tuple(self.use(one, line, section.flag("optional")) for one, line in section.texts("columns")),
            section.text("join", "\n"),
            cut=tuple(one for one, _ in section.texts("cut")),
            unless=frozenset(one.casefold() for one, _ in section.texts("unless")),
        )
        at = section.section("at", _MOMENT)
        return text, (self.moment_in(at) if at is not None else None)

    def zone(self) -> ZoneInfo:
        name = self.root.text("zone", "Asia/Shanghai")
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            self.findings.add("unknown_zone", self.root.line_of("zone"), zone=name[:60])
            return ZoneInfo("UTC")

    def shape(self) -> Shape:
        file = self.root.section("file", _FILE)
        if file is None:
            return Shape()
        return Shape(
            encoding=file.text("encoding"),
            delimiter=file.text("delimiter").replace("\\t", "\t")[:1],
            sheet=file.text("sheet"),
            items=file.text("items"),
            header=max(1, file.whole("header", 1, 1000)),
        )

    def whole(self) -> dict[str, Any]:
        """Everything but what was gathered on the way."""
        root = self.root
        name = root.text("mapping")
        if not name:
            root.missing("mapping")
        elif not set(name) <= _NAME or len(name) > 40:
            self.findings.add("bad_name", root.line_of("mapping"), name=name[:60])
        id_column = self.column(root, "id")
        nowhere = {"point": None, "area": None, "prefer": "point", "otherwise": "reject", "address": None}
        place = {**nowhere, **self.place()}
        result, replied = self.result()
        reporter = root.section("reporter", ("name", "phone"))
        take, leave = self.conditions(root, "take"), self.conditions(root, "leave")
        return {
            "name": name,
            "file": self.findings.file,
            "title": {key: word for key, (word, _) in root.table("title").items()},
            "shape": self.shape(),
            "zone": self.zone(),
            "language": root.choice("language", _LANGUAGES, "zh-hans"),
            "id": id_column,
            "reported": self.moment("reported", needed=True) or the.Moment(""),
            "text": self.text(root, "text", needed=True) or the.Text(()),
            "category": self.table("category", (), ""),
            "channel": self.table("channel", self.channels, "import"),
            "severity": self.table("severity", self.severities, "ordinary"),
            **place,
            "closed": self.moment("closed"),
            "due": self.moment("due"),
            "on_time": self.table("on_time", ("true", "false", ""), None) if "on_time" in root else None,
            "result": result,
            "replied": replied,
            "reporter_name": self.text(reporter, "name") if reporter else None,
            "reporter_phone": self.text(reporter, "phone") if reporter else None,
            "keep": {
                key: self.use(column, line, optional=True)
                for key, (column, line) in root.table("keep").items()
            },
            "take": take,
            "leave": leave,
            "public": root.flag("public"),
        }


def read(
    text: str, file: str, *, channels: Collection[str], severities: Collection[str]
) -> tuple[the.Mapping | None, tuple[Any, ...]]:
    """The mapping and what was found wrong in it; without findings the mapping is there.

    `file` is the name told in the findings; `channels` and `severities` are the words of a matter.
    """
    findings = Findings(file)
    root = opened(text, findings, _TOP)
    if root is None:
        return None, tuple(findings.all())
    reader = _Reader(root, findings, channels, severities)
    fields = reader.whole()
    made = the.Mapping(**fields, uses=tuple(reader.uses.values()), codes=tuple(reader.codes))
    found = tuple(findings.all())
    return (None if found else made), found


def missing_columns(mapping: the.Mapping, columns: Collection[str]) -> tuple[Any, ...]:
    """A finding for every column that the mapping needs and the file does not have."""
    findings = Findings(mapping.file)
    for one in mapping.uses:
        if not one.optional and one.name not in columns:
            mend = nearest(one.name, columns)
            findings.add(
                "unknown_column" if mend else "no_column",
                *(one.line,),
                column=one.name[:60],
                mend=mend,
                columns=", ".join(filter(None, columns)),
            )
    return tuple(findings.all())


def _is_plain(section: Section, name: str) -> bool:
    """Whether a field is a text or a list of texts, not a section."""
    return section.is_text(name) or section.is_list(name)


def _is_format(text: str) -> bool:
    """Whether a moment written in this format can be read back, so that the day at least is in it."""
    if text == "iso":
        return True
    sample = datetime(2031, 11, 23, 14, 5, 6, tzinfo=UTC)
    try:
        return datetime.strptime(sample.strftime(text), text).date() == sample.date()  # noqa: DTZ007
    except ValueError:
        return False
