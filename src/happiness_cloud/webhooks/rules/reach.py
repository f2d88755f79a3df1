"""Where messages may go: the shape of an address, and which networks are closed to them."""

from __future__ import annotations

from collections.abc import Iterable

from happiness_cloud.kernel import networks
from happiness_cloud.kernel.networks import LOOPBACK, host_of, is_open, is_written

__all__ = ["LOOPBACK", "host_of", "is_open", "misfit"]

LONGEST = 500


def misfit(url: str, *, plain: bool, allowed: Iterable[str]) -> str:
    """Why `url` cannot be an endpoint ("shape", "scheme", "person", "host", "forbidden"); "" when it can.

    `plain` lets http pass to loopback. A name is looked up by the caller; here only written addresses are known.
    """
    why = networks.misfit(url, plain=plain, longest=LONGEST, query=True)
    if why:
        return why
    host = host_of(url)
    return "forbidden" if is_written(host) and not is_open(host, allowed) else ""
