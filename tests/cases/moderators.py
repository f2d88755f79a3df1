"""Those who moderate and erase, a storage of their own, and a matter with telling words everywhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.test import override_settings
from PIL import Image

from happiness_cloud.cases import actions
from happiness_cloud.files import actions as files
from happiness_cloud.kernel.access import Actor, Grant, with_grants

from . import story

PHONE, OTHER, NAME = "19900000072", "１９９ 0000 0073", "陈桂兰"
THIRD = "19900000074"
TEXT = f"楼下{NAME}家电话{PHONE}，另一个是{OTHER}，路灯坏了"
RIGHTS = ("cases.hide", "cases.redact", "cases.restore", "cases.originals", "cases.erase_ask", "cases.erase")
PURPOSES = frozenset({"case-handling", "audit"})


def officer(cast: Any, who: str = "account:801", area: str = "") -> Actor:
    """Somebody who may do all of it in the district, or in another area."""
    grants = tuple(
        Grant(right, area or cast.DISTRICT, purposes=PURPOSES) for right in ("cases.read", *RIGHTS)
    )
    return Actor(who, "staff", grants, "保护官")


def moderator(cast: Any) -> Actor:
    """Somebody who may hide and cover and ask, and no more."""
    grants = tuple(Grant(right, cast.DISTRICT) for right in ("cases.hide", "cases.redact", "cases.erase_ask"))
    return with_grants(
        Actor("account:802", "staff", (), "审核员"), Grant("cases.read", cast.DISTRICT), *grants
    )


def photo(cast: Any, name: str = "路灯.jpg", colour: str = "red") -> int:
    """A photo that was taken in."""
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "JPEG")
    keeper = Actor("account:803", "staff", (Grant("files.add", cast.DISTRICT),), "甲")
    return int(files.add(keeper, area=cast.GRID, data=out.getvalue(), name=name, key=f"photo-{name}").id)


@contextmanager
def stored(folder: Path) -> Iterator[Path]:
    """An empty folder as storage."""
    default = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "file_permissions_mode": 0o600},
    }
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={"default": default, "staticfiles": static}):
        yield folder


def told(cast: Any, *, file_ids: tuple[int, ...] = (), public: bool = True) -> int:
    """A public matter with numbers and a name in its words."""
    caller = actions.Caller(name=NAME, phone=PHONE)
    return int(
        story.report(
            cast, text=TEXT, address=f"3号楼（{PHONE}）", caller=caller, file_ids=file_ids, public=public
        ).id
    )
