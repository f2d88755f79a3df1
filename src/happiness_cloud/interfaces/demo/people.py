"""Fictional people: the cast with its sign-ins, staff for every area, and residents with made-up telephones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from happiness_cloud.interfaces.demo import names
from happiness_cloud.interfaces.demo.chance import Chance
from happiness_cloud.interfaces.demo.plan import plan
from happiness_cloud.interfaces.demo.scales import DIVISION

ROOT_UNIT = "/yunhu/"
_D = f"/{DIVISION}/"
_FIRST = f"{_D}001/001/"
# Telephone numbers start so; the block is not given out to anybody.
PHONES = "1990000"
RESIDENTS = 10_000


@dataclass(frozen=True, slots=True)
class StaffSpec:
    """A person who signs in: `position` is a kind of institution's positions; `unit` and `area` are paths."""

    user_name: str
    name_zh: str
    name_en: str
    position: str
    unit: str
    area: str


class Resident(NamedTuple):
    """A resident who reports: name and a telephone number that belongs to nobody."""

    name: str
    phone: str


# One table of the fixed cast: (user name, surname, given name, position kind, unit under the root, area).
_CAST = (
    ("linxiaoyan", "林", "晓燕", "grid_worker", "s001/c001/", f"{_FIRST}001/"),
    ("zhaoguoqiang", "赵", "国强", "dispatcher", "zhzx/", _D),
    ("sunjianjun", "孙", "建军", "handler", "cgj/sz2/", _D),
    ("heli", "何", "丽", "grid_worker", "s001/c002/", f"{_D}001/002/001/"),
    ("zhoumin", "周", "敏", "intake", "rx12345/", _D),
    ("wubo", "吴", "波", "supervisor", "jdzx/", _D),
    ("zhengjie", "郑", "洁", "call_back", "rx12345/", _D),
    ("wanglei", "王", "磊", "adjudicator", "zhzx/", _D),
    ("lina", "李", "娜", "committee", "s001/c001/", _FIRST),
    ("qianjin", "钱", "进", "overseer", "", _D),
    ("fengjing", "冯", "静", "auditor", "", _D),
    ("tangning", "唐", "宁", "administrator", "", _D),
    ("luogang", "罗", "刚", "security", "", _D),
)
# The resident of the cast: Chen Guilan, 72 years old, lives in the first grid.
CHEN = Resident("陈桂兰", f"{PHONES}0072")
CHEN_USER = "chenguilan"
CHEN_AREA = f"{_FIRST}001/"
# Units of the departments that get a lead and handlers of their own.
_TEAMS = (
    "cgj/sz1/", "cgj/sz2/", "cgj/hws/", "cgj/yls/", "cgj/zfdd/", "zjj/", "jjdd/", "gafj/", "swj/", "sthj/",
    "scjg/", "xfdd/", "mzj/", "wjw/", "gdgs/", "rqgs/", "zlsgs/", "grgs/", "txlx/",
)  # fmt: skip
_HANDLERS = {"small": 1, "district": 3, "city": 8}


def cast() -> list[StaffSpec]:
    """The fixed staff that documents, tests and sign-in pages name; the same for every seed."""
    out = []
    for user, surname, given, position, unit, area in _CAST:
        zh, en = names.person(surname, given)
        out.append(StaffSpec(user, zh, en, position, ROOT_UNIT + unit, area))
    return out


def staff(seed: int, scale: str) -> Iterator[StaffSpec]:
    """Everybody who works: the cast first, then teams of departments, then every community and grid."""
    people = _Names(seed)
    yield from cast()
    yield from _departments(people, scale)
    for node in plan(seed, scale).nodes:
        steps = node.path.strip("/").split("/")[1:]
        unit = ROOT_UNIT + "".join(f"{mark}{code}/" for mark, code in zip("sc", steps, strict=False))
        if node.kind == "subdistrict":
            for position in ("dispatcher", "unit_lead", "handler", "overseer"):
                yield people.next(position, unit, node.path)
        elif node.kind == "community":
            yield people.next("unit_lead", unit, node.path)
            if node.path != _FIRST:
                yield people.next("committee", unit, node.path)
            yield people.next("handler", unit, node.path)
        elif node.kind == "grid" and node.path not in (_CAST[0][5], _CAST[3][5]):
            yield people.next("grid_worker", unit, node.path)


def _departments(people: _Names, scale: str) -> Iterator[StaffSpec]:
    for team in _TEAMS:
        yield people.next("unit_lead", ROOT_UNIT + team, _D)
        for number in range(_HANDLERS[scale]):
            if team != "cgj/sz2/" or number:
                yield people.next("handler", ROOT_UNIT + team, _D)
    for position, unit, share in (
        ("intake", "rx12345/", 2),
        ("supervisor", "jdzx/", 1),
        ("dispatcher", "zhzx/", 1),
    ):
        for _ in range(share * _HANDLERS[scale]):
            yield people.next(position, ROOT_UNIT + unit, _D)


class _Names:
    """New people, no user name given twice."""

    def __init__(self, seed: int) -> None:
        self._chance = Chance(seed, "staff")
        self._surnames, self._given = names.words("surnames"), names.words("given")
        self._used: dict[str, int] = {row[0]: 1 for row in _CAST} | {CHEN_USER: 1}

    def next(self, position: str, unit: str, area: str) -> StaffSpec:
        """One more person for a position."""
        zh, en = names.person(self._chance.pick(self._surnames), self._chance.pick(self._given))
        user = en.replace(" ", "").lower()
        count = self._used[user] = self._used.get(user, 0) + 1
        return StaffSpec(user if count == 1 else f"{user}{count}", zh, en, position, unit, area)


def residents(seed: int) -> list[Resident]:
    """Ten thousand residents by number; number 72 is Chen Guilan. One number, one person, whatever the scale."""
    chance = Chance(seed, "residents")
    surnames, given = names.words("surnames"), names.words("given")
    out = [
        Resident(chance.pick(surnames) + chance.pick(given), f"{PHONES}{number:04d}")
        for number in range(RESIDENTS)
    ]
    out[72] = CHEN
    return out
