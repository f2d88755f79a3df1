"""Where forwarding may go: the shape of an endpoint; which networks are closed to it says the kernel."""

from __future__ import annotations

from urllib.parse import urlsplit

from happiness_cloud.kernel.networks import LOOPBACK, is_loopback, is_open

__all__ = ["LOOPBACK", "host_of", "is_open", "misfit"]

LONGEST = 300


def misfit(url: str, *, plain: bool) -> str:
    """Why this cannot be an endpoint: "shape", "scheme", "person", "host"; "" when it can.

    `plain` lets http pass to this machine. Whether a name leads to a closed network is seen when it is looked up.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "shape"
    if len(url) > LONGEST or not url.isascii() or any(sign <= " " for sign in url):
        return "shape"
    if parts.query or parts.fragment or "\\" in url:
        return "shape"
    if parts.username is not None or parts.password is not None:
        return "person"
    if not parts.hostname:
        return "host"
    here = plain and parts.scheme == "http" and is_loopback(parts.hostname)
    return "" if parts.scheme == "https" or here else "scheme"


def host_of(url: str) -> str:
    """The host of a checked address, for the book: what else it carries may be the key to it."""
    return urlsplit(url).hostname or ""
