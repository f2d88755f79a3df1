"""How well categories are suggested on labelled texts: held out, or each fold by the others."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from happiness_cloud.cases import queries, rights
from happiness_cloud.kernel.access import house

from . import rows

EVALUATOR = house("evaluate", rights.LEARN)


def measure(
    train: Path,
    test: Path | None,
    *,
    text: Sequence[str],
    label: str,
    unlabelled: Sequence[Path] = (),
    names: Path | None = None,
    rounds: int = 1,
    seed: int = 0,
) -> dict[str, Any]:
    """Learn on `train` and judge on `test`, or by 5-fold cross-validation, `rounds` times with new folds.

    `unlabelled` files have the same text columns; their texts teach what words are common and go together.
    `names` is the list of categories: the first column a label, every other cell an entry that belongs to it.
    Rows without label or text are left out and counted.
    """
    began = time.perf_counter()
    known, left_out = _labelled(train, text, label)
    asked, more_left = _labelled(test, text, label) if test else (None, 0)
    loose: list[str] = []
    for file in unlabelled:
        held = rows.read(file, text)
        loose += [words for one in held.cells if (words := _words(one, text))]
    listed = _listed(names) if names else []
    told: dict[str, Any] = queries.trial(
        EVALUATOR, known, asked, unlabelled=loose, names=listed, rounds=rounds, seed=seed
    )
    return {
        "kind": "categories",
        "method": "held out" if test else "5-fold cross-validation",
        "train_rows": len(known),
        "unlabelled_rows": len(loose),
        "name_rows": len(listed),
        "left_out": left_out + more_left,
        "seed": seed,
        **told,
        "seconds": round(time.perf_counter() - began, 1),
    }


def _labelled(file: Path, text: Sequence[str], label: str) -> tuple[list[tuple[str, str]], int]:
    held = rows.read(file, (*text, label))
    found = [(_words(one, text), one.get(label, "").strip()) for one in held.cells]
    sound = [one for one in found if all(one)]
    return sound, held.left_out + len(found) - len(sound)


def _listed(file: Path) -> list[tuple[str, str]]:
    """(words, label) of a list of categories, each cell a line."""
    columns = rows.columns(file)
    label, *words = columns
    held = rows.read(file, columns)
    return [(told, one[label]) for one in held.cells if (told := _words(one, words)) and one[label]]


def _words(cells: dict[str, str], text: Sequence[str]) -> str:
    return "\n".join(filter(None, (cells.get(one, "").strip() for one in text)))
