"""Cutting samples into training, validation and test parts."""

from dataclasses import dataclass

import numpy as np

from nnplayground.datasets.base import Samples
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.truth import Truth


@dataclass(frozen=True, eq=False)
class Part:
    """Some of the samples: ``x`` float32 ``(N, *shape)``, ``y`` as ``Samples.y``."""

    x: np.ndarray
    y: np.ndarray

    def __len__(self) -> int:
        return len(self.y)


@dataclass(frozen=True, eq=False)
class Split:
    """The three parts. No sample is in two of them."""

    train: Part
    validation: Part
    test: Part


def split(samples: Samples, validation: float, test: float, seed: int) -> Split:
    """Cut the samples; where they have classes, every part holds those in the same proportions.

    Args:
        samples: What to cut. Is there an official test part, that is the test, and only validation is cut.
        validation: Share of the samples, 0 for none: the part is then empty.
        test: Share of the samples, 0 for none. Without effect where there is an official test part.
        seed: The same seed cuts the same samples the same way.
    Raises: PlaygroundError: The samples are unfit (not finite, wrong labels, too few), or a part that was asked for
        would be empty.
    """
    check(samples)
    official = samples.test_x is not None
    shares = (validation, 0.0 if official else test)
    if min(shares) < 0 or not sum(shares) < 1:
        raise PlaygroundError("split_shares", validation=validation, test=test)
    count, rng = len(samples.y), np.random.default_rng(seed)
    order = _stratified_order(samples.y, rng) if samples.truth.kind == "class" else rng.permutation(count)
    ends = np.cumsum([round(count * share) for share in reversed(shares)])
    picks = np.split(order, ends)  # test, validation, train
    for name, share, pick in zip(("test", "validation", "training"), (shares[1], shares[0], 1.0), picks, strict=True):
        if share > 0 and not len(pick):
            raise PlaygroundError("split_empty", part=name, count=count)
    cut_test, cut_validation, train = (_part(samples, np.sort(pick)) for pick in picks)
    return Split(train, cut_validation, Part(samples.test_x, samples.test_y) if official else cut_test)


def only_test(samples: Samples) -> Split:
    """All samples as the test part, as none was trained on; the official test part where there is one.

    Raises: PlaygroundError: The samples are unfit (not finite, wrong labels, none).
    """
    x, y = (samples.x, samples.y) if samples.test_x is None else (samples.test_x, samples.test_y)
    if not len(y):
        raise PlaygroundError("data_too_few", count=0, classes=1)
    _check_arrays(x, y, samples.truth)
    none = Part(x[:0], y[:0])
    return Split(none, none, Part(x, y))


def check(samples: Samples) -> None:
    """Raise a PlaygroundError if no network can learn from these samples."""
    classes = samples.truth.size if samples.truth.kind == "class" else 1
    if len(samples.y) < max(classes, 1):
        raise PlaygroundError("data_too_few", count=len(samples.y), classes=classes)
    for x, y in ((samples.x, samples.y), (samples.test_x, samples.test_y)):
        if x is not None and y is not None:
            _check_arrays(x, y, samples.truth)


def _check_arrays(x: np.ndarray, y: np.ndarray, truth: Truth) -> None:
    if len(x) != len(y):
        raise PlaygroundError("data_counts_differ", samples=len(x), labels=len(y))
    _check_finite(x)
    if truth.kind != "class":
        _check_finite(y)
    elif len(y) and (y.min() < 0 or y.max() >= truth.size):
        index = int(((y < 0) | (y >= truth.size)).argmax())
        raise PlaygroundError("data_label_out_of_range", label=int(y[index]), index=index, classes=truth.size)


def _check_finite(values: np.ndarray) -> None:
    # The sum is finite only if every value is; looking for the place is worth its time only when something is wrong.
    if not np.isfinite(values.sum(dtype=np.float64)):
        bad = ~np.isfinite(values.reshape(len(values), -1)).all(axis=1)
        raise PlaygroundError("data_not_finite", count=int(bad.sum()), index=int(bad.argmax()))


def _stratified_order(y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random order of the samples of which every stretch holds the classes in proportion.

    Each class is shuffled and spread evenly over [0, 1); the order is that of these places.
    """
    places = np.empty(len(y))
    for label in np.unique(y):
        members = np.flatnonzero(y == label)
        places[members] = (rng.permutation(len(members)) + rng.random()) / len(members)
    return np.argsort(places, kind="stable")


def _part(samples: Samples, pick: np.ndarray) -> Part:
    return Part(samples.x[pick], samples.y[pick])
