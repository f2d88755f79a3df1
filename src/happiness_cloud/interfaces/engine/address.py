"""Where the web server will listen: nobody else may."""

from __future__ import annotations

import errno
import socket
import time

from happiness_cloud.interfaces.engine.errors import EngineError

# The processes of a house that was killed a moment ago let go of their port within this.
PATIENCE = 5.0


def unused(host: str, port: int, within: float = PATIENCE) -> None:
    """Return when nobody listens there. Raises `EngineError` when somebody still does after `within` seconds.

    The web server would share the port with whoever has it, and each of the two get some of the requests.
    """
    until = time.monotonic() + within
    while _taken(host, port):
        if time.monotonic() >= until:
            raise EngineError("engine.port_taken", host=host, port=port)
        time.sleep(0.1)


def _taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as wrong:
        # Whatever else is wrong with the address, the web server says in its own words.
        return wrong.errno == errno.EADDRINUSE
    return False
