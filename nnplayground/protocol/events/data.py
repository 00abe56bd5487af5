"""Messages about the data set: what it holds, and how it gets here."""

import msgspec

from nnplayground.protocol.base import Array, Message
from nnplayground.spec.problems import Problem
from nnplayground.spec.truth import Truth


class Points(msgspec.Struct, frozen=True):
    """Samples that are points in the plane, float32 ``(N, 2)``, and what is known of them, as ``DataFacts.labels``.

    ``extent`` is the part of the plane that holds all of them: left, right, bottom, top.
    """

    extent: tuple[float, float, float, float]
    training: Array
    training_truth: Array
    validation: Array
    validation_truth: Array


class DataFacts(Message):
    """The data set that the current project uses, once loaded: samples to look at, counts and split.

    ``pictures`` are uint8 ``(N, H, W)``, or float32 numbers ``(N, *shape)``; ``labels`` is what is known of each, as
    ``truth`` says: int64 ``(N,)``, or float32 ``(N, names)``. ``counts`` tells how many of all samples each class or
    label has, ``ranges`` the least and the greatest value of each number. ``points`` are more of them, where they lie
    in the plane.
    """

    kind: str
    truth: Truth
    sample_shape: tuple[int, ...]
    digest: str
    pictures: Array
    labels: Array
    counts: tuple[int, ...]
    training: int
    validation: int
    test: int
    ranges: tuple[tuple[float, float], ...] = ()
    points: Points | None = None


class DataMissing(Message):
    """The data set cannot be used yet: not downloaded (then ``download_bytes`` > 0), or a problem."""

    kind: str
    problem: Problem
    download_bytes: int = 0


class DownloadProgress(Message):
    """How far a download has come; ``total`` 0 means unknown."""

    done: int
    total: int


class DownloadEnded(Message):
    """A download is over; without a problem the data is there."""

    problem: Problem | None = None


class Samples(Message):
    """Validation samples as the network gets them, float32 ``(N, *shape)``, and their places among all of them."""

    request: int
    places: tuple[int, ...]
    values: Array


class Augmented(Message):
    """Training samples as they are, uint8 ``(N, H, W)``, and as a network gets them, uint8 ``(times, N, H, W)``.

    Both are empty where the samples are no pictures.
    """

    before: Array
    after: Array
