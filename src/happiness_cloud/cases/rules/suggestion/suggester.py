"""What was learned, ready to be asked: signs, their weights for each category, and when to stay silent.

Plain arrays and no pickle: reading a model from bytes can run nothing. No scikit-learn here, so asking costs little.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from happiness_cloud.kernel.errors import Invalid

from .grams import Signs, signs_of

BEST = 3
MOST_WORDS = 3
# Rubbish holds a sign or two that some matter holds as well.
FEWEST_SIGNS = 3
_HEAD = b"happiness suggestion 1\n"
_DIGEST = 32
_MOST_BYTES = 200_000_000
_PARTS = frozenset({"signs", "labels", "rarity", "weights", "bias", "scale"})
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Guess:
    """A category, how sure (0 to 1: the share that is right among guesses as sure), and the words that spoke for it."""

    label: str
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggester:
    """A linear model over signs. `rarity` weighs a sign, `weights` has a row a sign and a column a label.

    `sharpness` makes confidence of scores; below `threshold` it stays silent.
    """

    labels: tuple[str, ...]
    signs: Mapping[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats
    sharpness: float
    threshold: float

    def suggest(self, text: str) -> tuple[Guess, ...]:
        """The best three, surest first; nothing when the best is not sure enough."""
        found = self.ranked(text)
        return found if found and found[0].confidence >= self.threshold else ()

    def ranked(self, text: str) -> tuple[Guess, ...]:
        """The best three however unsure; nothing only when the text holds hardly a sign that was learned."""
        read = signs_of(text)
        rows, strength = vector(read, self.signs, self.rarity)
        if len(rows) < FEWEST_SIGNS:
            return ()
        heard = strength[:, None] * self.weights[rows]
        sure = confidences(heard.sum(axis=0) + self.bias, self.sharpness)
        # What speaks for every label alike says nothing for one of them.
        heard -= heard.mean(axis=1, keepdims=True)
        spoken = _known(read, self.signs)
        best = np.argsort(-sure, kind="stable")[:BEST]
        return tuple(
            Guess(self.labels[at], round(float(sure[at]), 4), _words(spoken, heard[:, at])) for at in best
        )


def vector(read: Signs, signs: Mapping[str, int], rarity: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The numbers of the signs of a text that are known, and how strong each is: the head counts like all the rest."""
    known = _known(read, signs)
    rows = np.fromiter((signs[one] for one in known), dtype=np.int64, count=len(known))
    parts = [np.fromiter((part[one] for one in known), np.float32, len(known)) for part in read]
    strength = _even(
        sum((_even(weighed(one, rarity[rows])) for one in parts), np.zeros(len(known), np.float32))
    )
    return rows, strength


def weighed(times: Floats, rarity: Floats) -> Floats:
    """Rare signs and repeated ones are stronger; what is not there has no strength."""
    return np.asarray(np.where(times > 0, 1 + np.log(np.maximum(times, 1)), 0) * rarity, dtype=np.float32)


def _even(strength: Floats) -> Floats:
    """Of length one, so that long texts are no louder than short ones."""
    return strength / (float(np.sqrt(np.square(strength).sum())) or 1.0)


def _known(read: Signs, signs: Mapping[str, int]) -> list[str]:
    return [one for one in read.head | read.rest if one in signs]


def confidences(scores: NDArray, sharpness: float) -> NDArray:
    """Scores of labels (the last axis) as shares that sum up to one."""
    raised = np.exp(sharpness * (scores - scores.max(axis=-1, keepdims=True)))
    shares: NDArray = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def _words(signs: list[str], heard: Floats) -> tuple[str, ...]:
    """The signs that spoke loudest, none of them a part of another, no single characters."""
    chosen: list[str] = []
    for at in np.argsort(-heard, kind="stable")[:60]:
        sign = signs[at]
        if heard[at] <= 0 or len(chosen) == MOST_WORDS:
            break
        if len(sign) > 1 and not any(_overlap(sign, one) for one in chosen):
            chosen.append(sign)
    return tuple(chosen)


def _overlap(one: str, other: str) -> bool:
    """Whether two signs say in part the same: a character, or a Latin word."""
    if one.isascii() or other.isascii():
        return not set(one.split()).isdisjoint(other.split())
    return not set(one).isdisjoint(other)


def packed(model: Suggester) -> bytes:
    """The model as bytes, with a digest in front that tells whether they are whole."""
    signs = sorted(model.signs, key=model.signs.__getitem__)
    file = io.BytesIO()
    np.savez(
        file,
        signs=_letters(signs),
        labels=_letters(model.labels),
        rarity=model.rarity.astype(np.float32),
        weights=model.weights.astype(np.float16),
        bias=model.bias.astype(np.float32),
        scale=np.array([model.sharpness, model.threshold], dtype=np.float64),
    )
    body = file.getvalue()
    return _HEAD + hashlib.sha256(body).digest() + body


def digest_of(data: bytes) -> str:
    """What tells the bytes of one model from those of any other."""
    return hashlib.sha256(data).hexdigest()


def unpacked(data: bytes, digest: str = "") -> Suggester:
    """The model of such bytes, those of `digest` when it is given.

    Raises Invalid `cases.broken_model` for any that were changed or never were a model.
    """
    end = len(_HEAD) + _DIGEST
    body = data[end:]
    whole = data.startswith(_HEAD) and data[len(_HEAD) : end] == hashlib.sha256(body).digest()
    if not whole or digest not in ("", digest_of(data)):
        raise Invalid("cases.broken_model")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            if sum(one.file_size for one in file.infolist()) > _MOST_BYTES:
                raise Invalid("cases.broken_model")
        with np.load(io.BytesIO(body), allow_pickle=False) as held:
            return _checked({name: held[name] for name in _PARTS})
    except (ValueError, KeyError, OSError, EOFError, TypeError, zipfile.BadZipFile) as wrong:
        raise Invalid("cases.broken_model") from wrong


def _checked(parts: Mapping[str, NDArray]) -> Suggester:
    signs, labels = _lines(parts["signs"]), _lines(parts["labels"])
    sharpness, threshold = (float(one) for one in parts["scale"])
    shapes = {"rarity": (len(signs),), "weights": (len(signs), len(labels)), "bias": (len(labels),)}
    arrays = {name: parts[name].astype(np.float32) for name in shapes}
    sound = all(
        arrays[name].shape == shape and bool(np.isfinite(arrays[name]).all())
        for name, shape in shapes.items()
    )
    numbered = {sign: at for at, sign in enumerate(signs)}
    if not sound or len(labels) < 2 or len(numbered) != len(signs) or not (sharpness > 0 and threshold >= 0):
        raise Invalid("cases.broken_model")
    return Suggester(tuple(labels), numbered, **arrays, sharpness=sharpness, threshold=threshold)


def _letters(lines: list[str] | tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def _lines(letters: NDArray) -> list[str]:
    return letters.astype(np.uint8).tobytes().decode().split("\n")
