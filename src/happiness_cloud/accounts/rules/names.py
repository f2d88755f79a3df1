"""Sign-in names in one spelling, and what makes a device's description short."""

from __future__ import annotations

import re

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.kernel.text import fold

_USERNAME = re.compile(r"[\w.@-]{2,60}")
_SYSTEMS = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
_BROWSERS = (("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))


def username(text: str) -> str:
    """The one spelling under which a name is kept: half-width, lower case. Refuses `accounts.bad_username`."""
    name = fold(text)
    if not _USERNAME.fullmatch(name):
        raise Invalid("accounts.bad_username", field="username")
    return name


def person(text: str) -> str:
    """A person's name without stray spaces. Refuses `accounts.no_name`."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= 80:
        raise Invalid("accounts.no_name", field="name")
    return name


def device(agent: str) -> str:
    """`Chrome · Android` out of a browser's long description; "" when it says nothing known."""
    system = next((one for one in _SYSTEMS if one in agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "Safari" if "Safari" in agent else "")
    return " · ".join(part for part in (browser, "Mac" if system == "Macintosh" else system) if part)
