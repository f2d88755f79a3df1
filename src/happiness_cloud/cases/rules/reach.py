"""Where forwarding may go: the shape of an endpoint; which networks are closed to it says the kernel."""

from __future__ import annotations

from happiness_cloud.kernel import networks
from happiness_cloud.kernel.networks import LOOPBACK, host_of, is_open

__all__ = ["LOOPBACK", "host_of", "is_open", "misfit"]

LONGEST = 300


def misfit(url: str, *, plain: bool) -> str:
    """Why this cannot be an endpoint: "shape", "scheme", "person", "host"; "" when it can.

    `plain` lets http pass to this machine. Whether a name leads to a closed network is seen when it is looked up.
    """
    return networks.misfit(url, plain=plain, longest=LONGEST, query=False)
