"""The sign-ins of the sample district, kept beside the secrets so that they can be told again."""

from __future__ import annotations

import json
from pathlib import Path

from happiness_cloud.interfaces.engine.layout import layout


def _file(data: Path) -> Path:
    return layout(data).root / "keys" / "sample-sign-ins.json"


def keep(data: Path, people: list[dict[str, str]]) -> None:
    """Keep (title, username, password) of the sample people, readable by the operator only."""
    file = _file(data)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(people, ensure_ascii=False, indent=1))
    draft.rename(file)


def kept(data: Path) -> list[dict[str, str]]:
    """What was kept; nothing when there is no sample district."""
    file = _file(data)
    return json.loads(file.read_text()) if file.exists() else []
