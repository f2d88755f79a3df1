"""One small fixed place and a fixed cast, founded once a worker.

Two communities side by side, two grids each, one hundredth of a degree wide. 林 is grid worker of the first grid,
何 of the next community and must see nothing of it. Everybody's rights come from the shipped positions.
"""

from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.accounts import actions as accounts
from happiness_cloud.institution import actions as institution
from happiness_cloud.institution import queries as institution_queries
from happiness_cloud.interfaces.seats import VISITOR
from happiness_cloud.kernel.access import Actor, Grant, house
from happiness_cloud.places import actions as places

DISTRICT, STREET = "/990106/", "/990106/001/"
FIRST, SECOND = f"{STREET}001/", f"{STREET}002/"
GRID, NEXT_GRID, FAR_GRID = f"{FIRST}001/", f"{FIRST}002/", f"{SECOND}001/"
# A point in the middle of the first grid, and one in the other community.
HERE, THERE = (114.305, 30.605), (114.325, 30.605)
FOUNDER = house(
    "founder",
    *("places.import", "places.read", "institution.edit", "institution.publish", "institution.read"),
    *("accounts.edit", "accounts.read", "accounts.seat"),
)
# name: (user name, Chinese name, [(position kind, unit, area)])
PEOPLE = {
    "lin": ("linxiaoyan", "林晓燕", [("grid_worker", "/yunhu/s001/c001/", GRID)]),
    "he": ("heli", "何丽", [("grid_worker", "/yunhu/s001/c002/", FAR_GRID)]),
    "zhou": ("zhoumin", "周敏", [("intake_operator", "/yunhu/rx12345/", DISTRICT)]),
    "wu": ("wubo", "吴波", [("supervisor", "/yunhu/jdzx/", DISTRICT)]),
    "zhao": ("zhaoguoqiang", "赵国强", [("dispatcher", "/yunhu/zhzx/", DISTRICT)]),
    "sun": ("sunjianjun", "孙建军", [("unit_handler", "/yunhu/cgj/sz2/", DISTRICT)]),
    "ma": ("malin", "马林", [("unit_handler", "/yunhu/swj/", DISTRICT)]),
    "li": (
        "lina",
        "李娜",
        [("community_committee", "/yunhu/s001/c001/", FIRST), ("grid_leader", "/yunhu/s001/c001/", FIRST)],
    ),
    "zheng": ("zhengjie", "郑洁", [("call_back_agent", "/yunhu/rx12345/", DISTRICT)]),
    "wang": ("wanglei", "王磊", [("adjudicator", "/yunhu/zhzx/", DISTRICT)]),
    "qian": ("qianjin", "钱进", [("district_overseer", "", DISTRICT)]),
    "feng": ("fengjing", "冯静", [("auditor", "", DISTRICT)]),
    "xu": ("xuhui", "徐慧", [("street_coordinator", "/yunhu/s001/", STREET)]),
    "gao": ("gaoyuan", "高远", [("privacy_officer", "", DISTRICT)]),
}
PASSWORD = "a-password-for-tests-only"
# Filled by `found`.
ACTORS: dict[str, Actor] = {"chen": VISITOR}


@dataclass(frozen=True, slots=True)
class Plot:
    """An area of the small place."""

    path: str
    kind: str
    name_zh: str
    name_en: str
    polygon: tuple[tuple[tuple[float, float], ...], ...]
    households: int | None = None


def _box(
    west: float, east: float, south: float = 30.60, north: float = 30.61
) -> tuple[tuple[tuple[float, float], ...], ...]:
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)


PLOTS = (
    Plot(DISTRICT, "district", "云湖区", "Yunhu", _box(114.30, 114.34)),
    Plot(STREET, "subdistrict", "东湖街道", "Donghu", _box(114.30, 114.34)),
    Plot(FIRST, "community", "梧桐社区", "Wutong", _box(114.30, 114.32)),
    Plot(SECOND, "community", "银杏社区", "Yinxing", _box(114.32, 114.34)),
    Plot(GRID, "grid", "第一网格", "Grid 1", _box(114.30, 114.31), 350),
    Plot(NEXT_GRID, "grid", "第二网格", "Grid 2", _box(114.31, 114.32), 360),
    Plot(FAR_GRID, "grid", "第一网格", "Grid 1", _box(114.32, 114.33), 370),
    Plot(f"{SECOND}002/", "grid", "第二网格", "Grid 2", _box(114.33, 114.34), 380),
)


def found() -> None:
    """Lay out the place, load the shipped rules, seat the cast."""
    institution.load_reference(FOUNDER)
    places.lay_out(FOUNDER, under=DISTRICT, areas=PLOTS, source="tests")
    institution.found_district(
        FOUNDER, areas=[(one.path, one.kind, one.name_zh, one.name_en) for one in PLOTS], root_segment="yunhu"
    )
    made = accounts.create_many(FOUNDER, people=[(user, name, PASSWORD) for user, name, _ in PEOPLE.values()])
    institution.appoint_many(
        FOUNDER,
        posts=[
            (made.ids[user], kind, unit, area)
            for user, _, posts in PEOPLE.values()
            for kind, unit, area in posts
        ],
    )
    for key, (user, name, _) in PEOPLE.items():
        account_id = made.ids[user]
        seat = institution_queries.seats(FOUNDER_HOUSE, account_id)
        own = Grant("accounts.own", "/", subject=f"accounts.Account:{account_id}")
        ACTORS[key] = Actor(f"account:{account_id}", "staff", (*seat.grants, own), name, seat.unit)


FOUNDER_HOUSE = house("founder", "institution.read")


def actor(name: str) -> Actor:
    """Somebody of the cast by the short name."""
    return ACTORS[name]
