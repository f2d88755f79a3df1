"""Looking a name up, and whether what it stands for may be reached."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from urllib.parse import urlsplit

from happiness_cloud.kernel.outgoing import addresses as addresses

from .rules import reach

# A form waits so long for a name; a name that cannot be looked up now is looked up again with each try.
PATIENCE = 2.0


def misled(url: str, allowed: Iterable[str]) -> str:
    """ "forbidden" when the name in `url` stands for a closed address now; "" when not, or when nobody knows."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    if parts.scheme == "http":
        return ""
    pool = ThreadPoolExecutor(1)
    try:
        found = pool.submit(addresses, host, port).result(PATIENCE)
    except (OSError, UnicodeError, TooSlow):
        return ""
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    nets = tuple(allowed)
    return "" if all(reach.is_open(one, nets) for one in found) else "forbidden"
