"""Learning to suggest: what signs are worth, a linear model, help from unlabelled texts, and how sure to be.

Everything is linear in the signs of a text, so whatever helps in learning leaves one table of weights.
docs/algorithms/suggestion.md tells what was tried and measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from happiness_cloud.kernel.errors import NotNow

from .grams import Signs, signs_of
from .suggester import Suggester, confidences, vector

FOLDS = 5
# A label that fewer rows have cannot be learned.
FEWEST_OF_A_LABEL = 3
MOST_SIGNS = 60_000
# How much more a rare sign says: measured, 1.5 is better than the usual 1.
RARE = 1.5
# An entry of the category list is short and meant as it is said; a text says other things too.
NAMED_WEIGHT = 2.0
# Of the unlabelled texts, so many a label (on average) that the first model is surest of teach the second one.
LENT_A_LABEL = 60
LENT_WEIGHT = 0.3
# With so many rows of their own, guesses about others teach nothing more.
LEND_BELOW = 5_000
# What is answered shall be right this often.
TRUSTED = 0.9
_FEWEST_ANSWERED = 20
_SHARPNESS = np.geomspace(0.5, 30.0, 60)
Rows = Sequence[tuple[str, str]]
Read = Sequence[tuple[Signs, str]]


@dataclass(frozen=True, slots=True)
class Learned:
    """A model, and its macro-F1 on its own rows, each judged by a model that did not learn from it."""

    model: Suggester
    macro_f1: float


@dataclass(frozen=True, slots=True)
class _Linear:
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def scores(self, vectors: sparse.csr_matrix) -> NDArray[np.float64]:
        return np.asarray(vectors @ self.weights + self.bias)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every fold stands on: vectors of the rows, of the labels' own words, of the unlabelled texts."""

    labels: tuple[str, ...]
    rows: sparse.csr_matrix
    truth: NDArray[np.int64]
    named: sparse.csr_matrix
    named_truth: NDArray[np.int64]
    loose: sparse.csr_matrix


def learn(rows: Rows, unlabelled: Sequence[str] = (), seed: int = 0) -> Suggester:
    """Learn from (text, label) rows; the same rows and seed give the same model. Raises as `learned` does."""
    return learned(rows, unlabelled, seed).model


def learned(rows: Rows, unlabelled: Sequence[str] = (), seed: int = 0, names: Rows = ()) -> Learned:
    """Learn, and say how well. `names` are (words, label) of the list of categories, each entry on a line of its own.

    Labels that fewer than three rows have are left out. Raises NotNow `cases.too_few_to_learn` for fewer than two.
    """
    read = [(signs_of(text), label) for text, label in rows]
    return learned_from(read, [signs_of(text) for text in unlabelled], seed, names)


def learned_from(rows: Read, unlabelled: Sequence[Signs] = (), seed: int = 0, names: Rows = ()) -> Learned:
    """As `learned`, from texts that are read already."""
    often = Counter(label for _, label in rows)
    labels = tuple(sorted(label for label, times in often.items() if times >= FEWEST_OF_A_LABEL))
    if len(labels) < 2:
        raise NotNow("cases.too_few_to_learn", n=len(rows), least=2 * FEWEST_OF_A_LABEL)
    kept = [one for one in rows if one[1] in labels]
    signs, rarity = _signs([one for one, _ in kept] + list(unlabelled))
    ground = _ground(labels, kept, unlabelled, names, signs, rarity)
    scores = _out_of_fold(ground, seed)
    best = scores.argmax(axis=1)
    sharpness = _sharpness(scores, ground.truth)
    sure = confidences(scores, sharpness).max(axis=1)
    whole = _taught(ground, np.arange(len(kept)), seed)
    model = Suggester(
        labels=labels,
        signs=signs,
        rarity=rarity,
        # As it is kept, so that it answers alike before and after.
        weights=whole.weights.astype(np.float16).astype(np.float32),
        bias=whole.bias.astype(np.float32),
        sharpness=sharpness,
        threshold=_threshold(sure, best == ground.truth),
    )
    return Learned(model, _macro_f1(ground.truth, best, len(labels)))


def dealt(labels: Sequence[str], seed: int) -> NDArray[np.int64]:
    """The fold of each row: every label dealt out evenly, by chance that is always the same."""
    chance = np.random.default_rng(seed)
    part = np.zeros(len(labels), dtype=np.int64)
    told = np.asarray(labels)
    begin = 0
    for label in sorted(set(labels)):
        mine = chance.permutation(np.flatnonzero(told == label))
        part[mine] = (np.arange(len(mine)) + begin) % FOLDS
        begin += len(mine)
    return part


