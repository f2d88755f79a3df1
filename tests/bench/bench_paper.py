"""How long a case file takes and what it weighs: `python -m tests.bench paper`.

Made-up words, twenty steps, nine photos of 2048 × 1536 points that compress badly (noise, seed 7); the press alone,
without database and pages. `child_mb` is the most memory a press held, `cpu_ms` its processor time.
"""

from __future__ import annotations

import io
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from happiness_cloud.facade import paper

from .figures import Figures, machine, times

ROOM = Path(paper.HERE).parent / "cases" / "paper"
HEADINGS = (
    "glance",
    "map",
    "text",
    "contact",
    "why",
    "result",
    "clocks",
    "convened",
    "related",
    "photos",
    "story",
)


def measure(rounds: int = 8, photos: int = 9) -> Figures:
    """Print the same file several times."""
    pictures = _pictures(photos)
    told = _told(sorted(pictures))
    took: list[float] = []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    body = b""
    for _ in range(rounds):
        began = time.perf_counter()
        body = paper.printed(ROOM / "case_file.typ", told, pictures)
        took.append(time.perf_counter() - began)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "photos": photos,
        **times(took),
        "cpu_ms": round(spent / rounds * 1000),
        "child_mb": after.ru_maxrss // 1024,
        "pdf_kb": len(body) // 1024,
        "machine": machine(),
    }


def _pictures(count: int) -> dict[str, bytes]:
    rng = np.random.default_rng(7)
    told: dict[str, bytes] = {}
    for n in range(count):
        small = Image.fromarray(rng.integers(0, 255, (192, 256, 3), dtype=np.uint8))
        out = io.BytesIO()
        small.resize((2048, 1536)).save(out, "JPEG", quality=85)
        told[f"{n}.jpg"] = out.getvalue()
    return told


def _told(names: list[str]) -> dict[str, Any]:
    step = {"at": "2026-11-25 15:00", "what": "进展", "way": "", "who": "孙建军", "facts": "", "public": ""}
    empty: dict[str, Any] = {"map": None, "flags": "", "photos_left": "", "story_left": ""}
    lists: dict[str, Any] = {name: [] for name in ("contact", "result", "convened", "related")}
    return {
        **empty,
        **lists,
        "lang": "zh",
        "region": "cn",
        "place": "云湖区",
        "kind": "卷宗",
        "title": "小区东门积水",
        "head": "HC-1",
        "number": "HC-1",
        "by": "孙建军",
        "printed": "今天",
        "page": "%(n)s / %(of)s",
        "state": "处置中",
        "notice": "个人号码已遮蔽。",
        "text": "小区东门积水没过鞋面。" * 20,
        "facts": [["类别", "积水"]] * 10,
        "why": ["依据权责清单"] * 3,
        "clock_heads": ["时钟"] * 5,
        "clocks": [["2026-11-25 15:00"] * 5] * 7,
        "photos": [{"name": "处置前", "items": [{"file": one, "alt": one, "caption": one} for one in names]}],
        "story": [{**step, "note": "已派人到现场查看，等待配件。" * 6}] * 20,
        "words": {name: name for name in HEADINGS},
    }
