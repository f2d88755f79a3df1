"""Where messages may go: the shape of an address, and which networks are closed to them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from happiness_cloud.kernel.networks import LOOPBACK, is_loopback, is_open, is_written

__all__ = ["LOOPBACK", "host_of", "is_open", "misfit"]

LONGEST = 500


def misfit(url: str, *, plain: bool, allowed: Iterable[str]) -> str:
    """Why `url` cannot be an endpoint ("shape", "scheme", "person", "host", "forbidden"); "" when it can.

    `plain` lets http pass to loopback. A name is looked up by the caller; here only written addresses are known.
    """
    parts = _split(url)
    if parts is None:
        return "shape"
    host = parts.hostname or ""
    if parts.username is not None or parts.password is not None:
        return "person"
    if not host:
        return "host"
    if parts.scheme != "https" and not (plain and parts.scheme == "http" and is_loopback(host)):
        return "scheme"
    return "forbidden" if is_written(host) and not is_open(host, allowed) else ""


def _split(url: str) -> SplitResult | None:
    if not url.isascii() or len(url) > LONGEST or any(sign <= " " or sign == "\x7f" for sign in url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return None if parts.fragment or "\\" in url else parts


def host_of(url: str) -> str:
    """The host of a checked address, for the book: what else it carries may be the key to it."""
    return urlsplit(url).hostname or ""
