"""Cutting samples into training, validation and test parts."""

from dataclasses import dataclass

import numpy as np

from nnplayground.datasets.base import Samples
from nnplayground.spec.problems import PlaygroundError


@dataclass(frozen=True, eq=False)
class Part:
    """Some of the samples: ``x`` float32 ``(N, *shape)``, ``y`` int64 ``(N,)``."""

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
    """Cut the samples so that every part holds the classes in the same proportions.

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
    order = _stratified_order(samples.y, np.random.default_rng(seed))
    count = len(order)
    ends = np.cumsum([round(count * share) for share in reversed(shares)])
    picks = np.split(order, ends)  # test, validation, train
    for name, share, pick in zip(("test", "validation", "training"), (shares[1], shares[0], 1.0), picks, strict=True):
        if share > 0 and not len(pick):
            raise PlaygroundError("split_empty", part=name, count=count)
    cut_test, cut_validation, train = (_part(samples, np.sort(pick)) for pick in picks)
    return Split(train, cut_validation, Part(samples.test_x, samples.test_y) if official else cut_test)


def check(samples: Samples) -> None:
    """Raise a PlaygroundError if no network can learn from these samples."""
    if len(samples.y) < max(len(samples.classes), 1):
        raise PlaygroundError("data_too_few", count=len(samples.y), classes=len(samples.classes))
    for x, y in ((samples.x, samples.y), (samples.test_x, samples.test_y)):
        if x is not None and y is not None:
            _check_arrays(x, y, len(samples.classes))


def _check_arrays(x: np.ndarray, y: np.ndarray, classes: int) -> None:
    if len(x) != len(y):
        raise PlaygroundError("data_counts_differ", samples=len(x), labels=len(y))
    # The sum is finite only if every value is; looking for the place is worth its time only when something is wrong.
    if not np.isfinite(x.sum(dtype=np.float64)):
        bad = ~np.isfinite(x.reshape(len(x), -1)).all(axis=1)
        raise PlaygroundError("data_not_finite", count=int(bad.sum()), index=int(bad.argmax()))
    if len(y) and (y.min() < 0 or y.max() >= classes):
        index = int(((y < 0) | (y >= classes)).argmax())
        raise PlaygroundError("data_label_out_of_range", label=int(y[index]), index=index, classes=classes)


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
