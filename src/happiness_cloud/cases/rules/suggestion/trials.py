"""Judging what is learned: on rows held out, or each part of the rows by a model that learned the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from happiness_cloud.kernel.errors import NotNow

from .grams import signs_of
from .learning import FOLDS, dealt, learned, learned_from
from .scores import Outcome, figures, macro_f1
from .suggester import BEST, Guess, Suggester

Rows = Sequence[tuple[str, str]]
__all__ = ["cross_validated", "figures", "held_out", "judged"]


def cross_validated(
    rows: Rows, unlabelled: Sequence[str] = (), *, names: Rows = (), rounds: int = 1, seed: int = 0
) -> Outcome:
    """Every row judged by a model that saw neither it nor anything of its fifth, `rounds` times dealt anew."""
    labels = _labels(rows)
    read = [(signs_of(text), label) for text, label in rows]
    loose = [signs_of(text) for text in unlabelled]
    told = []
    for deal in range(rounds):
        part = dealt([label for _, label in rows], seed + deal)
        guesses: list[tuple[Guess, ...]] = [()] * len(rows)
        sure = np.zeros(len(rows), dtype=bool)
        for fold in range(FOLDS):
            model = learned_from(
                [read[at] for at in np.flatnonzero(part != fold).tolist()], loose, seed, names
            ).model
            for at in np.flatnonzero(part == fold).tolist():
                guesses[at] = model.ranked(rows[at][0])
                sure[at] = _sure(guesses[at], model)
        told.append((guesses, sure))
    return _outcome(labels, rows, told)


def held_out(
    rows: Rows, test: Rows, unlabelled: Sequence[str] = (), *, names: Rows = (), seed: int = 0
) -> Outcome:
    """`test` judged by a model that learned from `rows`."""
    labels = _labels(rows, test)
    return asked(learned(rows, unlabelled, seed, names).model, test, labels)


def asked(model: Suggester, test: Rows, labels: tuple[str, ...]) -> Outcome:
    """What a model says of `test`."""
    guesses = [model.ranked(text) for text, _ in test]
    return _outcome(labels, test, [(guesses, np.array([_sure(one, model) for one in guesses], dtype=bool))])


def judged(model: Suggester, test: Rows) -> float:
    """Macro-F1 of a model on rows it never saw; 0 when there are none."""
    labels = tuple(sorted({label for _, label in test} | set(model.labels)))
    return macro_f1(asked(model, test, labels)) if test else 0.0


def _sure(guesses: tuple[Guess, ...], model: Suggester) -> bool:
    return bool(guesses) and guesses[0].confidence >= model.threshold


def _labels(*tables: Rows) -> tuple[str, ...]:
    for rows in tables:
        if not rows:
            raise NotNow("cases.too_few_to_learn", n=0, least=1)
    return tuple(sorted({label for rows in tables for _, label in rows}))


def _outcome(
    labels: tuple[str, ...],
    rows: Rows,
    rounds: Sequence[tuple[Sequence[tuple[Guess, ...]], NDArray[np.bool_]]],
) -> Outcome:
    number = {label: at for at, label in enumerate(labels)}
    ranked = np.full((len(rounds), len(rows), BEST), -1, dtype=np.int64)
    for deal, (guesses, _) in enumerate(rounds):
        for at, one in enumerate(guesses):
            # A label that the truth does not know is wrong whatever it is.
            ranked[deal, at, : len(one)] = [number.get(guess.label, -1) for guess in one]
    truth = np.array([number[label] for _, label in rows], dtype=np.int64)
    return Outcome(labels, truth, ranked, np.stack([sure for _, sure in rounds]))
