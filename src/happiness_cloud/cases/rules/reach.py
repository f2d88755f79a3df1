"""Where forwarding may go: the shape of an endpoint, and which networks are closed to it."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

LONGEST = 300
LOOPBACK = ("127.0.0.0/8", "::1/128")
_NAT64 = IPv6Network("64:ff9b::/96")
# Special blocks that Python's own lists leave open in one release or another.
_SPECIAL = tuple(
    ip_network(one)
    for one in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "fec0::/10")
)


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


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or its address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_open(address: str, allowed: Iterable[str] = ()) -> bool:
    """Whether a call may go to this network address: public, or in a network that the operator named."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(found)
    networks = [ip_network(one, strict=False) for one in allowed]
    if any(inner in one for one in networks if one.version == inner.version):
        return True
    return inner.is_global and not (inner.is_multicast or inner.is_reserved or _special(inner))


def _special(address: IPv4Address | IPv6Address) -> bool:
    return any(address in one for one in _SPECIAL if one.version == address.version)


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one carries, where a network would take it out."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def host_of(url: str) -> str:
    """The host of a checked address, for the book: what else it carries may be the key to it."""
    return urlsplit(url).hostname or ""
