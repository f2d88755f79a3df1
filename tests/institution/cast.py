"""Who acts in these tests, and the small area tree they act in."""

from __future__ import annotations

from django.utils import timezone

from happiness_cloud.accounts.models import Account
from happiness_cloud.kernel.access import Actor, Grant, house

D = "/990106/"
HOUSE = house("tests", "institution.read", "institution.edit", "institution.publish")
READER = Actor("visitor", "visitor", (Grant("institution.read", "/"),))
NOBODY = Actor("account:9", "staff")
TANG = Actor("account:900", "staff", (Grant("institution.read", D), Grant("institution.edit", D)), "Tang")
LOCAL = Actor("account:901", "staff", (Grant("institution.edit", f"{D}001/"),), "Local administrator")


def _areas() -> list[tuple[str, str, str, str]]:
    found = [(D, "district", "云湖区", "Yunhu District")]
    for s in (1, 2):
        street = f"{D}{s:03d}/"
        found.append((street, "subdistrict", f"{s}号街道", f"Street {s} Subdistrict"))
        for c in (1, 2):
            community = f"{street}{c:03d}/"
            found.append((community, "community", f"{s}-{c}社区", f"Community {s}-{c}"))
            found += [
                (f"{community}{g:03d}/", "grid", f"{s}-{c}-{g}网格", f"Grid {s}-{c}-{g}") for g in (1, 2)
            ]
    return found


AREAS = _areas()
GRIDS = [path for path, kind, _, _ in AREAS if kind == "grid"]


def account(name: str, kind: str = "staff") -> int:
    """A staff account."""
    return Account.objects.create(username=name, name=name, kind=kind, created_at=timezone.now()).pk
