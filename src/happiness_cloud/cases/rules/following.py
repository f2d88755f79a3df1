"""What can be followed, how it is told apart, and how long and how often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from happiness_cloud.kernel.errors import Invalid

WHATS = ("case", "area", "category", "near")
OFTEN = ("now", "daily")
# Metres around a point; a point is known to a hundred metres, as on the public map.
RADII = (200, 500, 1000)
DIGITS = 3
# Which steps of a matter are told to who follows it: not the desk's own back and forth.
ENDS = ("closed", "answered", "refused")
TOLD = ("to_dispatch", "handling", "suspended", "to_call_back", *ENDS)

UNCONFIRMED = timedelta(days=7)
AFTER_THE_END = timedelta(days=30)
# An ended one is kept so long, so that its links still give a sensible answer.
KEPT = timedelta(days=30)
MOST_A_DAY = 6
MOST_FOLLOWED = 40
# Mails that one network address, and one mail address, can ask for in an hour.
PER_NETWORK, PER_ADDRESS, HOUR = 20, 5, 3600

# As the post takes them, with a dot in the name of the host.
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class Target:
    """What is followed: a matter, or everything in an area ("" = everywhere), of a category, around a point."""

    case_id: int | None = None
    area: str = ""
    category: str = ""
    lon: float | None = None
    lat: float | None = None
    metres: int | None = None

    @classmethod
    def around(cls, lon: float | None, lat: float | None, metres: int | None, category: str = "") -> Target:
        """Everything around a point, kept to a hundred metres. Raises Invalid."""
        if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise Invalid("cases.no_place", field="place")
        if metres not in RADII:
            raise Invalid("cases.bad_radius", field="within", known=list(RADII))
        return cls(category=category, lon=round(lon, DIGITS), lat=round(lat, DIGITS), metres=metres)

    @property
    def what(self) -> str:
        """One of WHATS."""
        if self.case_id is not None:
            return "case"
        if self.metres is not None:
            return "near"
        return "area" if self.area else "category"

    @property
    def key(self) -> str:
        """One word for it: two that follow the same have the same key; news is matched by it."""
        if self.case_id is not None:
            return f"case:{self.case_id}"
        if self.metres is not None:
            return f"near:{self.lon:.{DIGITS}f},{self.lat:.{DIGITS}f},{self.metres}:{self.category}"
        return f"area:{self.area or '/'}:{self.category}"


def keys_of(area: str, category: str, case_ids: tuple[int, ...]) -> list[str]:
    """The keys under which a matter is followed: its own and those joined with it, and each area with each kind."""
    levels = area.strip("/").split("/") if area.strip("/") else []
    places = ["/", *("/" + "/".join(levels[: n + 1]) + "/" for n in range(len(levels)))]
    # A class is the first two digits of its categories.
    kinds = {"", category[:2], category}
    return [
        *(Target(case_id=one).key for one in case_ids),
        *(Target(area=place, category=kind).key for place in places for kind in sorted(kinds)),
    ]


def mail_of(text: str) -> str:
    """A mail address as it was written, without spaces around it. Raises Invalid."""
    address = text.strip()
    if len(address) > 254 or not _MAIL.fullmatch(address):
        raise Invalid("cases.bad_mail", field="address")
    return address


def folded(address: str) -> str:
    """One spelling of an address, for finding it again."""
    return address.lower()


def last_digest(now: datetime, hour: int) -> datetime:
    """When the latest gathering mail was due; `now` in local time."""
    today = datetime.combine(now.date(), time(hour), now.tzinfo)
    return today if today <= now else today - timedelta(days=1)
