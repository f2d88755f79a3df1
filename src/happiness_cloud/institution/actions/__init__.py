from .add_organisation import Added, add_organisation
from .appoint import Appointed, AppointedMany, appoint, appoint_many
from .change_organisation import Changed, change_organisation
from .dismiss import Dismissed, dismiss
from .end_organisation import end_organisation
from .found_district import Founded, found_district
from .load_reference import Loaded, load_reference
from .publish import Published, publish

__all__ = [
    "Added",
    "Appointed",
    "AppointedMany",
    "Changed",
    "Dismissed",
    "Founded",
    "Loaded",
    "Published",
    "add_organisation",
    "appoint",
    "appoint_many",
    "change_organisation",
    "dismiss",
    "end_organisation",
    "found_district",
    "load_reference",
    "publish",
]
