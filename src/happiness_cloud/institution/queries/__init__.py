from ._shelf import forget
from .categories import Group, categories, category_tree, crosswalk
from .category import Category
from .duties import Duties, DutyLine, duties
from .may_publish import may_publish
from .packs import PackLine, StageLine, packs
from .people import Holder, Kind, UnitPage, people, position_kinds, unit_page
from .proposed import Proposed, proposed
from .rulebook import Allowance, Answered, PackInForce, Question, Route, Rulebook, rulebook
from .seats import Seat, seats
from .timekeeper import Timekeeper
from .unit import Unit
from .units import unit_names, units
from .year import Year, year

__all__ = [
    "Allowance",
    "Answered",
    "Category",
    "Duties",
    "DutyLine",
    "Group",
    "Holder",
    "Kind",
    "PackInForce",
    "PackLine",
    "Proposed",
    "Question",
    "Route",
    "Rulebook",
    "Seat",
    "StageLine",
    "Timekeeper",
    "Unit",
    "UnitPage",
    "Year",
    "categories",
    "category_tree",
    "crosswalk",
    "duties",
    "forget",
    "may_publish",
    "packs",
    "people",
    "position_kinds",
    "proposed",
    "rulebook",
    "seats",
    "unit_names",
    "unit_page",
    "units",
    "year",
]
