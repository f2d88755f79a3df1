"""How many rows a second come in from a file another system exported: read, placed, replayed, written.

The rows have the shape most exports have, a report and a closing with a recorded deadline; their words and
places are the sample district's. `bring` is what `happiness import cases` calls.
"""

from __future__ import annotations

import csv
import tempfile
import time
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from .cpu import processor
from .figures import Figures

ZONE = ZoneInfo("Asia/Shanghai")
MAPPING = """
mapping: bench-{turn}
title: {{zh: 基准, en: Bench}}
zone: Asia/Shanghai
language: zh-hans
id: no
reported: opened
text: {{columns: [words]}}
closed: {{column: closed, when: [{{column: status, is: [closed]}}]}}
due: due
on_time: {{column: kept, values: {{yes: "true", no: "false"}}, default: ""}}
result: {{columns: [answer]}}
place: {{point: {{lon: lon, lat: lat, datum: wgs84}}, prefer: point, otherwise: district, address: [address]}}
channel: {{column: how, values: {{phone: phone, web: web}}, default: import}}
severity: ordinary
category: {{column: kind, values: {{{kinds}}}, default: "58099"}}
"""
COLUMNS = (
    *("no", "opened", "closed", "due", "kept", "status", "words", "answer", "lon", "lat", "address"),
    *("how", "kind"),
)


def measure(rows: int) -> Figures:
    """Write `rows` rows, bring them in, and bring them in again (nothing is new then)."""
    from happiness_cloud.interfaces.intake import bring

    with tempfile.TemporaryDirectory(prefix="happiness-bench-file-") as folder:
        file, chart = Path(folder) / "rows.csv", Path(folder) / "bench.yaml"
        kinds = _write(file, rows)
        turn = int(time.time())
        chart.write_text(
            MAPPING.format(turn=turn, kinds=", ".join(f'"{one}": "{one}"' for one in sorted(kinds)))
        )
        used = processor()
        told = bring(file, chart, rejected=Path(folder) / "no.csv")
        own = processor() - used
        again = bring(file, chart, rejected=Path(folder) / "no.csv")
    return {
        "rows": told["read"],
        "created": told["created"],
        "rejected": told["rejected"],
        "seconds": told["seconds"],
        "rows_per_s": told["rows_per_second"],
        "cpu_ms_per_row": round(own * 1000 / rows, 2),
        "again_created": again["created"],
        "again_rows_per_s": again["rows_per_second"],
    }


def _write(file: Path, rows: int) -> set[str]:
    from happiness_cloud.interfaces.demo.matters import matters

    kinds: set[str] = set()
    now = datetime.now(ZONE).replace(microsecond=0)
    stream = (one for turn in count() for one in matters(100 + turn, "small", now - timedelta(days=100)))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for serial, one in enumerate(islice(stream, rows)):
            opened, hours = one.reported_at, 2 + serial % 90
            closed, due = opened + timedelta(hours=hours), opened + timedelta(hours=48)
            kinds.add(one.category)
            writer.writerow(
                (
                    *(serial, opened.isoformat(), closed.isoformat(), due.isoformat()),
                    *("yes" if closed <= due else "no", "closed", one.text, "已处理", one.lon, one.lat),
                    *(one.address, "web" if serial % 2 else "phone", one.category),
                )
            )
    return kinds