def _signs(texts: Sequence[Signs]) -> tuple[dict[str, int], NDArray[np.float32]]:
    """The signs worth knowing, numbered, and how much each weighs: those that stand in several texts, but not in most."""
    held: Counter[str] = Counter()
    for one in texts:
        held.update(one.head.keys() | one.rest.keys())
    fewest = max(2, min(5, len(texts) // 500))
    ordered = sorted((-times, sign) for sign, times in held.items() if times >= fewest)[:MOST_SIGNS]
    signs = {sign: at for at, (_, sign) in enumerate(ordered)}
    times = np.array([-one for one, _ in ordered], dtype=np.float64)
    return signs, ((np.log((1 + len(texts)) / (1 + times)) + 1) ** RARE).astype(np.float32)


def _ground(
    labels: tuple[str, ...],
    rows: Read,
    loose: Sequence[Signs],
    names: Rows,
    signs: Mapping[str, int],
    rarity: NDArray[np.float32],
) -> _Ground:
    number = {label: at for at, label in enumerate(labels)}
    named = [(signs_of(text), number[label]) for text, label in _entries(labels, names)]
    # A code, and what no text speaks of, has no known signs.
    spoken = [one for one in named if any(sign in signs for sign in one[0].rest)]
    return _Ground(
        labels=labels,
        rows=_vectors([one for one, _ in rows], signs, rarity),
        truth=np.array([number[label] for _, label in rows], dtype=np.int64),
        named=_vectors([one for one, _ in spoken], signs, rarity),
        named_truth=np.array([at for _, at in spoken], dtype=np.int64),
        loose=_vectors(loose, signs, rarity),
    )


def _entries(labels: Sequence[str], names: Rows) -> Rows:
    """The labels' own names and every entry of the list, once a label.

    An entry that many rows repeat (the group above them) would be louder than what tells the rows apart.
    """
    told = [(line.strip(), label) for words, label in names if label in labels for line in words.split("\n")]
    return list(dict.fromkeys([*((label, label) for label in labels), *told]))


def _vectors(
    texts: Sequence[Signs], signs: Mapping[str, int], rarity: NDArray[np.float32]
) -> sparse.csr_matrix:
    """One row a text, made by the very function that asks later."""
    found = [vector(one, signs, rarity) for one in texts]
    ends = np.cumsum([0, *(len(rows) for rows, _ in found)])
    columns = np.concatenate([rows for rows, _ in found]) if found else np.zeros(0, dtype=np.int64)
    values = np.concatenate([strength for _, strength in found]) if found else np.zeros(0)
    return sparse.csr_matrix((values.astype(np.float64), columns, ends), shape=(len(texts), len(signs)))


def _out_of_fold(ground: _Ground, seed: int) -> NDArray[np.float64]:
    """The scores of every row by a model that learned from the other folds."""
    part = dealt([ground.labels[at] for at in ground.truth], seed)
    scores = np.zeros((len(ground.truth), len(ground.labels)))
    for fold in range(FOLDS):
        judged = np.flatnonzero(part == fold)
        if judged.size:
            scores[judged] = _taught(ground, np.flatnonzero(part != fold), seed).scores(ground.rows[judged])
    return scores


def _taught(ground: _Ground, chosen: NDArray[np.int64], seed: int) -> _Linear:
    """Learn from the chosen rows; then again with those unlabelled texts that the first model is surest of."""
    vectors = sparse.vstack([ground.rows[chosen], ground.named]).tocsr()
    truth = np.concatenate([ground.truth[chosen], ground.named_truth])
    heavy = np.ones(len(truth))
    heavy[len(chosen) :] = NAMED_WEIGHT
    first = _fitted(vectors, truth, heavy, len(ground.labels), seed)
    if not ground.loose.shape[0] or len(chosen) >= LEND_BELOW:
        return first
    scores = first.scores(ground.loose)
    lent = _surest(scores, np.bincount(ground.truth[chosen], minlength=len(ground.labels)))
    return _fitted(
        sparse.vstack([vectors, ground.loose[lent]]).tocsr(),
        np.concatenate([truth, scores[lent].argmax(axis=1)]),
        np.concatenate([heavy, np.full(len(lent), LENT_WEIGHT)]),
        len(ground.labels),
        seed,
    )


def _surest(scores: NDArray[np.float64], often: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each label, in proportion to how often it is, the texts whose best score leads by most."""
    ordered = np.sort(scores, axis=1)
    lead, best = ordered[:, -1] - ordered[:, -2], scores.argmax(axis=1)
    chosen = []
    for label, times in enumerate(often):
        mine = np.flatnonzero(best == label)
        many = min(int(LENT_A_LABEL * len(often) * times / often.sum()), (len(mine) + 1) // 2)
        chosen.append(mine[np.argsort(-lead[mine], kind="stable")[:many]])
    return np.concatenate(chosen)


def _fitted(
    vectors: sparse.csr_matrix,
    truth: NDArray[np.int64],
    weights: NDArray[np.float64],
    labels: int,
    seed: int,
) -> _Linear:
    """A linear support vector machine, rare labels weighing as much as common ones."""
    machine = LinearSVC(C=1.0, class_weight="balanced", random_state=seed).fit(vectors, truth, weights)
    found, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        found, bias = np.vstack([-found, found]), np.concatenate([-bias, bias])
    # A label that is in none of the rows chosen is never the best.
    table, shift = np.zeros((vectors.shape[1], labels)), np.full(labels, -10.0)
    table[:, machine.classes_], shift[machine.classes_] = found.T, bias
    return _Linear(table, shift)


def _sharpness(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """How to make confidence of scores: the factor under which the truth is least surprising."""
    at = np.arange(len(truth))
    losses = [-np.log(confidences(scores, one)[at, truth] + 1e-12).mean() for one in _SHARPNESS]
    return float(_SHARPNESS[int(np.argmin(losses))])


def _threshold(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The lowest confidence above which answers are right as often as shall be; 1 when they never are."""
    order = np.argsort(-sure, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= TRUSTED)
    enough = good[good >= min(_FEWEST_ANSWERED, len(order)) - 1]
    # Where all were right, nothing tells where wrong ones begin; a confidence of that much is enough then.
    return min(float(sure[order[enough[-1]]]), TRUSTED) if enough.size else 1.0


def _macro_f1(truth: NDArray[np.int64], told: NDArray[np.int64], labels: int) -> float:
    hits = np.bincount(truth[truth == told], minlength=labels)
    both = np.bincount(truth, minlength=labels) + np.bincount(told, minlength=labels)
    return float(np.mean(2 * hits / np.maximum(both, 1)))
