"""How good guesses are, with 95 % bounds: the same rows drawn again and again (bootstrap), always the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """Guesses beside the truth. `ranked` is (rounds, rows, three) of label numbers, -1 = none; `truth` has one a row.

    `answered` says which guesses were sure enough to be shown.
    """

    labels: tuple[str, ...]
    truth: NDArray[np.int64]
    ranked: NDArray[np.int64]
    answered: NDArray[np.bool_]


def figures(outcome: Outcome, seed: int = 0, draws: int = DRAWS) -> dict[str, Any]:
    """n, macro-F1, accuracy, top-3 accuracy, share abstained, accuracy of what was answered, and each class.

    Every figure is {value, low, high}. Several rounds over the same rows are averaged, rows are drawn.
    """
    counts = _Counts(outcome)
    ones = np.ones((1, len(outcome.truth)))
    value = {name: float(of(ones)[0]) for name, of in counts.plain().items()}
    drawn: dict[str, list[NDArray]] = {name: [] for name in value}
    classes: list[NDArray] = []
    for weights in _drawn(len(outcome.truth), draws, seed):
        for name, of in counts.plain().items():
            drawn[name].append(of(weights))
        classes.append(counts.by_class(weights))
    told: dict[str, Any] = {"n": len(outcome.truth), "rounds": outcome.ranked.shape[0]}
    told |= {name: _bounded(value[name], np.concatenate(drawn[name])) for name in value}
    exact, spread = counts.by_class(ones)[0], np.concatenate(classes)
    told["classes"] = {
        outcome.labels[at]: {
            "n": int((outcome.truth == at).sum()),
            **{
                name: _bounded(float(exact[column, kind]), spread[:, column, kind])
                for kind, name in enumerate(("precision", "recall", "f1"))
            },
        }
        for column, at in enumerate(counts.there)
    }
    return told


def macro_f1(outcome: Outcome) -> float:
    """The mean of the classes' F1, over the classes that the truth holds."""
    return float(_Counts(outcome).macro_f1(np.ones((1, len(outcome.truth))))[0])


class _Counts:
    """Everything as sums over rows, so that a thousand drawings are a few products of matrices."""

    def __init__(self, outcome: Outcome) -> None:
        first = outcome.ranked[:, :, 0]
        self.there = [at for at in range(len(outcome.labels)) if (outcome.truth == at).any()]
        self.right = (first == outcome.truth).mean(axis=0)
        self.in_three = (outcome.ranked == outcome.truth[None, :, None]).any(axis=2).mean(axis=0)
        self.answered = outcome.answered.mean(axis=0)
        self.answered_right = (outcome.answered & (first == outcome.truth)).mean(axis=0)
        self._true = np.stack([outcome.truth == at for at in self.there], axis=1).astype(float)
        self._told = [np.stack([one == at for at in self.there], axis=1).astype(float) for one in first]

    def plain(self) -> dict[str, Callable[[NDArray], NDArray]]:
        """The figures over all rows, each a function of how often each row was drawn."""
        return {
            "macro_f1": self.macro_f1,
            "accuracy": lambda drawn: drawn @ self.right / drawn.sum(axis=1),
            "top3_accuracy": lambda drawn: drawn @ self.in_three / drawn.sum(axis=1),
            "abstained": lambda drawn: 1 - drawn @ self.answered / drawn.sum(axis=1),
            "answered_accuracy": lambda drawn: _ratio(drawn @ self.answered_right, drawn @ self.answered),
        }

    def macro_f1(self, drawn: NDArray) -> NDArray:
        """Over the classes that occur in the drawing."""
        with np.errstate(all="ignore"):
            return np.asarray(np.nanmean(self.by_class(drawn)[:, :, 2], axis=1))

    def by_class(self, drawn: NDArray) -> NDArray:
        """(drawings, classes, precision | recall | F1), the mean of the rounds."""
        rounds = []
        true = drawn @ self._true
        for told in self._told:
            hit, guessed = drawn @ (self._true * told), drawn @ told
            rounds.append(
                np.stack([_ratio(hit, guessed), _ratio(hit, true), _ratio(2 * hit, guessed + true)], axis=2)
            )
        # A class that was never guessed has no precision; as a figure that is none at all.
        filled = [np.where(np.isnan(one) & (true > 0)[:, :, None], 0.0, one) for one in rounds]
        return np.asarray(np.mean(filled, axis=0))


def _ratio(part: NDArray, whole: NDArray) -> NDArray:
    return np.asarray(
        np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)
    )


def _drawn(rows: int, draws: int, seed: int) -> Iterator[NDArray]:
    """How often each row was drawn, some drawings at once: a table of all of them could fill the memory."""
    chance = np.random.default_rng(seed)
    for begin in range(0, draws, _AT_ONCE):
        many = min(_AT_ONCE, draws - begin)
        picked = chance.integers(0, rows, size=(many, rows))
        yield np.stack([np.bincount(one, minlength=rows) for one in picked]).astype(float)


def _bounded(value: float, drawn: NDArray) -> dict[str, float | None]:
    known = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not known.size:
        return {"value": None, "low": None, "high": None}
    low, high = np.percentile(known, [2.5, 97.5])
    return {"value": round(value, 4), "low": round(float(low), 4), "high": round(float(high), 4)}
