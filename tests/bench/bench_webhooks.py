"""How many deliveries a second one worker makes to one receiver on the loopback, from the book to the answer written down.

A sample district without web or worker; its book is told again to a receiver in a process of its own. Everything is
counted: reading the book, making the deliveries, signing, sending, settling.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from .cpu import processor
from .figures import Figures

# A receiver that says yes to everything and keeps its connections.
RECEIVER = """
import asyncio, sys
async def serve(reader, writer):
    writer.transport.set_write_buffer_limits(0)
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\\r\\n")[0])
            await reader.readexactly(length)
            writer.write(b"HTTP/1.1 204 No Content\\r\\n\\r\\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def measure(data: Path, most: int) -> Figures:
    """The figures of a filled house, in a process of its own: Django knows one database only."""
    call = [sys.executable, "-m", "tests.bench.bench_webhooks", str(data), str(most)]
    done = subprocess.run(call, capture_output=True, text=True, check=True, timeout=900)
    told: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def tell_again(data: Path, most: int) -> Figures:
    """Tell up to `most` entries of a filled house again; figures of the whole way."""
    from happiness_cloud.interfaces.cli import ground

    # As an operator allows receivers on the same machine.
    os.environ["HAPPINESS_OUTGOING_HTTP"] = "1"
    receiver = subprocess.Popen([sys.executable, "-c", RECEIVER], stdout=subprocess.PIPE, text=True)
    try:
        with ground.house(data):
            port = int(receiver.stdout.readline() if receiver.stdout else 0)
            return _told(f"http://127.0.0.1:{port}/", most)
    finally:
        receiver.kill()
        receiver.wait()


def _told(url: str, most: int) -> Figures:
    from happiness_cloud.kernel.access import house
    from happiness_cloud.ledger.classes import told_verbs
    from happiness_cloud.ledger.models import Entry
    from happiness_cloud.webhooks import actions, queries
    from happiness_cloud.webhooks.models import Delivery
    from happiness_cloud.webhooks.sender import Sender

    keeper = house("bench", "webhooks.read", "webhooks.edit")
    made = actions.set_up(keeper, title="bench", url=url, area="/", picks=["cases.*"])
    told = Entry.objects.filter(verb__in=told_verbs()).order_by("-at").values_list("at", flat=True)
    since = told[: most + 1][min(most, told.count()) - 1]
    counted = queries.replay_count(keeper, made.endpoint_id, since=since)
    began, used = time.perf_counter(), processor()
    actions.replay(keeper, made.endpoint_id, since=since)
    with Sender() as sender:
        sender.drain(600)
    took, own = time.perf_counter() - began, processor() - used
    done = Delivery.objects.filter(state="done").count()
    rows = Entry.objects.filter(
        verb__startswith="webhooks.", at__gte=datetime(2020, 1, 1, tzinfo=UTC)
    ).count()
    return {
        "counted": counted.count,
        "delivered": done,
        "seconds": round(took, 2),
        "deliveries_per_s": round(done / took),
        "cpu_ms_each": round(own * 1000 / max(done, 1), 2),
        "rows_of_the_book": rows,
    }


if __name__ == "__main__":
    print(json.dumps(tell_again(Path(sys.argv[1]), int(sys.argv[2]))))  # noqa: T201
