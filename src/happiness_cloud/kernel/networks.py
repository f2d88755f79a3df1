"""Which addresses a server may call by itself: of a sound shape, public, or in networks its operator named."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

LOOPBACK = ("127.0.0.0/8", "::1/128")
_NAT64 = IPv6Network("64:ff9b::/96")
# What the registries of special addresses name; Python's own list differs from release to release.
_SPECIAL = tuple(
    ip_network(one)
    for one in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "64:ff9b:1::/48", "100::/64", "2001:db8::/32"),
        *("3fff::/20", "5f00::/16", "fec0::/10"),
    )
)
_COMPATIBLE = IPv6Network("::/96")


def misfit(url: str, *, plain: bool, longest: int, query: bool) -> str:
    """Why `url` cannot be an endpoint: "shape", "person", "host", "scheme"; "" when it can.

    `plain` lets http pass to this machine, `query` lets it carry one. No name is looked up here.
    """
    parts = _split(url) if len(url) <= longest else None
    if parts is None or (parts.query and not query):
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


def _split(url: str) -> SplitResult | None:
    if not url.isascii() or any(sign <= " " or sign == "\x7f" for sign in url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return None if parts.fragment or "\\" in url else parts


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its name or its address."""
    if host == "localhost":
        return True
    return is_written(host) and ip_address(host).is_loopback


def is_written(host: str) -> bool:
    """Whether a host is given as a network address and not as a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_open(address: str, allowed: Iterable[str] = ()) -> bool:
    """Whether a message may go to this network address: public, or in a network the operator named."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(found)
    networks = [ip_network(one, strict=False) for one in allowed]
    if any(inner in one for one in networks if one.version == inner.version):
        return True
    return all(_is_public(one) for one in {found, inner})


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    # is_global alone lets multicast and some reserved blocks pass.
    closed = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or any(address in one for one in _SPECIAL if one.version == address.version)
    )
    if isinstance(address, IPv6Address) and _carried(address) is not None:
        # What it carries is looked at by itself.
        return not (address.is_loopback or address.is_unspecified)
    return address.is_global and not closed


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 one, where a network would take it out."""
    if isinstance(address, IPv4Address):
        return address
    return _carried(address) or address


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    low = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _NAT64:
        return low
    if address in _COMPATIBLE and not address.is_loopback and not address.is_unspecified:
        return low
    return None
